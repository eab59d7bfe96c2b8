// Answers to a replica that compares itself with this one. No state is kept for it.
#include "cluster/store/store_node.hpp"

#include <algorithm>

namespace kura::cluster::store {

void StoreNode::on_tables_request(NodeId from, const TablesRequest& message) {
    if (message.partition.value >= parts_.size() || job() == nullptr ||
        !is_current(from, 0, message.epoch, message.partition) || view_->epoch < message.epoch) {
        return;
    }
    const Part& part = parts_[message.partition.value];
    Tables answer;
    answer.exchange = message.exchange;
    answer.epoch = view_->epoch;
    answer.is_synced = part.is_synced;
    answer.is_veteran = part.was_synced;
    answer.is_suspect = part.is_suspect;
    answer.root = root(message.partition);
    answer.tables = table_roots(message.partition);
    send(from, std::move(answer));
}

std::vector<std::uint64_t> StoreNode::own_digests(PartitionId partition, TableId table,
                                                  const std::vector<std::uint16_t>& cells) {
    if (table.is_documents()) {
        if (const auto& held = documents_[partition.value]) {
            return digests_of(*held, cells);
        }
    } else if (LatticeStore::Family* family = lattice_.find(table);
               family != nullptr && family->find(partition) != nullptr) {
        return digests_of(*family->find(partition), cells);
    }
    return std::vector<std::uint64_t>(kFanout * std::max<std::size_t>(1, cells.size()), 0);
}

ItemChunk StoreNode::own_items(PartitionId partition, TableId table, const ItemRange& range,
                               std::size_t items_max) {
    if (table.is_documents()) {
        if (const auto& held = documents_[partition.value]) {
            return items_of(*held, range, items_max);
        }
    } else if (LatticeStore::Family* family = lattice_.find(table);
               family != nullptr && family->find(partition) != nullptr) {
        return items_of(*family->find(partition), range, items_max);
    }
    return {};
}

void StoreNode::on_digests_request(NodeId from, const DigestsRequest& message) {
    const bool is_valid = message.cells.size() <= kFanout &&
                          std::all_of(message.cells.begin(), message.cells.end(),
                                      [](std::uint16_t cell) { return cell < kFanout; });
    if (is_valid && message.partition.value < parts_.size()) {
        send(from, Digests{message.exchange, message.table, message.cells,
                           own_digests(message.partition, message.table, message.cells)});
    }
}

void StoreNode::on_items_request(NodeId from, const ItemsRequest& message) {
    if (message.partition.value >= parts_.size() || message.cells.size() > kLowerCells) {
        return;
    }
    ItemChunk chunk = own_items(message.partition, message.table,
                                {message.level, message.cells, message.after}, kItemsMax);
    send(from,
         Items{message.exchange, message.table, message.after, std::move(chunk.items), chunk.next});
}

std::size_t StoreNode::fill_push(Push& push, const std::vector<std::uint64_t>& key_hashes) {
    std::size_t bytes = 0;
    std::map<std::uint64_t, std::vector<std::pair<const std::uint8_t*, const std::uint8_t*>>>
        wanted;
    if (!push.table.is_documents()) {
        push.records = RecordList(push.table.key_bytes, push.table.value_bytes);
        LatticeStore::Family* const family = lattice_.find(push.table);
        const LatticeTable* const table =
            family == nullptr ? nullptr : family->find(push.partition);
        for (const std::uint64_t key_hash : key_hashes) {
            wanted[key_hash];
        }
        if (table != nullptr) {
            table->for_each(
                [&](std::uint64_t key_hash, const std::uint8_t* key, const std::uint8_t* value) {
                    if (const auto at = wanted.find(key_hash); at != wanted.end()) {
                        at->second.emplace_back(key, value);
                    }
                });
        }
    }
    for (const std::uint64_t key_hash : key_hashes) {
        if (!push.done.empty() && (bytes >= kPushBytesMax || push.done.size() >= kPushItemsMax)) {
            break;
        }
        if (push.table.is_documents() && documents_[push.partition.value]) {
            for (const auto* entry : documents_[push.partition.value]->with_hash(key_hash)) {
                push.documents.emplace_back(entry->key, entry->document);
                bytes += entry->key.size() + entry->document.bytes();
            }
        } else if (!push.table.is_documents()) {
            for (const auto& [key, value] : wanted[key_hash]) {
                push.records.push_back(key, value);
                bytes += push.table.record_bytes();
            }
        }
        push.done.push_back(key_hash);
    }
    return push.done.size();
}

void StoreNode::on_fetch(NodeId from, const Fetch& message) {
    if (message.partition.value < parts_.size() && message.key_hashes.size() <= kPushItemsMax &&
        !message.key_hashes.empty()) {
        Push push{message.exchange, view_->epoch, message.partition, message.table, {}, {}, {}};
        fill_push(push, message.key_hashes);
        send(from, std::move(push));
    }
}

}  // namespace kura::cluster::store
