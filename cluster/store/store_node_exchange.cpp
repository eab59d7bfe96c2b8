// Comparing one partition with a peer: tables, digests, items, contents. This side leads, sends
// again what is not answered, and gives up after some tries; it takes what it lacks and gives what
// the peer lacks, if that is a replica.
#include "cluster/store/store_node.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>

namespace kura::cluster::store {

void StoreNode::want_exchange(PartitionId partition, NodeId peer) {
    if (exchanges_known_.emplace(partition, peer).second) {
        exchanges_wanted_.emplace_back(partition, peer);
    }
}

void StoreNode::start_exchanges() {
    while (!exchanges_wanted_.empty() &&
           exchanges_.size() < static_cast<std::size_t>(options_.exchanges_max)) {
        const auto [partition, peer] = exchanges_wanted_.front();
        exchanges_wanted_.pop_front();
        if (!parts_[partition.value].is_member) {
            exchanges_known_.erase({partition, peer});
            continue;
        }
        ++counters_.exchanges;
        const std::uint64_t number = ++numbers_;
        Exchange& exchange = exchanges_[number];
        exchange.partition = partition;
        exchange.peer = peer;
        exchange.since = parts_[partition.value].since;
        ask(number, exchange, TablesRequest{number, view_->epoch, partition});
    }
}

void StoreNode::ask(std::uint64_t, Exchange& exchange, Message message) {
    exchange.tries = 0;
    exchange.next_send = now_ + options_.resend;
    exchange.last_sent = message;
    send(exchange.peer, std::move(message));
}

void StoreNode::time_exchanges() {
    std::vector<std::uint64_t> hopeless;
    for (auto& [number, exchange] : exchanges_) {
        if (exchange.since != parts_[exchange.partition.value].since ||
            (exchange.next_send <= now_ && ++exchange.tries >= options_.exchange_tries)) {
            hopeless.push_back(number);
        } else if (exchange.next_send <= now_) {
            exchange.next_send = now_ + options_.resend;
            send(exchange.peer, exchange.last_sent);
        }
    }
    for (const std::uint64_t number : hopeless) {
        drop_exchange(number);
    }
    if (job() != nullptr) {
        start_exchanges();
    }
}

void StoreNode::drop_exchange(std::uint64_t number) {
    const auto at = exchanges_.find(number);
    exchanges_known_.erase({at->second.partition, at->second.peer});
    exchanges_.erase(at);
}

Exchange* StoreNode::exchange_with(NodeId peer, std::uint64_t number) {
    const auto at = exchanges_.find(number);
    return at == exchanges_.end() || at->second.peer != peer ? nullptr : &at->second;
}

void StoreNode::on_tables(NodeId from, const Tables& message) {
    Exchange* const exchange = exchange_with(from, message.exchange);
    if (exchange == nullptr || !std::holds_alternative<TablesRequest>(exchange->last_sent)) {
        return;
    }
    Part& part = parts_[exchange->partition.value];
    if (exchange->since != part.since || (message.is_suspect && !part.is_suspect)) {
        drop_exchange(message.exchange);
        return;
    }
    if (part.is_suspect && message.is_veteran) {
        unpark(exchange->partition, false);
    }
    exchange->peer_root = message.root;
    exchange->is_peer_synced = message.is_synced;
    std::map<TableId, std::pair<TableRoot, std::uint64_t>> both;  // theirs, the root of mine
    for (const TableRoot& theirs : message.tables) {
        both[theirs.table].first = theirs;
    }
    for (const TableRoot& mine : table_roots(exchange->partition)) {
        both[mine.table].second = mine.root;
    }
    for (auto& [id, roots] : both) {
        if (roots.first.root != roots.second) {
            roots.first.table = id;
            exchange->todo.push_back(roots.first);
        }
    }
    next_table(message.exchange, *exchange);
}

void StoreNode::next_table(std::uint64_t number, Exchange& exchange) {
    if (exchange.todo.empty()) {
        end_exchange(number);
        return;
    }
    ask(number, exchange,
        DigestsRequest{number, exchange.partition, exchange.todo.back().table, {}});
}

void StoreNode::end_exchange(std::uint64_t number) {
    const Exchange exchange = exchanges_.at(number);
    drop_exchange(number);
    after_persisting([this, partition = exchange.partition, peer = exchange.peer,
                      since = exchange.since, root = exchange.peer_root,
                      is_synced = exchange.is_peer_synced] {
        if (parts_[partition.value].since != since || !parts_[partition.value].is_member) {
            return;
        }
        if (!present_set(partition).contains(peer)) {
            confirm_held(peer, partition, root);
        }
        subsume(partition, peer, is_synced, since);
    });
    start_exchanges();
}

void StoreNode::on_digests(NodeId from, const Digests& message) {
    Exchange* const exchange = exchange_with(from, message.exchange);
    const auto* const asked =
        exchange == nullptr ? nullptr : std::get_if<DigestsRequest>(&exchange->last_sent);
    if (asked == nullptr || asked->table != message.table || asked->cells != message.cells ||
        message.digests.size() != kFanout * std::max<std::size_t>(1, message.cells.size())) {
        return;
    }
    const std::vector<std::uint64_t> mine =
        own_digests(exchange->partition, message.table, message.cells);
    std::vector<std::uint16_t> differ;
    for (std::size_t i = 0; i < mine.size(); ++i) {
        if (mine[i] != message.digests[i]) {
            const std::size_t upper = message.cells.empty() ? 0 : message.cells[i / kFanout];
            differ.push_back(static_cast<std::uint16_t>(upper * kFanout + i % kFanout));
        }
    }
    if (differ.empty()) {
        exchange->todo.pop_back();
        next_table(message.exchange, *exchange);
        return;
    }
    const bool is_upper = message.cells.empty();
    if (is_upper && exchange->todo.back().items >= kDeepFrom) {
        ask(message.exchange, *exchange,
            DigestsRequest{message.exchange, exchange->partition, message.table,
                           std::move(differ)});
        return;
    }
    exchange->range = {is_upper ? 1 : 2, std::move(differ), 0};
    ask(message.exchange, *exchange,
        ItemsRequest{message.exchange, exchange->partition, message.table, exchange->range.level,
                     exchange->range.cells, 0});
}

void StoreNode::on_items(NodeId from, const Items& message) {
    Exchange* const exchange = exchange_with(from, message.exchange);
    const auto* const asked =
        exchange == nullptr ? nullptr : std::get_if<ItemsRequest>(&exchange->last_sent);
    if (asked == nullptr || asked->table != message.table || asked->after != message.after) {
        return;
    }
    std::vector<Item> mine =
        own_items(exchange->partition, message.table, exchange->range, SIZE_MAX).items;
    if (message.next != 0) {
        std::erase_if(mine, [&](const Item& item) { return item.key_hash >= message.next; });
    }
    std::vector<Item> theirs = message.items;
    std::sort(theirs.begin(), theirs.end());
    std::vector<Item> only_theirs;
    std::vector<Item> only_mine;
    std::set_difference(theirs.begin(), theirs.end(), mine.begin(), mine.end(),
                        std::back_inserter(only_theirs));
    std::set_difference(mine.begin(), mine.end(), theirs.begin(), theirs.end(),
                        std::back_inserter(only_mine));
    exchange->missing.clear();
    for (const Item& item : only_theirs) {
        exchange->missing.insert(item.key_hash);
    }
    exchange->next = message.next;
    if (present_set(exchange->partition).contains(from)) {
        std::vector<std::uint64_t> key_hashes;
        for (const Item& item : only_mine) {
            key_hashes.push_back(item.key_hash);
        }
        push_items(from, exchange->partition, message.table, key_hashes);
    }
    fetch_missing(message.exchange, *exchange);
}

void StoreNode::fetch_missing(std::uint64_t number, Exchange& exchange) {
    const TableId table = exchange.todo.back().table;
    if (!exchange.missing.empty()) {
        Fetch fetch{number, exchange.partition, table, {}};
        for (const std::uint64_t key_hash : exchange.missing) {
            if (fetch.key_hashes.size() == kPushItemsMax) {
                break;
            }
            fetch.key_hashes.push_back(key_hash);
        }
        ask(number, exchange, std::move(fetch));
        return;
    }
    if (exchange.next == 0) {
        exchange.todo.pop_back();
        next_table(number, exchange);
        return;
    }
    exchange.range.after = exchange.next;
    ask(number, exchange,
        ItemsRequest{number, exchange.partition, table, exchange.range.level, exchange.range.cells,
                     exchange.next});
}

void StoreNode::push_items(NodeId to, PartitionId partition, TableId table,
                           const std::vector<std::uint64_t>& key_hashes) {
    std::size_t done = 0;
    while (done < key_hashes.size()) {
        Push push{0, view_->epoch, partition, table, {}, {}, {}};
        const std::vector<std::uint64_t> rest(
            key_hashes.begin() + static_cast<std::ptrdiff_t>(done), key_hashes.end());
        done += fill_push(push, rest);
        counters_.pushed += push.documents.size() + push.records.size();
        push.done.clear();
        send(to, std::move(push));
    }
}

void StoreNode::on_push(NodeId from, const Push& message) {
    if (message.partition.value >= parts_.size() || job() == nullptr || !disk_failure_.empty() ||
        !is_current(from, 0, message.epoch, message.partition)) {
        return;
    }
    Exchange* const exchange = exchange_with(from, message.exchange);
    const bool is_for_others =
        !parts_[message.partition.value].is_member && message.epoch <= view_->epoch;
    if (is_for_others || (exchange == nullptr && message.exchange != 0)) {
        return;
    }
    for (const auto& [key, document] : message.documents) {
        if (partition_of(key) == message.partition) {
            merge_document(key, document);
        }
    }
    if (!message.records.empty() && !merge_records(message.records)) {
        return;  // memory is spent; the exchange ends by its time
    }
    const auto* const asked =
        exchange == nullptr ? nullptr : std::get_if<Fetch>(&exchange->last_sent);
    if (asked == nullptr || asked->table != message.table) {
        return;  // a repetition: the same key may be wanted from two tables
    }
    std::size_t removed = 0;
    for (const std::uint64_t key_hash : message.done) {
        removed += exchange->missing.erase(key_hash);
    }
    counters_.fetched += removed;
    if (removed > 0) {
        fetch_missing(message.exchange, *exchange);
    }
}

}  // namespace kura::cluster::store
