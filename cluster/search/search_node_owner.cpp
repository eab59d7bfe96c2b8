#include "cluster/search/closing.hpp"
#include "cluster/search/search_node.hpp"
#include "solver/base/assert.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace kura::cluster::search {

namespace {

using kura::search::word_cost;

constexpr std::size_t kCopyPieces = 32;  // each time
constexpr std::size_t kCopyLooks = 4;
constexpr std::int64_t kCopyBurst = 2;  // batches at once, after a pause

}  // namespace

// All or nothing: a window is taken if this node is the active owner of all it touches.
bool SearchNode::accepts(NodeId from, const Offer& offer) {
    if (offer.candidates.size() > kItemsMax || offer.candidates.key_bytes() != table_.key_bytes()) {
        return false;
    }
    for (std::size_t i = 0; i < offer.candidates.size(); ++i) {
        const std::uint32_t p = offer.candidates.header(i).partition;
        if (p >= owned_.size() || !space_.is_key(offer.candidates.key(i))) {
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
    if (!accepts(from, offer) || offers_.contains(from, offer.window)) {
        return;
    }
    touched_.clear();
    ++touches_;
    bool has_changed = false;
    for (std::size_t i = 0; i < offer.candidates.size(); ++i) {
        const CandidateHeader header = offer.candidates.header(i);
        const auto bound = static_cast<std::int32_t>(std::min<std::uint32_t>(header.bound, kDead));
        if (word_cost(kOrder, header.word) + bound >= limit()) {
            continue;  // a certificate makes it worthless: nothing to keep
        }
        if (std::exchange(owned_[header.partition]->touched_by, touches_) != touches_) {
            touched_.push_back(header.partition);
        }
        has_changed |= accept_candidate(PartitionId{header.partition}, offer.candidates.key(i),
                                        closed_in(header.word, Generation{0}), bound);
        if (has_given_up_) {
            return;
        }
    }
    if ((options_.broken == BrokenRule::ack_duplicates && !has_changed) ||
        options_.broken == BrokenRule::ack_unreplicated) {
        touched_.clear();
    }
    const std::uint64_t id = offers_.open(from, offer.window);
    for (const std::uint32_t p : touched_) {
        // Also where nothing changed: what made it a duplicate may itself not be safe yet.
        if (!owned_[p]->log->is_committed()) {
            owned_[p]->log->wait(id);
            offers_.add_log(id);
        }
    }
    settle_offer(id);
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
    // What is stored now is this very word: a closed state of equal cost would have been kept.
    append(partition, key, word);
    if (is_open(word, generation_)) {
        file_open(partition, key, word, bound);
    }
    return true;
}

void SearchNode::append(PartitionId partition, const std::uint8_t* key, std::uint64_t word) {
    Owned& owned = *owned_[partition.value];
    owned.log->append(key, word);
    mark_unsent(partition, owned);
}

void SearchNode::file_open(PartitionId partition, const std::uint8_t* key, std::uint64_t word,
                           std::int32_t bound) {
    const std::int32_t cost = word_cost(kOrder, word);
    if (options_.stop_at_goal && bound == 0 && space_.is_goal(key)) {
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
    owned.log->take_ready([&](std::uint64_t id) { settle_offer(id); });
}

void SearchNode::settle_offer(std::uint64_t id) {
    if (const std::optional<OfferBook::Window> done = offers_.log_done(id)) {
        acks_[done->from].windows.push_back(done->number);
    }
}

// Whether the message's stretches and records belong together; what else they say is checked later.
bool SearchNode::fits(const Replicate& message) const {
    std::uint64_t records = 0;
    for (const Stretch& stretch : message.stretches) {
        records += stretch.count;
        if (stretch.partition.value >= sealed_.size()) {
            return false;
        }
    }
    return records == message.records.size() && are_keys(message.records);
}

bool SearchNode::are_keys(const Records& records) const {
    if (!records.empty() && records.key_bytes() != table_.key_bytes()) {
        return false;
    }
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (!space_.is_key(records.key(i))) {
            return false;
        }
    }
    return true;
}

// Whether this node, as a replica, still takes what that owner's epoch says.
bool SearchNode::admits(NodeId from, const Stretch& stretch) {
    const std::uint32_t p = stretch.partition.value;
    if (stretch.epoch < sealed_[p]) {
        send(from, Outdated{stretch.partition, stretch.epoch, sealed_[p]});
        return false;
    }
    if (options_.broken != BrokenRule::no_seal) {
        sealed_[p] = stretch.epoch;
    }
    if (owned_[p] && owned_[p]->set.since < stretch.epoch) {
        depose(stretch.partition);  // a later owner is at work
        actions_.emplace_back(WantView{stretch.epoch});
    }
    return true;
}

void SearchNode::on_replicate(NodeId from, const Replicate& message) {
    if (!fits(message)) {
        return;
    }
    ReplicateAck ack;
    ack.stretches.reserve(message.stretches.size());
    std::size_t end = 0;
    for (const Stretch& stretch : message.stretches) {
        const std::size_t begin = end;
        end += stretch.count;
        if (!admits(from, stretch)) {
            continue;
        }
        for (std::size_t i = begin; i < end; ++i) {
            if (table_.merge(stretch.partition, message.records.key(i),
                             message.records.header(i)) == RecordTable::Outcome::full) {
                give_up("memory");
                return;
            }
        }
        ack.stretches.push_back(stretch);
        ack.stretches.back().count = 0;
    }
    if (!ack.stretches.empty()) {
        send(from, std::move(ack));
    }
}

void SearchNode::on_replicate_ack(NodeId from, const ReplicateAck& message) {
    for (const Stretch& stretch : message.stretches) {
        const std::uint32_t p = stretch.partition.value;
        if (p >= owned_.size() || !owned_[p] || !owned_[p]->log ||
            !owned_[p]->log->has_spoken_in(stretch.epoch)) {
            continue;
        }
        Owned& owned = *owned_[p];
        const bool has_more = stretch.from == stretch.to
                                  ? owned.log->acknowledge_copy(from, stretch.from)
                                  : owned.log->acknowledge(from, stretch.from, stretch.to);
        if (has_more) {
            settle(owned);
        }
        if (owned.log->has_unsent()) {
            mark_unsent(stretch.partition, owned);
        }
    }
}

void SearchNode::mark_unsent(PartitionId partition, Owned& owned) {
    if (!owned.is_unsent) {
        owned.is_unsent = true;
        unsent_.push_back(partition.value);
    }
}

// Sends what was appended since the last time: one message to each replica for all partitions.
void SearchNode::replicate(Instant now) {
    for (const std::uint32_t p : unsent_) {
        if (!owned_[p] || !owned_[p]->log) {
            continue;
        }
        Owned& owned = *owned_[p];
        owned.is_unsent = false;
        extend_batches(owned, now);
        if (!owned.is_awaited && !owned.log->is_everywhere()) {
            owned.is_awaited = true;
            awaited_.push_back(p);
        }
    }
    unsent_.clear();
    send_batches();
}

// Sends again what is long under way.
void SearchNode::resend_stretches(Instant now) {
    std::erase_if(awaited_, [&](std::uint32_t p) {
        if (!owned_[p] || !owned_[p]->log) {
            return true;
        }
        Owned& owned = *owned_[p];
        owned.is_awaited = !owned.log->is_everywhere();
        if (owned.is_awaited) {
            extend_batches(owned, now);
        }
        return !owned.is_awaited;
    });
    send_batches();
}

void SearchNode::extend_batches(Owned& owned, Instant now) {
    for (const NodeId node : owned.set.nodes) {
        if (node == self_) {
            continue;
        }
        Replicate& batch = batch_to(node);
        while (owned.log->extend(batch, node, now, options_)) {
            if (batch.records.size() + batch.stretches.size() >= options_.batch_records) {
                send(node, std::exchange(batch, {{}, Records(space_.key_bytes())}));
            }
        }
    }
}

void SearchNode::mark_copying(PartitionId partition, Owned& owned) {
    if (!owned.is_copying && !owned.log->is_copied()) {
        owned.is_copying = true;
        copying_.push_back(partition.value);
    }
}

// Copies tables to replicas that lack them: at once where the write quorum waits for it, otherwise
// no faster than the search should feel.
void SearchNode::copy_tables(Instant now) {
    const std::int64_t earned =
        (now - last_copied_).count() * options_.copies_per_second / 1'000'000;
    const std::int64_t most = kCopyBurst * static_cast<std::int64_t>(options_.batch_records);
    if (earned > 0) {
        copies_allowed_ = std::min(most, copies_allowed_ + std::min(most, earned));
        last_copied_ = now;
    }
    std::size_t pieces = 0;
    std::size_t looks = 0;  // at those that nobody waits for: one after the other
    std::erase_if(copying_, [&](std::uint32_t p) {
        if (!owned_[p] || !owned_[p]->log) {
            return true;
        }
        Owned& owned = *owned_[p];
        owned.is_copying = !owned.log->is_copied();
        if (owned.is_copying && pieces < kCopyPieces) {
            const bool is_urgent = !owned.log->is_established();
            if (is_urgent || (copies_allowed_ > 0 && looks++ < kCopyLooks)) {
                pieces += copy_pieces(owned, now);
            }
        }
        return !owned.is_copying;
    });
    send_batches();
}

// Ensures: how many.
std::size_t SearchNode::copy_pieces(Owned& owned, Instant now) {
    std::size_t pieces = 0;
    for (const NodeId node : owned.set.nodes) {
        if (node == self_) {
            continue;
        }
        Replicate& batch = batch_to(node);
        const std::size_t before = batch.records.size();
        if (owned.log->extend_copy(batch, node, table_, now, options_)) {
            ++pieces;
            if (owned.log->is_established()) {
                copies_allowed_ -= static_cast<std::int64_t>(batch.records.size() - before);
            }
            if (batch.records.size() + batch.stretches.size() >= options_.batch_records) {
                send(node, std::exchange(batch, {{}, Records(space_.key_bytes())}));
            }
        }
    }
    return pieces;
}

Replicate& SearchNode::batch_to(NodeId node) {
    return batches_.try_emplace(node, Replicate{{}, Records(space_.key_bytes())}).first->second;
}

void SearchNode::send_batches() {
    for (auto& [node, batch] : batches_) {
        if (!batch.stretches.empty()) {
            send(node, std::exchange(batch, {{}, Records(space_.key_bytes())}));
        }
    }
}

}  // namespace kura::cluster::search
