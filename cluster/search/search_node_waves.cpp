#include "cluster/search/closing.hpp"
#include "cluster/search/open_order.hpp"
#include "cluster/search/search_node.hpp"

#include <algorithm>
#include <utility>

namespace kura::cluster::search {

namespace {

using kura::search::word_arrival;
using kura::search::word_cost;

constexpr std::uint32_t kIdleHopsMax = 16;

}  // namespace

bool SearchNode::is_passive() {
    drop_stale_entries();
    if (!queue_.empty() || !expansions_.is_empty() || !windows_.empty() || !offers_.empty()) {
        return false;
    }
    const std::int32_t bound = limit();
    const bool has_goal = std::any_of(goals_.begin(), goals_.end(), [&](const auto& goal) {
        return goal.second.second < bound;  // better than the register knows
    });
    if (has_goal) {
        return false;
    }
    for (std::uint32_t p = 0; p < owned_.size(); ++p) {
        const bool is_mine = view_->map.owner(PartitionId{p}) == self_;
        const std::unique_ptr<Owned>& owned = owned_[p];
        if (is_mine && (!owned || !owned->log || !owned->log->is_committed())) {
            return false;
        }
    }
    return true;
}

// The least bound of all that is open here, 0 while some partition is not known yet.
std::int32_t SearchNode::lower_bound_now() {
    for (std::uint32_t p = 0; p < owned_.size(); ++p) {
        if (view_->map.owner(PartitionId{p}) == self_ && !is_active_owner(PartitionId{p})) {
            return 0;
        }
    }
    drop_stale_entries();
    std::int32_t least = std::min(windows_.lower_bound(), expansions_.lower_bound());
    if (!queue_.empty()) {
        least = std::min(least, f_of_place(queue_.peek_priority()));
    }
    for (const auto& [key, goal] : goals_) {
        least = std::min(least, goal.second);
    }
    return least;
}

// The member with the lowest id asks.
void SearchNode::run_waves(Instant now) {
    if (view_->members.front().node.id != self_) {
        return;
    }
    std::vector<NodeId> members;
    for (const view::Member& member : view_->members) {
        members.push_back(member.node.id);
    }
    const std::int32_t best = certified_cost();
    waves_.set_ground({view_->epoch, generation_, best}, members, now);
    for (const NodeId node : waves_.due(now, options_)) {
        if (node == self_) {
            on_wave_request(self_, waves_.request(), now);
        } else {
            send(node, waves_.request());
        }
    }
}

void SearchNode::on_wave_request(NodeId from, const WaveRequest& request, Instant now) {
    const std::int32_t best = certified_cost();
    if (request.epoch > view_->epoch) {
        actions_.emplace_back(WantView{request.epoch});
    }
    if (request.epoch != view_->epoch || request.generation != generation_ ||
        request.limit != best || (from == last_wave_from_ && request.number < last_wave_)) {
        return;
    }
    if (from != last_wave_from_ || request.number > last_wave_) {
        // A new wave: what was open at any time since the one before.
        const std::int32_t low = lower_bound_now();
        reported_low_ = std::min(open_since_, low);
        open_since_ = low;
        level_ = request.lower_bound;
        last_wave_ = request.number;
        last_wave_from_ = from;
    }
    const WaveReply reply{request.number, view_->epoch,  generation_,       is_passive(),
                          activity_,      reported_low_, counters_.expanded};
    if (from == self_) {
        on_wave_reply(self_, reply, now);
    } else {
        send(from, reply);
    }
}

void SearchNode::on_wave_reply(NodeId from, const WaveReply& reply, Instant now) {
    const std::optional<WaveResult> result = waves_.answered(from, reply, now, options_);
    if (!result) {
        return;
    }
    if (result->lower_bound) {
        actions_.emplace_back(Progress{*result->lower_bound, result->expanded});
    }
    if (result->is_exhausted) {
        // What the waves asked for, not what the view says by now: a view may have come between.
        const WaveGround& ground = waves_.ground();
        view::ExhaustionClaim claim{job_, ground.epoch, ground.generation, std::nullopt};
        if (ground.limit != kNoLimit) {
            claim.best_cost = ground.limit;
        }
        actions_.emplace_back(AskRegister{claim});
    }
}

void SearchNode::note_goal(PartitionId partition, const std::string& key, std::int32_t cost) {
    const auto at = goals_.find(key);
    if (cost >= limit() || (at != goals_.end() && at->second.second <= cost)) {
        return;
    }
    goals_[key] = {partition, cost};
    trace_now_ = true;
}

// Looks for the way to the best goal that the register does not know yet, and asks the register to
// take the certificate once it is there.
void SearchNode::trace_goals(Instant now) {
    if (certificate_ && (certify_now_ || now - last_certify_ >= options_.report_retry)) {
        certify_now_ = false;
        last_certify_ = now;
        actions_.emplace_back(AskRegister{*certificate_});
    }
    const std::int32_t bound = limit();
    const std::string* best = nullptr;
    std::int32_t best_cost = certificate_ ? std::min(bound, certificate_->cost) : bound;
    if (options_.broken == BrokenRule::undurable_incumbent) {
        best_cost = kNoLimit;
    }
    for (const auto& [key, goal] : goals_) {
        if (goal.second < best_cost) {
            best = &key;
            best_cost = goal.second;
        }
    }
    if (best == nullptr || (!trace_now_ && now - last_trace_ < options_.trace_retry)) {
        return;
    }
    trace_now_ = false;
    last_trace_ = now;
    if (options_.broken == BrokenRule::uncertified_incumbent) {
        actions_.emplace_back(AskRegister{view::Certificate{best_cost, {}}});
        return;
    }
    on_trace({.key = *best, .cost_max = best_cost, .hops = 0, .path = {}});
}

// Follows the path through the partitions owned here, then hands it on. A path that breaks is
// dropped: an ancestor of what was lost is open and will mend it.
void SearchNode::on_trace(Trace trace) {
    while (trace.path.size() < kPathMax) {
        const auto* const key = reinterpret_cast<const std::uint8_t*>(trace.key.data());
        if (trace.key.size() != table_.key_bytes() || !space_.is_key(key)) {
            return;  // of another job's board, or nonsense
        }
        const PartitionId partition = view_->map.partition_of(space_.placement_hash(key));
        const NodeId owner = view_->map.owner(partition);
        if (owner != self_) {
            // Views that differ must not play ball with it for ever.
            if (++trace.hops <= trace.path.size() + kIdleHopsMax) {
                send(owner, std::move(trace));
            }
            return;
        }
        const std::uint64_t word = table_.find(partition, key);
        if (!is_active_owner(partition) || word == 0 || word_cost(kOrder, word) > trace.cost_max) {
            return;
        }
        const Arrival arrival = word_arrival(kOrder, word);
        if (arrival.is_root()) {
            finish_trace(trace);
            return;
        }
        trace.cost_max = word_cost(kOrder, word) - 1;  // each step costs at least 1: no cycles
        trace.path.push_back(arrival);
        trace.key = space_.predecessor(key, arrival);
    }
}

void SearchNode::finish_trace(Trace& trace) {
    std::reverse(trace.path.begin(), trace.path.end());
    std::optional<view::Certificate> certificate = space_.replay(trace.path);
    if (certificate && certificate->cost < limit() &&
        (!certificate_ || certificate->cost < certificate_->cost)) {
        certificate_ = std::move(certificate);
        certify_now_ = true;
    }
}

}  // namespace kura::cluster::search
