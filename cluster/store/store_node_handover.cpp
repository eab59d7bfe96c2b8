// Who holds what, and who may forget: taking over from earlier replicas, handing on to later ones.
#include "cluster/store/store_node.hpp"

#include <algorithm>

namespace kura::cluster::store {

// What the peer held, when it knew the view that made the present set, is in mine and on disk.
void StoreNode::subsume(PartitionId partition, NodeId peer, bool is_peer_synced, Epoch since) {
    Part& part = parts_[partition.value];
    if (part.since != since || part.is_synced || !part.is_member) {
        return;
    }
    if (std::find(part.subsumed.begin(), part.subsumed.end(), peer) == part.subsumed.end()) {
        part.subsumed.push_back(peer);
    }
    if (is_peer_synced && present_set(partition).contains(peer)) {
        set_synced(partition);
    } else {
        check_synced(partition);
    }
}

// A seal quorum of every set that has not been superseded; where the register names none, of the
// present one, in which W replicas are synced already or every copy is as good as any other.
void StoreNode::check_synced(PartitionId partition) {
    Part& part = parts_[partition.value];
    if (part.is_synced || !part.is_member) {
        return;
    }
    const view::Chain* const chain = store_job().chain(partition);
    const std::vector<view::ReplicaSet> sets =
        chain != nullptr ? chain->sets : std::vector<view::ReplicaSet>{present_set(partition)};
    for (const view::ReplicaSet& set : sets) {
        const auto count = std::count_if(part.subsumed.begin(), part.subsumed.end(),
                                         [&](NodeId node) { return set.contains(node); });
        if (count < set.seal_quorum(store_job().write)) {
            return;
        }
    }
    set_synced(partition);
}

void StoreNode::set_synced(PartitionId partition) {
    Part& part = parts_[partition.value];
    if (part.is_suspect) {
        // Nobody who was there all the time has been met: what is parked is as good as any. But
        // then it has to be compared as well.
        part.subsumed = {self_};
        unpark(partition, true);
        check_synced(partition);
        return;
    }
    part.is_synced = part.was_synced = true;
    part.synced_at = now_;
    next_report_ = now_;
}

void StoreNode::unpark(PartitionId partition, bool keep) {
    parts_[partition.value].is_suspect = false;
    auto at = parked_.lower_bound({partition.value, std::string()});
    while (at != parked_.end() && at->first.first == partition.value) {
        const std::string& key = at->first.second;
        if (keep) {
            merge_document(key, at->second);
        } else if (find(key) == nullptr) {
            rows_.push_back({key, kNoNode, std::nullopt});
        }
        at = parked_.erase(at);
    }
}

// W synced replicas make the register forget the earlier sets; the first of the list tells it.
void StoreNode::report_synced() {
    if (now_ < next_report_ || job() == nullptr) {
        return;
    }
    next_report_ = now_ + options_.report_retry;
    std::map<NodeId, std::vector<PartitionId>> reports;
    AskRegister request;
    for (const view::Chain& chain : store_job().chains) {
        Part& part = parts_[chain.partition.value];
        if (!part.is_member) {
            continue;
        }
        const view::ReplicaSet set = present_set(chain.partition);
        if (part.is_synced && set.nodes.front() != self_) {
            reports[set.nodes.front()].push_back(chain.partition);
        } else if (set.nodes.front() == self_) {
            const int synced =
                static_cast<int>(part.synced_others.size()) + (part.is_synced ? 1 : 0);
            if (synced >= set.write_quorum(store_job().write)) {
                request.established.push_back({chain.partition, part.since});
            }
        }
    }
    for (auto& [node, partitions] : reports) {
        send(node, Synced{view_->epoch, std::move(partitions)});
    }
    if (!request.established.empty()) {
        actions_.emplace_back(std::move(request));
    }
}

void StoreNode::on_synced(NodeId from, const Synced& message) {
    want_view(message.epoch);
    if (job() == nullptr) {
        return;
    }
    for (const PartitionId partition : message.partitions) {
        if (partition.value < parts_.size() && parts_[partition.value].since <= message.epoch &&
            message.epoch <= view_->epoch && present_set(partition).contains(from)) {
            parts_[partition.value].synced_others.insert(from);
        }
    }
}

bool StoreNode::holds_anything(PartitionId partition) const {
    const auto& table = documents_[partition.value];
    return (table && table->size() > 0) ||
           std::any_of(
               lattice_.families().begin(), lattice_.families().end(),
               [&](const auto& family) { return family.second.find(partition) != nullptr; });
}

// Tells a former holder that all it held, when its root was this, is here and on disk.
void StoreNode::confirm_held(NodeId to, PartitionId partition, std::uint64_t root_then) {
    parts_[partition.value].held[to] = root_then;
    send_after_persisting(to, Held{view_->epoch, {{partition, root_then}}});
}

bool StoreNode::is_confirmed(const Part& part, NodeId node, std::uint64_t root_now) {
    const auto at = part.confirmed.find(node);
    return at != part.confirmed.end() && at->second == root_now;
}

void StoreNode::on_held(NodeId from, const Held& message) {
    want_view(message.epoch);
    if (job() == nullptr) {
        return;
    }
    for (const PartitionRoot& held : message.roots) {
        if (held.partition.value >= parts_.size()) {
            continue;
        }
        Part& part = parts_[held.partition.value];
        const view::ReplicaSet set = present_set(held.partition);
        const std::uint64_t own = root(held.partition);
        if (part.is_member || message.epoch < part.since || !set.contains(from) ||
            !holds_anything(held.partition) || held.root != own) {
            continue;
        }
        part.confirmed[from] = own;
        if (std::all_of(set.nodes.begin(), set.nodes.end(),
                        [&](NodeId node) { return is_confirmed(part, node, own); })) {
            erase_partition(held.partition);
        }
    }
}

void StoreNode::erase_partition(PartitionId partition) {
    if (!holds_anything(partition)) {
        return;
    }
    ++counters_.erased_partitions;
    if (const auto& table = documents_[partition.value]; table && table->size() > 0) {
        table->for_each([&](const DocumentTable::Entry& entry) {
            rows_.push_back({entry.key, kNoNode, std::nullopt});
        });
        // What this actor wrote is forgotten here, so it must not go on counting.
        tenure_ += options_.broken == BrokenRule::reuse_actor ? 0 : 1;
    }
    documents_[partition.value].reset();
    lattice_.erase(partition);
    tombstones_.erase(partition.value);
    parts_[partition.value].confirmed.clear();
    parts_[partition.value].was_synced = false;
}

}  // namespace kura::cluster::store
