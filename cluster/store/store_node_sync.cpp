// Which partitions to compare with whom: all of them from time to time, those that are being taken
// over or handed on sooner.
#include "cluster/store/store_node.hpp"

#include <algorithm>

namespace kura::cluster::store {

std::uint64_t StoreNode::root(PartitionId partition) const {
    std::uint64_t sum = 0;
    for (const TableRoot& table : table_roots(partition)) {
        const std::uint64_t id =
            (std::uint64_t{table.table.key_bytes} << 16) | table.table.value_bytes;
        sum ^= base::mix64(table.root ^ base::mix64(id + 1));
    }
    return sum;
}

std::vector<TableRoot> StoreNode::table_roots(PartitionId partition) const {
    std::vector<TableRoot> roots;
    const auto add = [&](TableId id, const XorTree& tree) {
        if (tree.items() > 0) {
            roots.push_back({id, tree.root(), tree.items()});
        }
    };
    if (const auto& table = documents_[partition.value]) {
        add(kDocuments, table->tree());
    }
    for (const auto& [id, family] : lattice_.families()) {
        if (const LatticeTable* table = family.find(partition)) {
            add(id, table->tree());
        }
    }
    return roots;
}

void StoreNode::sync(bool everything) {
    if (job() == nullptr || (!everything && now_ < next_sync_)) {
        return;
    }
    next_sync_ = now_ + options_.sync_retry;
    const bool is_full = everything || now_ >= next_full_sync_;
    if (is_full) {
        next_full_sync_ = now_ + options_.sync_interval;
        ++sync_rounds_;
    }
    MoveRoots as_member;
    MoveRoots as_former;
    for (std::uint32_t p = 0; p < parts_.size(); ++p) {
        const PartitionId partition{p};
        const Part& part = parts_[p];
        if (part.is_member && part.is_synced) {
            if (is_full) {
                plan_full_sync(partition, everything, as_member);
            }
            continue;
        }
        if (!part.is_member && !holds_anything(partition)) {
            continue;
        }
        const std::uint64_t own = root(partition);
        const ReplicaSets sets = replica_sets(partition);
        for (const NodeId node : part.is_member ? sets.all() : sets.now.nodes) {
            const bool is_done = part.is_member
                                     ? std::find(part.subsumed.begin(), part.subsumed.end(),
                                                 node) != part.subsumed.end()
                                     : is_confirmed(part, node, own);
            if (node != self_ && !is_done) {
                (part.is_member ? as_member : as_former)[node].push_back({partition, own});
            }
        }
    }
    // What was asked earlier and not answered is asked again with this.
    std::erase_if(roots_asked_, [&](const auto& asked) { return asked.first + 4096 < numbers_; });
    send_roots(as_member, true);
    send_roots(as_former, false);
}

// With one other replica a round, in turn: each pair meets, from both sides.
void StoreNode::plan_full_sync(PartitionId partition, bool with_all, MoveRoots& by_peer) const {
    const view::ReplicaSet set = present_set(partition);
    std::vector<NodeId> others = set.nodes;
    std::erase(others, self_);
    if (others.empty()) {
        return;
    }
    const PartitionRoot own{partition, root(partition)};
    if (with_all) {
        for (const NodeId node : others) {
            by_peer[node].push_back(own);
        }
    } else {
        by_peer[others[sync_rounds_ % others.size()]].push_back(own);
    }
}

void StoreNode::send_roots(const MoveRoots& by_peer, bool is_member) {
    for (const auto& [peer, roots] : by_peer) {
        Roots message{++numbers_, view_->epoch, is_member, roots};
        if (is_member) {
            RootsAsked& asked = roots_asked_[message.exchange];
            asked.peer = peer;
            for (const PartitionRoot& entry : roots) {
                asked.partitions.emplace_back(entry.partition, parts_[entry.partition.value].since);
            }
        }
        send(peer, std::move(message));
    }
}

void StoreNode::on_roots(NodeId from, const Roots& message) {
    want_view(message.epoch);
    if (job() == nullptr || view_->epoch < message.epoch) {
        return;  // not before this node knows that the partitions have changed hands
    }
    RootsAnswer answer{message.exchange, view_->epoch, {}, {}};
    for (const PartitionRoot& asked : message.roots) {
        if (asked.partition.value >= parts_.size()) {
            continue;
        }
        const Part& part = parts_[asked.partition.value];
        if (part.since > message.epoch) {
            want_view_of(from);
            answer.differ.push_back(asked.partition);
        } else if (!message.is_member) {
            on_root_of_former(from, asked);
        } else {
            if (part.is_suspect || asked.root != root(asked.partition)) {
                answer.differ.push_back(asked.partition);
            }
            if (part.is_synced) {
                answer.synced.push_back(asked.partition);
            }
        }
    }
    if (message.is_member) {
        // What is equal counts as taken over, so it has to be on this disk too.
        send_after_persisting(from, std::move(answer));
    }
}

// A former holder wants to be rid of what it holds.
void StoreNode::on_root_of_former(NodeId from, const PartitionRoot& asked) {
    Part& part = parts_[asked.partition.value];
    if (!part.is_member || part.is_suspect) {
        return;
    }
    const auto held = part.held.find(from);
    const bool is_too_late = part.is_synced && now_ - part.synced_at >= options_.tombstone_grace;
    if (asked.root == root(asked.partition) || is_too_late ||
        (held != part.held.end() && held->second == asked.root)) {
        confirm_held(from, asked.partition, asked.root);
    } else {
        want_exchange(asked.partition, from);
    }
}

void StoreNode::on_roots_answer(NodeId from, const RootsAnswer& message) {
    const auto at = roots_asked_.find(message.exchange);
    if (at == roots_asked_.end() || at->second.peer != from) {
        return;
    }
    const std::vector<std::pair<PartitionId, Epoch>> asked = std::move(at->second.partitions);
    roots_asked_.erase(at);
    const std::set<PartitionId> differ(message.differ.begin(), message.differ.end());
    const std::set<PartitionId> synced(message.synced.begin(), message.synced.end());
    std::vector<std::pair<PartitionId, Epoch>> equal;
    for (const auto& [partition, since] : asked) {
        if (parts_[partition.value].since != since) {
            continue;
        }
        if (differ.contains(partition) || parts_[partition.value].is_suspect) {
            want_exchange(partition, from);
        } else if (!parts_[partition.value].is_synced) {
            equal.emplace_back(partition, since);
        }
    }
    start_exchanges();
    after_persisting([this, from, equal = std::move(equal), synced] {
        for (const auto& [partition, since] : equal) {
            subsume(partition, from, synced.contains(partition), since);
        }
    });
}

void StoreNode::want_view_of(NodeId node) {
    send(node, Outdated{0, view_->epoch});
}

}  // namespace kura::cluster::store
