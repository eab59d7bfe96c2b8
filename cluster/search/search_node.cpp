#include "cluster/search/search_node.hpp"

#include "cluster/search/closing.hpp"
#include "solver/base/assert.hpp"

#include <algorithm>
#include <utility>

namespace kura::cluster::search {

SearchNode::SearchNode(NodeId self, JobId job, StateSpace& space, std::uint32_t partitions,
                       const SearchOptions& options)
    : self_(self),
      job_(job),
      space_(space),
      options_(options),
      table_(space.key_bytes(), partitions, options.memory_bytes),
      sealed_(partitions),
      owned_(partitions),
      queue_budget_(options.memory_bytes),
      queue_(sizeof(std::uint32_t) + static_cast<std::size_t>(space.key_bytes()), queue_budget_),
      expansions_(space.key_bytes()),
      windows_(space.key_bytes()),
      entry_(sizeof(std::uint32_t) + static_cast<std::size_t>(space.key_bytes())) {}

std::vector<Action> SearchNode::step(const Event& event, Instant now) {
    if (const auto* arrived = std::get_if<ViewArrived>(&event)) {
        take_view(arrived->view, now);
    } else if (has_given_up_) {
        if (std::holds_alternative<TimePassed>(event) && view_ != nullptr && !is_finished_) {
            report_warmed(now);
        }
    } else if (const auto* work = std::get_if<Work>(&event)) {
        expand_some(work->expansions_max, now);
    } else if (std::holds_alternative<TimePassed>(event)) {
        pass_time(now);
    } else {
        const auto& [from, message] = std::get<MessageArrived>(event);
        // Who has no view yet, or no part in the job any more, still keeps and gives records.
        if (const auto* replicate = std::get_if<Replicate>(&message)) {
            on_replicate(from, *replicate);
        } else if (const auto* seal = std::get_if<Seal>(&message)) {
            on_seal(from, *seal);
        } else if (view_ == nullptr || is_finished_) {
            // nothing to do
        } else if (const auto* offer = std::get_if<Offer>(&message)) {
            on_offer(from, *offer);
        } else if (const auto* ack = std::get_if<OfferAck>(&message)) {
            on_offer_ack(*ack);
        } else if (const auto* replicated = std::get_if<ReplicateAck>(&message)) {
            on_replicate_ack(from, *replicated);
        } else if (const auto* sealed = std::get_if<Sealed>(&message)) {
            on_sealed(from, *sealed, now);
        } else if (const auto* outdated = std::get_if<Outdated>(&message)) {
            on_outdated(*outdated);
        } else if (const auto* moved = std::get_if<Moved>(&message)) {
            if (moved->epoch > view_->epoch) {
                actions_.emplace_back(WantView{moved->epoch});
            }
        } else if (const auto* request = std::get_if<WaveRequest>(&message)) {
            on_wave_request(from, *request, now);
        } else if (const auto* reply = std::get_if<WaveReply>(&message)) {
            on_wave_reply(from, *reply, now);
        } else if (const auto* trace = std::get_if<Trace>(&message)) {
            on_trace(*trace);
        }
    }
    return std::exchange(actions_, {});
}

void SearchNode::send(NodeId to, Message message) {
    actions_.emplace_back(SendMessage{to, std::move(message)});
}

void SearchNode::give_up(const std::string& reason) {
    if (!has_given_up_) {
        has_given_up_ = true;
        actions_.emplace_back(GaveUp{reason});
    }
}

std::string SearchNode::status() const {
    std::size_t taking_over = 0;
    std::size_t uncommitted = 0;
    for (const std::unique_ptr<Owned>& owned : owned_) {
        taking_over += owned && owned->takeover ? 1 : 0;
        uncommitted += owned && owned->log && !owned->log->is_committed() ? 1 : 0;
    }
    std::string text = "epoch " + std::to_string(view_ == nullptr ? 0 : view_->epoch.value);
    const auto add = [&](const char* what, std::size_t count) {
        text += count == 0 ? "" : ", " + std::to_string(count) + ' ' + what;
    };
    add("open", queue_.size());
    add("in flight", expansions_.size());
    add("candidates unacknowledged", windows_.items());
    add("acknowledgements owed", offers_.size());
    add("goals untraced", goals_.size());
    add("partitions being taken over", taking_over);
    add("logs uncommitted", uncommitted);
    return text;
}

std::int32_t SearchNode::certified_cost() const {
    const std::optional<view::Certificate>& best = job().best;
    return best ? best->cost : kNoLimit;
}

// What is not worth expanding: only what the register says (rule 5).
std::int32_t SearchNode::limit() const {
    if (!options_.stop_at_goal) {
        return kNoLimit;
    }
    std::int32_t cost = certified_;
    if (options_.broken == BrokenRule::undurable_incumbent) {
        for (const auto& [key, goal] : goals_) {
            cost = std::min(cost, goal.second);
        }
    }
    return cost;
}

void SearchNode::take_view(const view::ViewPtr& view, Instant now) {
    KURA_ASSERT(view != nullptr && view->map.partitions() == owned_.size());
    if (view_ != nullptr && view->revision <= view_->revision) {
        return;
    }
    const view::Job* job = view->job(job_);
    if (job == nullptr) {
        is_finished_ = is_finished_ || view_ != nullptr;  // forgotten; or not yet known
        return;
    }
    view_ = view;
    certified_ = certified_cost();
    if (job->phase != view::JobPhase::running) {
        is_finished_ = true;
        return;
    }
    if (job->generation.value > kGenerationMax) {
        give_up("too many losses of data: no generation is left");
        return;
    }
    if (view_->member(self_) == nullptr) {
        // Expelled. What it holds is still given to those who ask.
        for (std::uint32_t p = 0; p < owned_.size(); ++p) {
            if (owned_[p]) {
                depose(PartitionId{p});
            }
        }
        abandon_expansions();
        queue_.clear();
        return;
    }
    const bool is_new_generation = job->generation != generation_;
    generation_ = job->generation;
    change_roles(*job);
    if (is_new_generation) {
        reopen_all();
    } else {
        windows_.regroup([&](PartitionId p) { return view_->map.owner(p); }, options_.window_items);
    }
    const std::int32_t bound = limit();
    std::erase_if(goals_, [&](const auto& goal) { return goal.second.second >= bound; });
    if (certificate_ && certificate_->cost >= bound) {
        certificate_.reset();
    }
    // Who waits for a table, to take over, gets it before those who only make it safer.
    std::stable_partition(copying_.begin(), copying_.end(),
                          [&](std::uint32_t p) { return view_->move(PartitionId{p}) != nullptr; });
    continue_takeovers(now);
    flush(now);
}

void SearchNode::change_roles(const view::Job& job) {
    for (std::uint32_t p = 0; p < owned_.size(); ++p) {
        const PartitionId partition{p};
        const bool is_mine = view_->map.owner(partition) == self_;
        const std::unique_ptr<Owned>& owned = owned_[p];
        if (owned && is_mine && owned->set.since != view_->since[p] && goes_on(job, partition)) {
            change_replicas(partition, view_->replica_set(job, partition));
        }
        if (owned && (!is_mine || owned->set.since != view_->since[p])) {
            depose(partition);
            if (!is_mine) {
                counters_.reexpanded += expansions_.abandon(partition);
            }
        }
        if (is_mine && !owned) {
            owned_[p] = std::make_unique<Owned>();
            owned->set = view_->replica_set(job, partition);
            owned->takeover = std::make_unique<Takeover>(partition, owned->set.since, self_);
            taking_over_.insert(p);
            ++counters_.takeovers;
            open_since_ = 0;  // what it holds is not known yet
        }
    }
}

// A new generation (rule 7): no closed mark counts any more, and no acknowledgement of the old one
// may close a state in the new one.
void SearchNode::reopen_all() {
    abandon_expansions();
    queue_.clear();
    open_since_ = 0;
    for (std::uint32_t p = 0; p < owned_.size(); ++p) {
        if (owned_[p] && owned_[p]->log) {
            open_partition(PartitionId{p});
        }
    }
}

void SearchNode::abandon_expansions() {
    counters_.reexpanded += expansions_.live();
    expansions_.clear();
    windows_.clear();
}

void SearchNode::pass_time(Instant now) {
    if (view_ == nullptr || is_finished_ || view_->member(self_) == nullptr) {
        return;
    }
    continue_takeovers(now);
    for (const std::uint64_t number : windows_.due(now, options_.resend)) {
        send_window(number);
    }
    if (now >= next_resend_) {
        next_resend_ = now + options_.resend / 2;
        resend_stretches(now);
    }
    copy_tables(now);
    flush(now);
    report_established(now);
    report_warmed(now);
    trace_goals(now);
    run_waves(now);
}

}  // namespace kura::cluster::search
