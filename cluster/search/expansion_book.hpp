// Expansion book: states that were expanded and may not be closed yet, because some child is still
// on its way to its quorum.
// Shape:    slots with a count of unacknowledged children, their keys in one block, and an open
//           addressing index from key to slot
// Invariants: a slot is freed when its count is zero, so a late acknowledgement never meets another
//           expansion; a state is in flight once for each cost it was expanded at
// Threads:  one owner
// Source:   ARCHITECTURE.md, "Distributed search", rule 3
#pragma once

#include "cluster/base/ids.hpp"
#include "cluster/search/messages.hpp"

#include <cstdint>
#include <vector>

namespace kura::cluster::search {

struct Expansion {
    PartitionId partition;
    std::int32_t priority = 0;
    std::uint64_t word = 0;  // as it was expanded: the cost that the children build on
    std::uint64_t hash = 0;  // of the key; open() writes it
    std::uint32_t children_left = 0;
    bool is_live = false;
};

class ExpansionBook {
  public:
    explicit ExpansionBook(int key_bytes) : key_bytes_(static_cast<std::size_t>(key_bytes)) {}

    std::uint32_t open(const Expansion& expansion, const std::uint8_t* key);
    [[nodiscard]] Expansion& at(std::uint32_t slot) { return slots_[slot]; }
    // Valid until the next open().
    [[nodiscard]] const std::uint8_t* key(std::uint32_t slot) const {
        return keys_.data() + slot * key_bytes_;
    }

    // Ensures: true if that was the last child.
    bool child_done(std::uint32_t slot);
    // Requires: no child is left.
    void close(std::uint32_t slot);
    // Its partition has another owner, who will expand it anew. The children still count.
    // Ensures: how many these are.
    std::size_t abandon(PartitionId partition);
    void clear();

    // The latest live expansion of a key, or null.
    [[nodiscard]] const Expansion* find(const std::uint8_t* key) const;
    [[nodiscard]] bool is_empty() const { return slots_.size() == free_.size(); }
    [[nodiscard]] std::size_t size() const { return slots_.size() - free_.size(); }
    [[nodiscard]] std::size_t live() const { return live_; }
    [[nodiscard]] std::int32_t lower_bound() const;

  private:
    static constexpr std::uint32_t kNoSlot = ~std::uint32_t{0};

    [[nodiscard]] std::size_t place_of(std::uint64_t hash, const std::uint8_t* key) const;
    void forget(std::uint32_t slot);
    void erase_place(std::size_t place);
    void enlarge_index();

    const std::size_t key_bytes_;
    std::vector<Expansion> slots_;
    std::vector<std::uint8_t> keys_;
    std::vector<std::uint32_t> free_;
    std::vector<std::uint32_t> index_;  // a power of two, at most half full
    std::size_t indexed_ = 0;
    std::size_t live_ = 0;
};

}  // namespace kura::cluster::search
