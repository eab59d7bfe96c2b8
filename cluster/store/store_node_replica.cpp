// Replicas of documents, and copies kept for nodes that are away.
#include "cluster/store/store_node.hpp"

#include <algorithm>

namespace kura::cluster::store {

namespace {

constexpr int kDeliveriesAtOnce = 64;

}  // namespace

DocumentTable& StoreNode::documents(PartitionId partition) {
    auto& table = documents_[partition.value];
    if (!table) {
        table = std::make_unique<DocumentTable>(bits_);
    }
    return *table;
}

void StoreNode::note_counter(std::uint64_t counter) {
    counter_ = std::max(counter_, std::min(counter, kCounterMax));
}

void StoreNode::store_document(PartitionId partition, const std::string& key, Document document) {
    note_tombstone(partition, key, document.is_tombstone());
    rows_.push_back({key, kNoNode, document});
    documents(partition).put(key, std::move(document));
}

void StoreNode::erase_document(PartitionId partition, const std::string& key) {
    note_tombstone(partition, key, false);
    rows_.push_back({key, kNoNode, std::nullopt});
    documents(partition).erase(key);
}

bool StoreNode::merge_document(const std::string& key, const Document& document) {
    note_counter(document.clock.largest());
    const Document* const held = find(key);
    Document merged = held == nullptr ? Document{} : *held;
    if (!merged.merge(document)) {
        return false;
    }
    store_document(partition_of(key), key, std::move(merged));
    return true;
}

void StoreNode::on_replicate(NodeId from, const Replicate& message) {
    const PartitionId partition = partition_of(message.key);
    if (job() == nullptr || !disk_failure_.empty() ||
        !is_current(from, message.task, message.epoch, partition)) {
        return;
    }
    if (message.kept_for != kNoNode && message.kept_for != self_) {
        keep_copy(from, message);
        return;
    }
    if (message.epoch <= view_->epoch && !parts_[partition.value].is_member) {
        return;  // for somebody else
    }
    merge_document(message.key, message.document);
    if (message.task != 0) {
        send_after_persisting(from, ReplicateAck{message.task, message.kept_for});
    }
}

void StoreNode::on_read(NodeId from, const Read& message) {
    const PartitionId partition = partition_of(message.key);
    if (job() == nullptr || !is_current(from, message.task, message.epoch, partition)) {
        return;
    }
    const Document* const held = find(message.key);
    // Of the set that it is asked for: who has yet to learn of that does not count.
    const bool is_synced = message.epoch <= view_->epoch && parts_[partition.value].is_synced;
    send(from, ReadAnswer{message.task, is_synced, held == nullptr ? Document{} : *held});
}

void StoreNode::keep_copy(NodeId from, const Replicate& message) {
    const std::pair id(message.kept_for, message.key);
    const auto known = kept_.find(id);
    Document merged = known == kept_.end() ? Document{} : known->second.document;
    const std::size_t bytes_before = known == kept_.end() ? 0 : merged.bytes();
    const bool is_news = merged.merge(message.document);
    const std::size_t bytes_after = kept_bytes_ - bytes_before + merged.bytes();
    if ((known == kept_.end() && kept_.size() >= options_.kept_max) ||
        bytes_after > options_.kept_bytes_max) {
        return;  // no acknowledgement: it does not count
    }
    if (is_news) {
        ++counters_.kept;
        kept_bytes_ = bytes_after;
        rows_.push_back({message.key, message.kept_for, merged});
        KeptCopy& copy = kept_[id];
        if (copy.task != 0) {
            deliveries_.erase(copy.task);  // what is under way is not all
        }
        copy = {std::move(merged), now_ + options_.kept_for_max};
    }
    send_after_persisting(from, ReplicateAck{message.task, message.kept_for});
}

void StoreNode::drop_copy(const std::pair<NodeId, std::string>& id) {
    const auto at = kept_.find(id);
    if (at == kept_.end()) {
        return;
    }
    deliveries_.erase(at->second.task);
    kept_bytes_ -= at->second.document.bytes();
    rows_.push_back({id.second, id.first, std::nullopt});
    kept_.erase(at);
}

void StoreNode::deliver_copies() {
    if (now_ < next_delivery_ || job() == nullptr) {
        return;
    }
    next_delivery_ = now_ + options_.kept_retry;
    std::vector<std::pair<NodeId, std::string>> expired;
    int sent = 0;
    for (auto& [id, copy] : kept_) {
        if (copy.expires <= now_) {
            expired.push_back(id);
        } else if (sent < kDeliveriesAtOnce) {
            sent += deliver_copy(id, copy) ? 1 : 0;
        }
    }
    for (const auto& id : expired) {
        drop_copy(id);
    }
}

// To its owner, or where that is no replica any more, to one that is.
bool StoreNode::deliver_copy(const std::pair<NodeId, std::string>& id, KeptCopy& copy) {
    const view::ReplicaSet set = present_set(partition_of(id.second));
    NodeId to = id.first;
    if (!set.contains(to)) {
        const auto reachable = std::find_if(set.nodes.begin(), set.nodes.end(),
                                            [&](NodeId node) { return is_reachable(node); });
        to = reachable == set.nodes.end() ? kNoNode : *reachable;
    }
    if (to == kNoNode || !is_reachable(to)) {
        return false;
    }
    deliveries_.erase(copy.task);
    copy.task = ++numbers_;
    deliveries_[copy.task] = id;
    send(to, Replicate{copy.task, view_->epoch, id.second, copy.document});
    return true;
}

}  // namespace kura::cluster::store
