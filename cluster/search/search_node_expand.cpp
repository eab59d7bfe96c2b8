#include "cluster/search/closing.hpp"
#include "cluster/search/open_order.hpp"
#include "cluster/search/search_node.hpp"
#include "solver/base/assert.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace kura::cluster::search {

namespace {

using kura::search::word_cost;

}  // namespace

// Leaves an entry worth expanding at the front of the queue, if there is one below the limit.
void SearchNode::drop_stale_entries() {
    const std::uint8_t* head = nullptr;
    while (!queue_.empty()) {
        if (f_of_place(queue_.peek_priority()) >= limit()) {
            queue_.clear();  // the limit only falls
            return;
        }
        queue_.peek_next(std::span(&head, 1));
        PartitionId partition;
        std::memcpy(&partition.value, head, sizeof partition.value);
        const std::uint8_t* key = head + sizeof partition.value;
        const std::uint64_t word = table_.find(partition, key);
        const bool is_ours = owned_[partition.value] && owned_[partition.value]->log;
        if (is_ours && is_open(word, generation_)) {
            const Expansion* running = expansions_.find(key);
            if (running == nullptr || word_cost(kOrder, running->word) != word_cost(kOrder, word)) {
                return;
            }
        }
        queue_.pop_min(entry_.data());
    }
}

bool SearchNode::has_work() {
    if (view_ == nullptr || is_finished_ || has_given_up_ ||
        expansions_.size() >= options_.in_flight_max) {
        return false;
    }
    drop_stale_entries();
    return !queue_.empty() && !is_too_far_ahead();
}

// Nodes that share processors are not equally fast, and best-first search has an order: a node that
// is ahead would expand, in time that others lack, what nobody needs when they catch up.
bool SearchNode::is_too_far_ahead() {
    return options_.stop_at_goal && f_of_place(queue_.peek_priority()) > level_ &&
           ahead_ > options_.ahead_free + counters_.expanded / options_.ahead_divisor;
}

void SearchNode::expand_some(int expansions_max, Instant now) {
    int done = 0;
    while (done < expansions_max && has_work() && expand_next(now)) {
        ++done;
    }
    const bool is_idle = done == 0 || done < expansions_max;
    if (is_idle || now - last_flush_ >= options_.flush_age) {
        flush(now);
    }
}

// Requires: has_work(). Ensures: false if memory ran out.
bool SearchNode::expand_next(Instant now) {
    const std::int32_t priority = f_of_place(queue_.pop_min(entry_.data()));
    Expansion expansion;
    std::memcpy(&expansion.partition.value, entry_.data(), sizeof expansion.partition.value);
    const std::uint8_t* const head = entry_.data() + sizeof expansion.partition.value;
    expansion.word = table_.find(expansion.partition, head);
    expansion.priority = priority;
    expansion.children_left = 1;  // this very loop
    const std::int32_t cost = word_cost(kOrder, expansion.word);
    ++counters_.expanded;
    ahead_ += priority > level_ ? 1 : 0;
    counters_.reexpanded += closed_generation(expansion.word).value > 0 ? 1 : 0;
    ++activity_;
    const std::uint32_t slot = expansions_.open(expansion, head);
    space_.children(expansions_.key(slot), [&](const Child& child) {
        ++counters_.generated;
        const std::int32_t child_cost = cost + child.cost;
        if (child.bound >= kDead || child_cost + child.bound >= limit() ||
            child_cost > base::kPushesMax) {
            if (child_cost > base::kPushesMax) {
                give_up("a path is longer than a record can say");
            }
            return;
        }
        emit(view_->map.partition_of(child.placement_hash), child,
             kura::search::make_word(kOrder, child_cost, child.arrival), slot, now);
    });
    if (has_given_up_) {
        return false;
    }
    if (expansions_.child_done(slot)) {
        close(slot);
    }
    return true;
}

void SearchNode::emit(PartitionId partition, const Child& child, std::uint64_t word,
                      std::uint32_t slot, Instant now) {
    const NodeId owner = view_->map.owner(partition);
    if (owner == self_ && is_active_owner(partition)) {
        // Merged at once, so that a node alone searches in the very order of one shard.
        accept_candidate(partition, table_.prepare(partition, child.key), word, child.bound);
        if (owned_[partition.value]->log->is_committed()) {
            return;
        }
    }
    if (options_.broken != BrokenRule::close_on_send) {
        ++expansions_.at(slot).children_left;
    }
    const CandidateHeader header{partition.value, static_cast<std::uint32_t>(child.bound), word};
    counters_.sent += owner == self_ ? 0 : 1;
    if (windows_.add(owner, header, child.key, slot) >= options_.window_items) {
        send_window(windows_.seal(owner, now));
    }
}

void SearchNode::send_window(std::uint64_t number) {
    const Window* window = windows_.find(number);
    if (window == nullptr) {
        return;
    }
    Offer offer{view_->epoch, number, window->candidates};
    if (window->to == self_) {
        on_offer(self_, offer);
    } else {
        send(window->to, std::move(offer));
    }
}

// Sends what is being filled: windows, stretches of log, acknowledgements.
void SearchNode::flush(Instant now) {
    last_flush_ = now;
    for (const NodeId node : windows_.filling()) {
        send_window(windows_.seal(node, now));
    }
    replicate(now);
    for (auto& [node, ack] : std::exchange(acks_, {})) {
        if (node == self_) {
            on_offer_ack(ack);
        } else {
            send(node, std::move(ack));
        }
    }
}

void SearchNode::on_offer_ack(const OfferAck& ack) {
    for (const std::uint64_t number : ack.windows) {
        const std::optional<Window> window = windows_.acknowledge(number);
        if (!window || options_.broken == BrokenRule::close_on_send) {
            continue;
        }
        for (const std::uint32_t slot : window->slots) {
            if (expansions_.child_done(slot)) {
                close(slot);
            }
        }
    }
}

// All children are safe (rule 3). Requires: the slot has none left.
void SearchNode::close(std::uint32_t slot) {
    const Expansion expansion = expansions_.at(slot);
    const std::uint8_t* const key = expansions_.key(slot);
    expansions_.close(slot);
    if (!expansion.is_live) {
        return;
    }
    const std::uint64_t word = table_.find(expansion.partition, key);
    if (word_cost(kOrder, word) != word_cost(kOrder, expansion.word) ||
        !is_open(word, generation_)) {
        return;  // a better cost came in meanwhile: that one is still open
    }
    const std::uint64_t closed_word = closed_in(word, generation_);
    if (table_.merge(expansion.partition, key, closed_word) == RecordTable::Outcome::full) {
        give_up("memory");
        return;
    }
    ++activity_;
    if (is_active_owner(expansion.partition)) {
        append(expansion.partition, key, closed_word);
    }
}

}  // namespace kura::cluster::search
