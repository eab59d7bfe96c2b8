#include "cluster/search/closing.hpp"
#include "cluster/search/search_node.hpp"
#include "solver/base/assert.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace kura::cluster::search {

namespace {

using kura::search::word_cost;

}  // namespace

// All or nothing: a window is taken if this node is the active owner of all it touches.
bool SearchNode::accepts(NodeId from, const Offer& offer) {
    if (offer.candidates.size() > kItemsMax || offer.candidates.key_bytes() != table_.key_bytes()) {
        return false;
    }
    for (std::size_t i = 0; i < offer.candidates.size(); ++i) {
        const std::uint32_t p = offer.candidates.header(i).partition;
        if (p >= owned_.size()) {
            return false;
        }
        if (!owned_[p]) {
            if (offer.epoch > view_->epoch) {
                actions_.emplace_back(WantView{offer.epoch});
            } else if (offer.epoch < view_->epoch) {
                send(from, Moved{view_->epoch});
            }
            return false;
        }
        if (!owned_[p]->log) {
            return false;  // taking over; the sender will ask again
        }
    }
    return true;
}

void SearchNode::on_offer(NodeId from, const Offer& offer) {
    if (!accepts(from, offer) || pending_of_window_.contains({from, offer.window})) {
        return;
    }
    std::set<std::uint32_t> touched;
    bool has_changed = false;
    for (std::size_t i = 0; i < offer.candidates.size(); ++i) {
        const CandidateHeader header = offer.candidates.header(i);
        const auto bound = static_cast<std::int32_t>(std::min<std::uint32_t>(header.bound, kDead));
        if (word_cost(kOrder, header.word) + bound >= limit()) {
            continue;  // a certificate makes it worthless: nothing to keep
        }
        touched.insert(header.partition);
        has_changed |= accept_candidate(PartitionId{header.partition}, offer.candidates.key(i),
                                        closed_in(header.word, Generation{0}), bound);
        if (has_given_up_) {
            return;
        }
    }
    if ((options_.broken == BrokenRule::ack_duplicates && !has_changed) ||
        options_.broken == BrokenRule::ack_unreplicated) {
        touched.clear();
    }
    const std::uint64_t id = ++pendings_;
    std::size_t left = 0;
    for (const std::uint32_t p : touched) {
        // Also where nothing changed: what made it a duplicate may itself not be safe yet.
        if (!owned_[p]->log->is_committed()) {
            owned_[p]->log->wait(id);
            ++left;
        }
    }
    if (left == 0) {
        acks_[from].windows.push_back(offer.window);
    } else {
        pending_[id] = {from, offer.window, left};
        pending_of_window_[{from, offer.window}] = id;
    }
}

// Merges and files one candidate. Ensures: true if it was news.
bool SearchNode::accept_candidate(PartitionId partition, const std::uint8_t* key,
                                  std::uint64_t word, std::int32_t bound) {
    switch (table_.merge(partition, key, word)) {
        case RecordTable::Outcome::full:
            give_up("memory");
            return false;
        case RecordTable::Outcome::kept:
            ++counters_.duplicates;
            return false;
        default:
            break;
    }
    ++activity_;
    // A tie-break between equal costs may leave a closed state closed.
    const std::uint64_t stored = table_.find(partition, key);
    append(partition, key, stored);
    if (is_open(stored, generation_)) {
        file_open(partition, key, stored, bound);
    }
    return true;
}

void SearchNode::append(PartitionId partition, const std::uint8_t* key, std::uint64_t word) {
    owned_[partition.value]->log->append(key, word);
    replicating_.insert(partition.value);
}

void SearchNode::file_open(PartitionId partition, const std::uint8_t* key, std::uint64_t word,
                           std::int32_t bound) {
    const std::int32_t cost = word_cost(kOrder, word);
    if (options_.stop_at_goal && space_.is_goal(key)) {
        note_goal(partition, std::string(reinterpret_cast<const char*>(key), table_.key_bytes()),
                  cost);
        open_since_ = std::min(open_since_, cost);
        return;
    }
    const std::int32_t priority = cost + bound;
    if (bound >= kDead || priority >= limit()) {
        return;
    }
    open_since_ = std::min(open_since_, priority);
    std::memcpy(entry_.data(), &partition.value, sizeof partition.value);
    std::memcpy(entry_.data() + sizeof partition.value, key, table_.key_bytes());
    if (static_cast<std::uint32_t>(priority) > kura::search::BucketQueue::kPriorityMax ||
        !queue_.push(static_cast<std::uint32_t>(priority), entry_.data())) {
        give_up("memory");
    }
}

// Acknowledges the windows that waited for what is committed now.
void SearchNode::settle(Owned& owned) {
    for (const std::uint64_t id : owned.log->take_ready()) {
        const auto at = pending_.find(id);
        if (at == pending_.end() || --at->second.partitions_left > 0) {
            continue;
        }
        acks_[at->second.from].windows.push_back(at->second.window);
        pending_of_window_.erase({at->second.from, at->second.window});
        pending_.erase(at);
    }
}

void SearchNode::on_replicate(NodeId from, const Replicate& message) {
    const std::uint32_t p = message.partition.value;
    if (p >= sealed_.size() || message.records.size() > kItemsMax ||
        (!message.records.empty() && message.records.key_bytes() != table_.key_bytes())) {
        return;
    }
    if (message.epoch < sealed_[p]) {
        send(from, Outdated{message.partition, message.epoch, sealed_[p]});
        return;
    }
    if (options_.broken != BrokenRule::no_seal) {
        sealed_[p] = message.epoch;
    }
    if (owned_[p] && owned_[p]->set.since < message.epoch) {
        depose(message.partition);  // a later owner is at work
        actions_.emplace_back(WantView{message.epoch});
    }
    for (std::size_t i = 0; i < message.records.size(); ++i) {
        if (table_.merge(message.partition, message.records.key(i), message.records.header(i)) ==
            RecordTable::Outcome::full) {
            give_up("memory");
            return;
        }
    }
    send(from, ReplicateAck{message.partition, message.epoch, message.from, message.to});
}

void SearchNode::on_replicate_ack(NodeId from, const ReplicateAck& message) {
    const std::uint32_t p = message.partition.value;
    if (p < owned_.size() && owned_[p] && owned_[p]->log && owned_[p]->set.since == message.epoch &&
        owned_[p]->log->acknowledge(from, message.from, message.to)) {
        settle(*owned_[p]);
    }
}

void SearchNode::on_seal(NodeId from, const Seal& message) {
    const std::uint32_t p = message.partition.value;
    if (p >= sealed_.size()) {
        return;
    }
    if (message.epoch < sealed_[p]) {
        send(from, Outdated{message.partition, message.epoch, sealed_[p]});
        return;
    }
    sealed_[p] = message.epoch;
    if (owned_[p] && owned_[p]->set.since < message.epoch) {
        depose(message.partition);  // an owner that promised so may not count itself any more
        actions_.emplace_back(WantView{message.epoch});
    }
    RecordTable::Chunk chunk = table_.missing_from(message.partition, message.known, message.cursor,
                                                   options_.batch_records);
    Sealed reply{message.partition,        message.epoch,     message.cursor,
                 std::move(chunk.records), chunk.is_complete, {}};
    if (reply.is_complete) {
        reply.held = table_.digest(message.partition);
    }
    send(from, std::move(reply));
}

void SearchNode::on_sealed(NodeId from, const Sealed& message, Instant now) {
    const std::uint32_t p = message.partition.value;
    if (p >= owned_.size() || !owned_[p] || !owned_[p]->takeover ||
        owned_[p]->set.since != message.epoch || message.records.size() > kItemsMax ||
        (!message.records.empty() && message.records.key_bytes() != table_.key_bytes())) {
        return;
    }
    for (std::size_t i = 0; i < message.records.size(); ++i) {
        if (table_.merge(message.partition, message.records.key(i), message.records.header(i)) ==
            RecordTable::Outcome::full) {
            give_up("memory");
            return;
        }
    }
    owned_[p]->takeover->answered(from, message);
    continue_takeovers(now);
}

void SearchNode::on_outdated(const Outdated& message) {
    const std::uint32_t p = message.partition.value;
    if (p < owned_.size() && owned_[p] && owned_[p]->set.since < message.promised) {
        depose(message.partition);
        actions_.emplace_back(WantView{message.promised});
    }
}

void SearchNode::continue_takeovers(Instant now) {
    for (const std::uint32_t p : std::exchange(taking_over_, {})) {
        if (!owned_[p] || !owned_[p]->takeover) {
            continue;
        }
        const PartitionId partition{p};
        Owned& owned = *owned_[p];
        if (sealed_[p] > owned.set.since) {
            depose(partition);  // promised to a later owner already
            continue;
        }
        sealed_[p] = owned.set.since;
        const view::Chain* chain = job().chain(partition);
        const std::span<const view::ReplicaSet> sets =
            chain == nullptr ? std::span<const view::ReplicaSet>() : std::span(chain->sets);
        if (owned.takeover->is_done(sets, job().write, options_.broken)) {
            activate(partition);
            continue;
        }
        taking_over_.insert(p);
        const std::vector<NodeId> nodes = owned.takeover->due(sets, now, options_.resend);
        if (!nodes.empty()) {
            const Digest known = table_.digest(partition);
            for (const NodeId node : nodes) {
                send(node, owned.takeover->request(node, known));
            }
        }
    }
}

void SearchNode::activate(PartitionId partition) {
    Owned& owned = *owned_[partition.value];
    const auto held = owned.takeover->held();
    owned.log = std::make_unique<ReplicaLog>(partition, owned.set, self_, job().write,
                                             static_cast<int>(table_.key_bytes()));
    owned.takeover.reset();
    space_.roots([&](const Child& root) {
        if (view_->map.partition_of(root.placement_hash) == partition &&
            table_.merge(partition, root.key, kura::search::make_word(kOrder, 0, Arrival{})) ==
                RecordTable::Outcome::full) {
            give_up("memory");
        }
    });
    const Digest recovered = table_.digest(partition);
    table_.for_each(partition, [&](const std::uint8_t* key, std::uint64_t word) {
        append(partition, key, word);
    });
    owned.log->end_recovery();
    for (const auto& [node, theirs] : held) {
        owned.log->set_held(node, theirs, recovered);
    }
    ++activity_;
    open_partition(partition);
}

void SearchNode::open_partition(PartitionId partition) {
    table_.for_each(partition, [&](const std::uint8_t* key, std::uint64_t word) {
        if (is_open(word, generation_)) {
            file_open(partition, key, word, space_.bound(key));
        }
    });
}

// Ends this node's ownership as far as it knows it: nothing is acknowledged for it any more.
void SearchNode::depose(PartitionId partition) {
    std::unique_ptr<Owned> owned = std::move(owned_[partition.value]);
    if (owned->log) {
        for (const std::uint64_t id : owned->log->all_waiting()) {
            if (const auto at = pending_.find(id); at != pending_.end()) {
                pending_of_window_.erase({at->second.from, at->second.window});
                pending_.erase(at);
            }
        }
    }
    std::erase_if(goals_, [&](const auto& goal) { return goal.second.first == partition; });
}

void SearchNode::replicate(Instant now) {
    for (auto at = replicating_.begin(); at != replicating_.end();) {
        const std::unique_ptr<Owned>& owned = owned_[*at];
        if (!owned || !owned->log || owned->log->is_everywhere()) {
            at = replicating_.erase(at);
            continue;
        }
        for (const NodeId node : owned->set.nodes) {
            if (node == self_) {
                continue;
            }
            while (auto message = owned->log->next_for(node, now, options_)) {
                send(node, std::move(*message));
            }
        }
        ++at;
    }
}

void SearchNode::report_established(Instant now) {
    std::vector<view::Established> done;
    for (const view::Chain& chain : job().chains) {
        const std::unique_ptr<Owned>& owned = owned_[chain.partition.value];
        if (owned && owned->log && owned->log->is_established() &&
            now - owned->last_report >= options_.report_retry) {
            owned->last_report = now;
            done.push_back({chain.partition, owned->set.since});
        }
    }
    if (!done.empty()) {
        actions_.emplace_back(AskRegister{std::move(done)});
    }
}

}  // namespace kura::cluster::search
