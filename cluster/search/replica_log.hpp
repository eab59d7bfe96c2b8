// Replica log: the changes of one owned partition on their way to its other replicas.
// A change is committed when the write quorum of the replica set holds it; acknowledgements are
// cumulative, so a lost message costs a resend and nothing else. The log of a new owner starts with
// the whole recovered table, less what a replica is known to hold.
// Shape:    records by index; indices below begin() are on every replica and forgotten
// Invariants: committed() never falls; an acknowledgement counts only if it leaves no gap
// Threads:  one owner
// Source:   ARCHITECTURE.md, "Distributed search"
#pragma once

#include "cluster/base/instant.hpp"
#include "cluster/search/messages.hpp"
#include "cluster/search/options.hpp"
#include "cluster/view/view.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace kura::cluster::search {

class ReplicaLog {
  public:
    ReplicaLog(PartitionId partition, view::ReplicaSet set, NodeId self, int write, int key_bytes);

    void append(const std::uint8_t* key, std::uint64_t word);
    // What was appended so far is the recovered table: replicas may hold parts of it already.
    void end_recovery() { recovered_ = end(); }
    // A replica's records of these leaves were equal to the recovered ones.
    void set_held(NodeId replica, const Digest& theirs, const Digest& recovered);

    // Ensures: true if more is committed than before.
    bool acknowledge(NodeId replica, std::uint64_t from, std::uint64_t to);

    // What to send to a replica now, if anything.
    std::optional<Replicate> next_for(NodeId replica, Instant now, const SearchOptions& options);

    [[nodiscard]] std::uint64_t end() const { return begin_ + records_.size(); }
    [[nodiscard]] std::uint64_t committed() const { return committed_; }
    [[nodiscard]] bool is_committed() const { return committed_ == end(); }
    // On all replicas: nothing left to send.
    [[nodiscard]] bool is_everywhere() const;
    // The recovered table has reached its quorum: this replica set has superseded the earlier ones.
    [[nodiscard]] bool is_established() const { return committed_ >= recovered_; }
    [[nodiscard]] const view::ReplicaSet& set() const { return set_; }

    // Tells `id` from take_ready() when everything appended so far is committed.
    void wait(std::uint64_t id) { waiting_.push_back({end(), id}); }
    [[nodiscard]] std::vector<std::uint64_t> take_ready();
    [[nodiscard]] std::vector<std::uint64_t> all_waiting() const;

  private:
    struct Replica {
        NodeId node;
        std::uint64_t acked = 0;
        std::uint64_t sent = 0;
        Instant last_sent;
        std::uint64_t held_leaves = 0;  // a bit each; for the recovered part only
    };
    struct Waiting {
        std::uint64_t index;
        std::uint64_t id;
    };

    bool recount();
    void forget();

    const PartitionId partition_;
    const view::ReplicaSet set_;
    const int quorum_;
    std::vector<Replica> replicas_;  // the others
    Records records_;
    std::uint64_t begin_ = 0;
    std::uint64_t recovered_ = 0;
    std::uint64_t committed_ = 0;
    std::deque<Waiting> waiting_;
};

}  // namespace kura::cluster::search
