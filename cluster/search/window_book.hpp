// Window book: candidates on their way, kept until their owner says that they are on W replicas.
// Shape:    by destination one window being filled, and the sent ones by number
// Invariants: an item leaves only by acknowledgement, or by clear() when its job's generation ends
// Threads:  one owner
// Source:   ARCHITECTURE.md, "Distributed search", rule 1
#pragma once

#include "cluster/base/instant.hpp"
#include "cluster/search/messages.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace kura::cluster::search {

struct Window {
    NodeId to;
    Candidates candidates;
    std::vector<std::uint32_t> slots;  // which expansion each candidate belongs to
    Instant last_sent;
};

class WindowBook {
  public:
    explicit WindowBook(int key_bytes) : key_bytes_(key_bytes) {}

    // Ensures: how many items the destination's window now has.
    std::size_t add(NodeId to, const CandidateHeader& header, const std::uint8_t* key,
                    std::uint32_t slot);
    // Ends the window being filled for a destination. Ensures: its number, or 0 if there is none.
    std::uint64_t seal(NodeId to, Instant now);
    [[nodiscard]] std::vector<NodeId> filling() const;

    // Sent windows that were not acknowledged in time; they count as sent again.
    std::vector<std::uint64_t> due(Instant now, Duration resend);

    [[nodiscard]] const Window* find(std::uint64_t number) const;
    std::optional<Window> acknowledge(std::uint64_t number);

    // After a change of owners: items of windows whose destination is no longer right start again
    // in new ones.
    using OwnerOf = std::function<NodeId(PartitionId)>;
    // Windows that get this long are due at once.
    void regroup(const OwnerOf& owner_of, std::size_t window_items);

    void clear();
    [[nodiscard]] bool empty() const { return sent_.empty() && filling_.empty(); }
    [[nodiscard]] std::size_t items() const { return items_; }

    // The smallest cost + bound on its way, or kNoLimit.
    [[nodiscard]] std::int32_t lower_bound() const;

  private:
    void scatter(const Window& window, const OwnerOf& owner_of, std::size_t window_items);

    const int key_bytes_;
    std::map<NodeId, Window> filling_;
    std::map<std::uint64_t, Window> sent_;
    std::uint64_t numbers_ = 0;
    std::size_t items_ = 0;
};

}  // namespace kura::cluster::search
