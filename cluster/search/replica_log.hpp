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

#include <algorithm>
#include <cstdint>
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

    // Adds to the message what to send to a replica now: a stretch of at most batch_records.
    // Ensures: false if there is nothing, or too much is under way.
    bool extend(Replicate& message, NodeId replica, Instant now, const SearchOptions& options);

    [[nodiscard]] std::uint64_t end() const { return begin_ + records_.size(); }
    [[nodiscard]] std::uint64_t committed() const { return committed_; }
    [[nodiscard]] bool is_committed() const { return committed_ == end(); }
    [[nodiscard]] bool has_unsent() const {
        return std::any_of(replicas_.begin(), replicas_.end(),
                           [&](const Replica& replica) { return replica.sent != end(); });
    }
    // On all replicas: nothing left to send.
    [[nodiscard]] bool is_everywhere() const;
    // The recovered table has reached its quorum: this replica set has superseded the earlier ones.
    [[nodiscard]] bool is_established() const { return committed_ >= recovered_; }
    [[nodiscard]] const view::ReplicaSet& set() const { return set_; }

    // Tells `id` from take_ready() when everything appended so far is committed.
    void wait(std::uint64_t id) { waiting_.push_back({end(), id}); }
    template <typename Fn>
    void take_ready(Fn&& fn) {
        while (waited_ < waiting_.size() && waiting_[waited_].index <= committed_) {
            fn(waiting_[waited_++].id);
        }
        if (2 * waited_ >= waiting_.size()) {
            waiting_.erase(waiting_.begin(),
                           waiting_.begin() + static_cast<std::ptrdiff_t>(waited_));
            waited_ = 0;
        }
    }
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
    void copy_stretch(const Replica& replica, Stretch& stretch, Records& records) const;

    const PartitionId partition_;
    const view::ReplicaSet set_;
    const int quorum_;
    std::vector<Replica> replicas_;  // the others
    Records records_;
    std::uint64_t begin_ = 0;
    std::uint64_t recovered_ = 0;
    std::uint64_t committed_ = 0;
    std::vector<Waiting> waiting_;
    std::size_t waited_ = 0;  // of the front, told already
};

}  // namespace kura::cluster::search
