// Replica log: the changes of one owned partition on their way to its other replicas.
// A change is committed when the write quorum of the replica set holds it; acknowledgements are
// cumulative, so a lost message costs a resend and nothing else. What was in the table before is
// copied beside the log, in pieces of the table's own order; a replica that still lacks some of it
// gets all changes but counts for no quorum.
// Shape:    records by index; indices below begin() are on every replica and forgotten
// Invariants: committed() never falls; an acknowledgement counts only if it leaves no gap, and only
//           of a replica that holds the table as well
// Threads:  one owner
// Source:   ARCHITECTURE.md, "Distributed search"
#pragma once

#include "cluster/base/instant.hpp"
#include "cluster/search/messages.hpp"
#include "cluster/search/options.hpp"
#include "cluster/search/record_table.hpp"
#include "cluster/view/view.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace kura::cluster::search {

class ReplicaLog {
  public:
    // Of a table that no other node is known to hold anything of.
    ReplicaLog(PartitionId partition, view::ReplicaSet set, NodeId self, int write, int key_bytes);

    // The same owner goes on with other replicas. Requires: what was committed in between, if there
    // were sets in between, was committed by this log's owner. Who is new lacks the table.
    void change_set(view::ReplicaSet set, int write);

    void append(const std::uint8_t* key, std::uint64_t word);
    // What a replica has of the table that the log starts with, and what the owner has.
    void set_held(NodeId replica, const Digest& theirs, const Digest& recovered);

    // Ensures: true if more is committed than before, or the set is established.
    bool acknowledge(NodeId replica, std::uint64_t from, std::uint64_t to);
    bool acknowledge_copy(NodeId replica, std::uint64_t number);

    // Fewer than the write quorum hold the table: nothing can be committed until more do.
    [[nodiscard]] bool lacks_copies() const {
        return std::count_if(replicas_.begin(), replicas_.end(),
                             [](const Replica& replica) { return replica.is_whole(); }) +
                   1 <
               quorum_;
    }
    // Whether a piece of the table is on its way to that replica.
    [[nodiscard]] bool is_copying_to(NodeId node) const {
        return std::any_of(replicas_.begin(), replicas_.end(), [&](const Replica& replica) {
            return replica.node == node && replica.copy.number != 0;
        });
    }

    // Adds to the message what to send to a replica now: a stretch of at most batch_records.
    // Ensures: false if there is nothing, or too much is under way.
    bool extend(Replicate& message, NodeId replica, Instant now, const SearchOptions& options);
    // The same for the next piece of the table; one is under way at a time. A piece that is sent
    // again may have become longer: it says no more about the end, which only moved nearer.
    bool extend_copy(Replicate& message, NodeId replica, const RecordTable& table, Instant now,
                     const SearchOptions& options);

    [[nodiscard]] std::uint64_t end() const { return begin_ + records_.size(); }
    [[nodiscard]] std::uint64_t committed() const { return committed_; }
    [[nodiscard]] bool is_committed() const { return is_established_ && committed_ == end(); }
    [[nodiscard]] bool has_unsent() const {
        return std::any_of(replicas_.begin(), replicas_.end(),
                           [&](const Replica& replica) { return replica.sent != end(); });
    }
    // On all replicas: nothing of the log is left to send.
    [[nodiscard]] bool is_everywhere() const;
    // The table is on all replicas.
    [[nodiscard]] bool is_copied() const {
        return std::all_of(replicas_.begin(), replicas_.end(),
                           [](const Replica& replica) { return replica.is_whole(); });
    }
    // Nothing of the table is left to send to that node; also if it is none of the replicas.
    [[nodiscard]] bool is_whole_at(NodeId node) const {
        return std::all_of(replicas_.begin(), replicas_.end(), [&](const Replica& replica) {
            return replica.node != node || replica.is_whole();
        });
    }
    // The table, and what was appended before the set changed, has reached the write quorum: this
    // replica set has superseded the earlier ones.
    [[nodiscard]] bool is_established() const { return is_established_; }
    [[nodiscard]] const view::ReplicaSet& set() const { return set_; }
    // Whether what a replica acknowledged in that epoch was sent by this log.
    [[nodiscard]] bool has_spoken_in(Epoch epoch) const {
        return first_epoch_ <= epoch && epoch <= set_.since;
    }

    // Tells `id` from take_ready() when everything appended so far is committed.
    void wait(std::uint64_t id) { waiting_.push_back({end(), id}); }
    template <typename Fn>
    void take_ready(Fn&& fn) {
        while (is_established_ && waited_ < waiting_.size() &&
               waiting_[waited_].index <= committed_) {
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
    // A piece of the table on its way to a replica.
    struct Copy {
        std::uint64_t leaves = ~std::uint64_t{0};  // a bit for each that it may lack something of
        RecordTable::Position position;            // what lies before it has arrived
        RecordTable::Position next;                // the end of the piece under way
        std::uint64_t number = 0;                  // of that piece, however often sent; 0: none
        Instant last_sent;
    };
    struct Replica {
        NodeId node;
        std::uint64_t acked = 0;
        std::uint64_t sent = 0;
        Instant last_sent;
        Copy copy;

        [[nodiscard]] bool is_whole() const { return copy.leaves == 0; }
    };
    struct Waiting {
        std::uint64_t index;
        std::uint64_t id;
    };

    void take_replicas(const std::vector<Replica>& before);
    bool recount();
    void forget();
    void copy_stretch(Stretch& stretch, Records& records) const;

    const PartitionId partition_;
    const NodeId self_;
    const Epoch first_epoch_;
    view::ReplicaSet set_;
    int quorum_;
    std::vector<Replica> replicas_;  // the others
    Records records_;
    std::uint64_t begin_ = 0;
    std::uint64_t set_begin_ = 0;  // what is older may be committed by the set before only
    std::uint64_t committed_ = 0;
    bool is_established_ = false;
    std::uint64_t copies_ = 0;  // pieces so far, to all replicas
    std::vector<Waiting> waiting_;
    std::size_t waited_ = 0;  // of the front, told already
};

}  // namespace kura::cluster::search
