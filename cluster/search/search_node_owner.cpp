#include "cluster/search/closing.hpp"
#include "cluster/search/open_order.hpp"
#include "cluster/search/search_node.hpp"
#include "solver/search/probes_ahead.hpp"

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
    kura::search::ProbesAhead probes(offer.candidates.size(), [&](std::size_t i) {
        return table_.prepare({offer.candidates.header(i).partition}, offer.candidates.key(i));
    });
    for (std::size_t i = 0; i < offer.candidates.size(); ++i) {
        const CandidateHeader header = offer.candidates.header(i);
        const RecordTable::Probe probe = probes.next();
        const auto bound = static_cast<std::int32_t>(std::min<std::uint32_t>(header.bound, kDead));
        if (word_cost(kOrder, header.word) + bound >= limit()) {
            continue;  // a certificate makes it worthless: nothing to keep
        }
        if (std::exchange(owned_[header.partition]->touched_by, touches_) != touches_) {
            touched_.push_back(header.partition);
        }
        has_changed |= accept_candidate(PartitionId{header.partition}, probe,
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
bool SearchNode::accept_candidate(PartitionId partition, const RecordTable::Probe& probe,
                                  std::uint64_t word, std::int32_t bound) {
    switch (table_.merge(probe, word)) {
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
    append(partition, probe.key, word);
    if (is_open(word, generation_)) {
        file_open(partition, probe.key, word, bound);
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
    if (priority > kOpenMax || !queue_.push(place_of(priority, bound), entry_.data())) {
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

}  // namespace kura::cluster::search
