#include "cluster/search/replica_log.hpp"

#include "cluster/base/limits.hpp"
#include "cluster/search/record_table.hpp"
#include "solver/base/assert.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace kura::cluster::search {

namespace {

constexpr std::size_t kForgetAtLeast = 256;  // erasing the front moves the rest
constexpr std::uint64_t kBatchesInFlight = 4;

}  // namespace

ReplicaLog::ReplicaLog(PartitionId partition, view::ReplicaSet set, NodeId self, int write,
                       int key_bytes)
    : partition_(partition),
      set_(std::move(set)),
      quorum_(set_.write_quorum(write)),
      records_(key_bytes) {
    KURA_ASSERT(set_.contains(self) && quorum_ >= 1, quorum_);
    for (const NodeId node : set_.nodes) {
        if (node != self) {
            Replica replica;
            replica.node = node;
            replicas_.push_back(replica);
        }
    }
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

void ReplicaLog::set_held(NodeId replica, const Digest& theirs, const Digest& recovered) {
    for (Replica& entry : replicas_) {
        for (std::size_t leaf = 0; leaf < recovered.size() && entry.node == replica; ++leaf) {
            if (theirs[leaf] == recovered[leaf]) {
                entry.held_leaves |= std::uint64_t{1} << leaf;
            }
        }
    }
}

bool ReplicaLog::recount() {
    // This node has all, so the others need one acknowledgement less.
    std::array<std::uint64_t, kReplicasMax> reached{};
    reached[0] = end();
    for (std::size_t i = 0; i < replicas_.size(); ++i) {
        std::size_t at = i + 1;
        for (; at > 1 && reached[at - 1] < replicas_[i].acked; --at) {
            reached[at] = reached[at - 1];
        }
        reached[at] = replicas_[i].acked;
    }
    const std::uint64_t now_committed = reached[static_cast<std::size_t>(quorum_ - 1)];
    const bool more = now_committed > committed_;
    committed_ = std::max(committed_, now_committed);
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
        copy_stretch(replica, stretch, message.records);
        message.stretches.push_back(stretch);
        replica.sent = stretch.to;
        replica.last_sent = now;
        return true;
    }
    return false;
}

void ReplicaLog::copy_stretch(const Replica& replica, Stretch& stretch, Records& records) const {
    const std::size_t before = records.size();
    for (std::uint64_t index = stretch.from; index < stretch.to; ++index) {
        const auto at = static_cast<std::size_t>(index - begin_);
        const std::uint8_t* key = records_.key(at);
        const bool is_held =
            index < recovered_ && replica.held_leaves != 0 &&
            (replica.held_leaves >> RecordTable::leaf_of(key, records_.key_bytes()) & 1) != 0;
        if (!is_held) {
            records.push_back(records_.header(at), key);
        }
    }
    stretch.count = static_cast<std::uint32_t>(records.size() - before);
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
