#include "cluster/search/replica_log.hpp"

#include "cluster/base/limits.hpp"
#include "solver/base/assert.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace kura::cluster::search {

namespace {

constexpr std::size_t kForgetAtLeast = 256;  // erasing the front moves the rest
constexpr std::uint64_t kBatchesInFlight = 4;
// A piece of the table may wait behind many others at the replica.
constexpr int kCopyPatience = 5;  // in resend times

}  // namespace

ReplicaLog::ReplicaLog(PartitionId partition, view::ReplicaSet set, NodeId self, int write,
                       int key_bytes)
    : partition_(partition),
      self_(self),
      first_epoch_(set.since),
      set_(std::move(set)),
      quorum_(set_.write_quorum(write)),
      records_(key_bytes) {
    take_replicas({});
}

void ReplicaLog::change_set(view::ReplicaSet set, int write) {
    KURA_ASSERT(set.since > set_.since);
    set_ = std::move(set);
    quorum_ = set_.write_quorum(write);
    set_begin_ = end();
    take_replicas(std::exchange(replicas_, {}));
    forget();
}

void ReplicaLog::take_replicas(const std::vector<Replica>& before) {
    KURA_ASSERT(set_.contains(self_) && quorum_ >= 1, quorum_);
    for (const NodeId node : set_.nodes) {
        if (node == self_) {
            continue;
        }
        const auto known = std::find_if(before.begin(), before.end(), [&](const Replica& replica) {
            return replica.node == node;
        });
        if (known != before.end()) {
            replicas_.push_back(*known);
        } else {
            Replica replica;
            replica.node = node;
            replica.acked = end();  // what is older is in the table
            replica.sent = end();
            replicas_.push_back(replica);
        }
    }
    recount();
}

void ReplicaLog::append(const std::uint8_t* key, std::uint64_t word) {
    if (replicas_.empty()) {
        ++begin_;  // nobody to send it to
        committed_ = begin_;
        return;
    }
    records_.push_back(word, key);
    if (quorum_ == 1) {
        committed_ = end();
    }
}

void ReplicaLog::set_held(NodeId node, const Digest& theirs, const Digest& recovered) {
    for (Replica& replica : replicas_) {
        if (replica.node == node) {
            replica.copy.leaves &= unlike_leaves(theirs, recovered);
        }
    }
    recount();
}

bool ReplicaLog::recount() {
    // This node has all, so the others need one acknowledgement less.
    std::array<std::uint64_t, kReplicasMax> reached{};
    reached[0] = end();
    std::size_t count = 1;
    for (const Replica& replica : replicas_) {
        if (!replica.is_whole()) {
            continue;
        }
        std::size_t at = count++;
        for (; at > 1 && reached[at - 1] < replica.acked; --at) {
            reached[at] = reached[at - 1];
        }
        reached[at] = replica.acked;
    }
    if (count < static_cast<std::size_t>(quorum_)) {
        is_established_ = false;
        return false;
    }
    const bool was_established = is_established_;
    const std::uint64_t reached_now = reached[static_cast<std::size_t>(quorum_ - 1)];
    is_established_ = reached_now >= set_begin_;
    const bool more = reached_now > committed_ || is_established_ != was_established;
    committed_ = std::max(committed_, reached_now);
    return more;
}

bool ReplicaLog::acknowledge(NodeId node, std::uint64_t from, std::uint64_t to) {
    for (Replica& replica : replicas_) {
        if (replica.node == node && from <= replica.acked && to <= end()) {
            replica.acked = std::max(replica.acked, to);
            replica.sent = std::max(replica.sent, replica.acked);
        }
    }
    const bool more = recount();
    forget();
    return more;
}

bool ReplicaLog::acknowledge_copy(NodeId node, std::uint64_t number) {
    for (Replica& replica : replicas_) {
        Copy& copy = replica.copy;
        if (replica.node != node || number == 0 || copy.number != number) {
            continue;
        }
        copy.number = 0;
        copy.position = copy.next;
        if (copy.position.is_end) {
            copy.leaves = 0;
        }
    }
    return recount();
}

void ReplicaLog::forget() {
    std::uint64_t everywhere = end();
    for (const Replica& replica : replicas_) {
        everywhere = std::min(everywhere, replica.acked);
    }
    const auto count = static_cast<std::size_t>(everywhere - begin_);
    if (count > 0 && (count >= records_.size() || count >= kForgetAtLeast)) {
        records_.erase_front(count);
        begin_ = everywhere;
    }
}

bool ReplicaLog::extend(Replicate& message, NodeId node, Instant now,
                        const SearchOptions& options) {
    for (Replica& replica : replicas_) {
        if (replica.node != node || replica.acked == end()) {
            continue;
        }
        if (now - replica.last_sent >= options.resend) {
            replica.sent = replica.acked;
        }
        const std::uint64_t ahead = replica.sent - replica.acked;
        if (replica.sent == end() || ahead >= kBatchesInFlight * options.batch_records) {
            return false;
        }
        Stretch stretch{partition_, 0, set_.since, replica.sent,
                        std::min<std::uint64_t>(replica.sent + options.batch_records, end())};
        copy_stretch(stretch, message.records);
        message.stretches.push_back(stretch);
        replica.sent = stretch.to;
        replica.last_sent = now;
        return true;
    }
    return false;
}

void ReplicaLog::copy_stretch(Stretch& stretch, Records& records) const {
    for (std::uint64_t index = stretch.from; index < stretch.to; ++index) {
        const auto at = static_cast<std::size_t>(index - begin_);
        records.push_back(records_.header(at), records_.key(at));
    }
    stretch.count = static_cast<std::uint32_t>(stretch.to - stretch.from);
}

bool ReplicaLog::extend_copy(Replicate& message, NodeId node, const RecordTable& table, Instant now,
                             const SearchOptions& options) {
    for (Replica& replica : replicas_) {
        Copy& copy = replica.copy;
        if (replica.node != node || replica.is_whole() ||
            (copy.number != 0 && now - copy.last_sent < options.resend * kCopyPatience)) {
            continue;
        }
        const std::size_t before = message.records.size();
        copy.next = table.read(partition_, copy.position, copy.leaves, options.batch_records,
                               message.records);
        if (copy.number == 0) {
            copy.number = ++copies_;  // a late answer counts for all that were sent
        }
        copy.last_sent = now;
        message.stretches.push_back(
            Stretch{partition_, static_cast<std::uint32_t>(message.records.size() - before),
                    set_.since, copy.number, copy.number});
        return true;
    }
    return false;
}

bool ReplicaLog::is_everywhere() const {
    return std::all_of(replicas_.begin(), replicas_.end(),
                       [&](const Replica& replica) { return replica.acked == end(); });
}

std::vector<std::uint64_t> ReplicaLog::all_waiting() const {
    std::vector<std::uint64_t> ids;
    for (std::size_t i = waited_; i < waiting_.size(); ++i) {
        ids.push_back(waiting_[i].id);
    }
    return ids;
}

}  // namespace kura::cluster::search
