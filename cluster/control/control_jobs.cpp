#include "cluster/control/control.hpp"
#include "cluster/store/store_node.hpp"
#include "solver/base/assert.hpp"

#include <algorithm>
#include <utility>

namespace kura::cluster::control {

namespace {

constexpr Duration kRetry{1'000'000};  // of what was asked for and not answered
constexpr Duration kForgetPause{1'000'000};
constexpr const char* kLane = "portfolio";

LaneVerdict verdict_of(const view::Job& job) {
    if (job.phase == view::JobPhase::exhausted) {
        return job.best ? LaneVerdict::optimal : LaneVerdict::unsolvable;
    }
    return job.best ? LaneVerdict::solved : LaneVerdict::none;
}

// Of a job that runs no more.
JobState final_state(const view::Job& job, const JobEntry& entry) {
    switch (verdict_of(job)) {
        case LaneVerdict::optimal:
            return JobState::optimal;
        case LaneVerdict::unsolvable:
            return JobState::unsolvable;
        case LaneVerdict::solved:
            if (entry.spec != nullptr && entry.spec->objective == Objective::any) {
                return JobState::solved;
            }
            break;
        case LaneVerdict::none:
            break;
    }
    const bool gave_up =
        !entry.is_cancelled &&
        std::any_of(entry.reports.begin(), entry.reports.end(),
                    [](const auto& report) { return !report.second.gave_up.empty(); });
    return gave_up ? JobState::gave_up : JobState::stopped;
}

}  // namespace

// The living member with the lowest id does what one has to do.
bool Control::is_first_alive() const {
    if (view_ == nullptr || !is_member()) {
        return false;
    }
    for (const view::Member& member : view_->members) {
        if (member.node.id == self_) {
            return true;
        }
        const auto peer = peers_.find(member.node.id);
        if (peer != peers_.end() && peer->second.status == gossip::Status::alive) {
            return false;
        }
    }
    return true;
}

void Control::take_job_view(Instant now) {
    for (const view::Job& job : view_->jobs) {
        if (job.id == store::kStoreJob) {
            continue;
        }
        JobEntry& entry = jobs_.add(job.id, now);
        if (std::exchange(entry.is_starting, false)) {
            entry.next_try = now;  // of something else from now on
        }
        entry.lease.reset();
        if (job.best) {
            entry.result.moves = job.best->moves;
            entry.result.pushes = job.best->cost;
        }
        if (job.phase == view::JobPhase::running) {
            if (!is_final(entry.state)) {
                entry.state = JobState::searching;
                open_search(entry, now);
            } else if (entry.result.verdict == LaneVerdict::none) {
                entry.is_cancelled = true;
            } else if (!entry.is_cancelled && !entry.found) {
                // Decided by one node while another, asked too, gave it to all.
                entry.found = entry.result;
            }
            continue;
        }
        entry.result.verdict = verdict_of(job);
        if (entry.is_searching && !is_final(entry.state)) {
            for (const view::Member& member : view_->members) {
                const auto report = entry.reports.find(member.node.id);
                if (report == entry.reports.end() || !report->second.is_last) {
                    entry.awaited.insert(member.node.id);
                }
            }
        }
        close_search(entry);
        jobs_.set_final(entry, final_state(job, entry), now);
    }
    for (auto& [id, entry] : jobs_.entries()) {
        if (entry.is_searching && view_->job(id) == nullptr) {
            // Forgotten before its end was seen here: whoever still wants it submits it again.
            close_search(entry);
            entry.state = JobState::unknown;
        }
    }
}

void Control::fetch_spec(JobEntry& entry, Instant now) {
    if (now >= entry.next_try) {
        entry.next_try = now + kRetry;
        entry.fetch_token = ++tokens_;
        documents_[entry.fetch_token] = entry.id;
        actions_.emplace_back(AskDocument{entry.fetch_token, spec_key(entry.id), std::nullopt});
    }
}

void Control::open_search(JobEntry& entry, Instant now) {
    if (entry.is_searching) {
        return;
    }
    if (entry.spec == nullptr) {
        fetch_spec(entry, now);
        return;
    }
    entry.is_searching = true;
    actions_.emplace_back(OpenSearch{entry.id, entry.spec});
    if (entry.spec->objective == Objective::any) {
        // Each member searches in another order, the first one in the plain one.
        const auto& members = view_->members;
        const auto own = std::find_if(members.begin(), members.end(),
                                      [&](const auto& member) { return member.node.id == self_; });
        const auto rank = static_cast<std::uint64_t>(own - members.begin());
        entry.has_lane = true;
        actions_.emplace_back(StartLane{entry.id, entry.spec, 1 + rank, entry.spec->time_limit});
    }
}

void Control::close_search(JobEntry& entry) {
    entry.found.reset();
    entry.has_lane = false;
    if (std::exchange(entry.is_searching, false)) {
        actions_.emplace_back(StopLane{entry.id});
        actions_.emplace_back(CloseSearch{entry.id});
    }
}

void Control::on_search_report(const JobReport& report) {
    JobEntry* entry = jobs_.find(report.job);
    if (entry == nullptr) {
        return;
    }
    JobReport& own = entry->reports[self_];
    own = report;
    own.lane = entry->has_lane ? kLane : "";
    if (is_final(entry->state) && report.is_last) {
        entry->awaited.erase(self_);
        for (const NodeId node : other_members()) {
            send(node, own);  // the regular ones have ended
        }
    }
}

void Control::on_lane_ended(const LaneEnded& ended, Instant now) {
    JobEntry* entry = jobs_.find(ended.job);
    if (entry == nullptr) {
        return;
    }
    if (entry->leased_from) {
        on_lease_ended(*entry, ended.result, now);
        return;
    }
    if (!entry->is_searching) {
        return;
    }
    entry->has_lane = false;
    entry->reports[self_].lane.clear();
    entry->result.strategy = ended.result.strategy;
    if (ended.result.verdict != LaneVerdict::none && !entry->found) {
        entry->found = ended.result;
        tell_found(*entry, now);
    }
}

// To the register; again until the view says so.
void Control::tell_found(const JobEntry& entry, Instant now) {
    KURA_ASSERT(entry.found);
    const LaneResult& result = *entry.found;
    const JobId id = entry.id;
    std::optional<view::Certificate> best;
    if (result.verdict == LaneVerdict::solved || result.verdict == LaneVerdict::optimal) {
        best = view::Certificate{result.pushes, result.moves};
    }
    if (result.verdict != LaneVerdict::solved) {
        change([id, best](const view::View& v) { return view::conclude_alone(v, id, best); }, now);
        return;
    }
    // A first solution is all that was asked for.
    change(
        [id, best](const view::View& v) -> base::Result<view::View> {
            base::Result<view::View> after = view::certify(v, id, *best);
            return after ? view::stop_job(*after, id) : after;
        },
        now);
}

void Control::search_asked(const SearchAsked& asked, Instant now) {
    const JobId id = asked.job;
    JobEntry* entry = jobs_.find(id);
    if (const auto* done = std::get_if<std::vector<view::Established>>(&asked.request)) {
        change([id, done = *done](const view::View& v) { return view::establish(v, id, done); },
               now);
    } else if (const auto* warm = std::get_if<std::vector<view::Warmed>>(&asked.request)) {
        change([id, warm = *warm](const view::View& v) { return view::warmed(v, id, warm); }, now);
    } else if (const auto* certificate = std::get_if<view::Certificate>(&asked.request)) {
        const bool is_enough =
            entry != nullptr && entry->spec != nullptr && entry->spec->objective == Objective::any;
        change(
            [id, c = *certificate, is_enough](const view::View& v) -> base::Result<view::View> {
                base::Result<view::View> after = view::certify(v, id, c);
                return after && is_enough ? view::stop_job(*after, id) : after;
            },
            now);
    } else {
        change([claim = std::get<view::ExhaustionClaim>(asked.request)](
                   const view::View& v) { return view::conclude(v, claim); },
               now);
    }
}

void Control::tend_jobs(Instant now) {
    // The end of one may make the book forget another, so not over the book itself.
    std::vector<JobId> ids;
    for (const auto& [id, entry] : jobs_.entries()) {
        if (!is_final(entry.state) || entry.spec == nullptr || entry.is_cancelled || entry.found) {
            ids.push_back(id);
        }
    }
    for (const JobId id : ids) {
        if (JobEntry* entry = jobs_.find(id)) {
            tend_job(*entry, now);
        }
    }
    if (now >= next_forget_) {
        next_forget_ = now + kForgetPause;
        forget_finished(now);
    }
}

void Control::tend_job(JobEntry& entry, Instant now) {
    if (entry.lease && is_lost(*entry.lease, now)) {
        lease(entry, now);
    }
    if (entry.is_starting && now >= entry.next_try) {
        start_for_all(entry, now);
    }
    const bool is_late = entry.spec != nullptr && entry.spec->time_limit > Duration(0) &&
                         now - entry.first_seen >= entry.spec->time_limit;
    const view::Job* job = view_->job(entry.id);
    if (job == nullptr) {
        if (is_late && entry.state == JobState::waiting) {
            entry.is_cancelled = true;  // it may be on its way into the view
            entry.is_starting = false;
            jobs_.set_final(entry, JobState::stopped, now);
        }
        return;
    }
    if (job->phase != view::JobPhase::running) {
        if (entry.spec == nullptr) {
            fetch_spec(entry, now);
        }
        return;
    }
    if (!is_final(entry.state)) {
        open_search(entry, now);
    }
    if (now < entry.next_try) {
        return;
    }
    if (entry.is_cancelled || (is_first_alive() && (is_late || is_hopeless(entry)))) {
        entry.next_try = now + kRetry;
        change([id = entry.id](const view::View& v) { return view::stop_job(v, id); }, now);
    } else if (entry.found) {
        entry.next_try = now + kRetry;
        tell_found(entry, now);
    }
}

// Where one node's part of the shared search is lost for good, only the lanes can still decide.
bool Control::is_hopeless(const JobEntry& entry) const {
    bool has_given_up = false;
    for (const view::Member& member : view_->members) {
        const auto report = entry.reports.find(member.node.id);
        if (report == entry.reports.end() || !report->second.lane.empty()) {
            return false;
        }
        has_given_up |= !report->second.gave_up.empty();
    }
    return has_given_up && !entry.found;
}

// Takes finished jobs out of the view; the nodes that were there remember them in their books.
void Control::forget_finished(Instant now) {
    if (!is_first_alive()) {
        return;
    }
    std::vector<std::pair<Instant, JobId>> finished;
    for (const view::Job& job : view_->jobs) {
        const JobEntry* entry = jobs_.find(job.id);
        if (job.id != store::kStoreJob && job.phase != view::JobPhase::running) {
            finished.emplace_back(entry == nullptr ? Instant{} : entry->finished_at, job.id);
        }
    }
    std::sort(finished.begin(), finished.end());
    std::vector<JobId> old;
    for (const auto& [when, id] : finished) {
        const bool is_too_many = finished.size() - old.size() > options_.finished_in_view_max;
        if (now - when >= (is_too_many ? options_.finished_seen : options_.finished_in_view)) {
            old.push_back(id);
        }
    }
    if (old.empty()) {
        return;
    }
    change(
        [old](const view::View& before) -> base::Result<view::View> {
            base::Result<view::View> after = before;
            for (const JobId id : old) {
                const view::Job* job = before.job(id);
                if (after && job != nullptr && job->phase != view::JobPhase::running) {
                    after = view::forget_job(*after, id);
                }
            }
            return after;
        },
        now);
}

void Control::report_jobs() {
    for (const auto& [id, entry] : jobs_.entries()) {
        const auto own = entry.reports.find(self_);
        if (own == entry.reports.end() || (!entry.is_searching && is_final(entry.state))) {
            continue;
        }
        for (const NodeId node : other_members()) {
            send(node, own->second);
        }
    }
}

}  // namespace kura::cluster::control
