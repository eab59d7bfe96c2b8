// Tombstones: a delete that everybody holds, and that nothing older can follow, is forgotten.
// Nothing older can follow when all replicas have been synced for the grace time: from then on they
// take nothing from former holders; copies kept for others expire earlier; and who comes back after
// the grace time is suspect.
#include "cluster/store/store_node.hpp"

#include <algorithm>

namespace kura::cluster::store {

namespace {

constexpr std::size_t kTombstonesAtOnce = 256;

}  // namespace

void StoreNode::note_tombstone(PartitionId partition, const std::string& key, bool is_tombstone) {
    if (is_tombstone) {
        tombstones_[partition.value].try_emplace(key, now_);
    } else if (const auto at = tombstones_.find(partition.value); at != tombstones_.end()) {
        at->second.erase(key);
        if (at->second.empty()) {
            tombstones_.erase(at);
        }
    }
}

bool StoreNode::is_settled(PartitionId partition) const {
    const Part& part = parts_[partition.value];
    return part.is_member && part.is_synced && store_job().chain(partition) == nullptr &&
           now_ - part.synced_at >= options_.tombstone_grace;
}

bool StoreNode::holds_tombstone(PartitionId partition, const KeyDigest& item) const {
    const auto& table = documents_[partition.value];
    const auto* const entry = table ? table->find(item.key) : nullptr;
    return entry != nullptr && entry->digest == item.digest && entry->document.is_tombstone();
}

void StoreNode::collect_tombstones() {
    if (now_ < next_collection_ || job() == nullptr) {
        return;
    }
    next_collection_ = now_ + options_.tombstone_interval;
    std::erase_if(tombstone_tasks_,
                  [&](const auto& entry) { return entry.second.deadline <= now_; });
    for (const auto& [p, keys] : tombstones_) {
        const PartitionId partition{p};
        const view::ReplicaSet set = present_set(partition);
        const bool is_broken = options_.broken == BrokenRule::drop_tombstones;
        if (!is_broken && (set.nodes.front() != self_ || !is_settled(partition))) {
            continue;
        }
        TombstoneTask task{partition, set.since, {}, {}, now_ + options_.request_timeout};
        for (const auto& [key, born] : keys) {
            if (now_ - born >= options_.tombstone_grace && task.items.size() < kTombstonesAtOnce) {
                task.items.push_back({key, documents_[p]->find(key)->digest});
            }
        }
        if (task.items.empty()) {
            continue;
        }
        const TombstoneCheck check{++numbers_, view_->epoch, partition, task.items};
        if (is_broken) {
            send(self_, TombstoneDrop{view_->epoch, partition, std::move(task.items)});
            continue;
        }
        tombstone_tasks_.emplace(check.task, std::move(task));
        for (const NodeId node : set.nodes) {
            send(node, check);
        }
    }
}

void StoreNode::on_tombstone_check(NodeId from, const TombstoneCheck& message) {
    if (message.partition.value >= parts_.size() || job() == nullptr ||
        !is_current(from, message.task, message.epoch, message.partition) ||
        message.epoch > view_->epoch || !is_settled(message.partition)) {
        return;
    }
    TombstoneHeld answer{message.task, {}};
    for (std::uint32_t i = 0; i < message.items.size(); ++i) {
        if (holds_tombstone(message.partition, message.items[i])) {
            answer.held.push_back(i);
        }
    }
    send_after_persisting(from, std::move(answer));
}

void StoreNode::on_tombstone_held(NodeId from, const TombstoneHeld& message) {
    const auto at = tombstone_tasks_.find(message.task);
    if (at == tombstone_tasks_.end() || job() == nullptr) {
        return;
    }
    TombstoneTask& task = at->second;
    const view::ReplicaSet set = present_set(task.partition);
    if (set.since != task.since || !set.contains(from)) {
        return;
    }
    TombstoneDrop drop{view_->epoch, task.partition, {}};
    for (const std::uint32_t i : message.held) {
        if (i < task.items.size()) {
            task.held[i].insert(from);
            if (task.held[i].size() == set.nodes.size()) {
                drop.items.push_back(task.items[i]);
            }
        }
    }
    if (!drop.items.empty()) {
        for (const NodeId node : set.nodes) {
            send(node, drop);
        }
    }
}

void StoreNode::on_tombstone_drop(const TombstoneDrop& message) {
    if (message.partition.value >= parts_.size() || job() == nullptr ||
        parts_[message.partition.value].since > message.epoch) {
        return;
    }
    for (const KeyDigest& item : message.items) {
        if (holds_tombstone(message.partition, item)) {
            erase_document(message.partition, item.key);
            ++counters_.collected;
        }
    }
}

}  // namespace kura::cluster::store
