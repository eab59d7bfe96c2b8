#include "cluster/control/control.hpp"

#include <algorithm>
#include <utility>

namespace kura::cluster::control {

namespace {

constexpr Duration kRetry{1'000'000};       // of what was asked for and not answered
constexpr Duration kLeaseGrace{2'000'000};  // beyond the leased time, for the way there and back

std::string spec_key(JobId job) {
    return "job/" + std::to_string(job.value);
}

LaneVerdict verdict_of(const view::Job& job) {
    if (job.phase == view::JobPhase::exhausted) {
        return job.best ? LaneVerdict::optimal : LaneVerdict::unsolvable;
    }
    return job.best ? LaneVerdict::solved : LaneVerdict::none;
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
        JobEntry& entry = jobs_.add(job.id, now);
        entry.is_starting = false;
        entry.lease.reset();
        if (job.best) {
            entry.result.moves = job.best->moves;
            entry.result.pushes = job.best->cost;
        }
        if (job.phase == view::JobPhase::running) {
            if (!is_final(entry.state)) {
                entry.state = JobState::searching;
                open_search(job, entry, now);
            }
            continue;
        }
        entry.result.verdict = verdict_of(job);
        const bool wants_any = entry.spec != nullptr && entry.spec->objective == Objective::any;
        JobState state = JobState::stopped;
        if (entry.result.verdict == LaneVerdict::optimal) {
            state = JobState::optimal;
        } else if (entry.result.verdict == LaneVerdict::unsolvable) {
            state = JobState::unsolvable;
        } else if (entry.result.verdict == LaneVerdict::solved && wants_any) {
            state = JobState::solved;
        }
        close_search(entry);
        jobs_.set_final(entry, state, now);
    }
    for (auto& [id, entry] : jobs_.entries()) {
        if (entry.is_searching && view_->job(id) == nullptr) {
            close_search(entry);  // forgotten
        }
    }
}

void Control::open_search(const view::Job& job, JobEntry& entry, Instant now) {
    if (entry.is_searching) {
        return;
    }
    if (entry.spec == nullptr) {
        if (now >= entry.next_try) {
            entry.next_try = now + kRetry;
            entry.fetch_token = ++tokens_;
            documents_[entry.fetch_token] = job.id;
            actions_.emplace_back(AskDocument{entry.fetch_token, spec_key(job.id), std::nullopt});
        }
        return;
    }
    entry.is_searching = true;
    actions_.emplace_back(OpenSearch{job.id, entry.spec});
    if (entry.spec->objective == Objective::any) {
        // Each member searches in another order, the first one in the plain one.
        const auto& members = view_->members;
        const auto own = std::find_if(members.begin(), members.end(),
                                      [&](const auto& member) { return member.node.id == self_; });
        const auto rank = static_cast<std::uint64_t>(own - members.begin());
        entry.has_lane = true;
        actions_.emplace_back(StartLane{job.id, entry.spec, 1 + rank, entry.spec->time_limit});
    }
}

void Control::close_search(JobEntry& entry) {
    if (std::exchange(entry.has_lane, false)) {
        actions_.emplace_back(StopLane{entry.id});
    }
    if (std::exchange(entry.is_searching, false)) {
        actions_.emplace_back(CloseSearch{entry.id});
    }
}

void Control::submit(ClientId client, const SubmitJob& request, Instant now) {
    if (const base::Result<void> checked = check(request.spec); !checked) {
        reply(client, Refused{Refusal::bad_request, checked.error().message});
        return;
    }
    if (view_ == nullptr) {
        reply(client, Refused{Refusal::unavailable, "not yet a member of a cluster"});
        return;
    }
    JobEntry& entry = jobs_.add(request.job, now);
    if (entry.spec == nullptr) {
        entry.spec = std::make_shared<const JobSpec>(request.spec);
    }
    if (entry.state == JobState::waiting && !entry.is_starting && !entry.lease) {
        if (request.spec.local_first > Duration(0)) {
            lease(entry, now);
        } else {
            start_for_all(entry, now);
        }
    }
    reply(client, Done{});
}

// Gives the job to the living member with the fewest leases from here.
void Control::lease(JobEntry& entry, Instant now) {
    std::map<NodeId, int> load{{self_, 0}};
    for (const NodeId node : other_members()) {
        const auto peer = peers_.find(node);
        if (peer != peers_.end() && peer->second.status == gossip::Status::alive) {
            load[node] = 0;
        }
    }
    for (const auto& [id, other] : jobs_.entries()) {
        if (other.lease && load.contains(other.lease->to)) {
            ++load[other.lease->to];
        }
    }
    const auto least = std::min_element(
        load.begin(), load.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    Duration time = entry.spec->local_first;
    if (entry.spec->time_limit > Duration(0)) {
        time = std::min(time, entry.spec->time_limit);
    }
    entry.state = JobState::alone;
    entry.lease = LeaseOut{least->first, ++tokens_, now + time + kLeaseGrace};
    Lease message{entry.id, entry.lease->number, *entry.spec, time};
    if (least->first == self_) {
        on_lease(self_, message, now);
    } else {
        send(least->first, std::move(message));
    }
}

void Control::on_lease(NodeId from, const Lease& lease, Instant now) {
    JobEntry& entry = jobs_.add(lease.job, now);
    if (entry.leased_from || entry.is_searching || !check(lease.spec)) {
        return;  // at work on it already
    }
    if (entry.spec == nullptr) {
        entry.spec = std::make_shared<const JobSpec>(lease.spec);
    }
    entry.leased_from = {from, lease.number};
    entry.has_lane = true;
    actions_.emplace_back(StartLane{lease.job, entry.spec, 1, lease.time});
}

void Control::on_lane_ended(const LaneEnded& ended, Instant now) {
    JobEntry* entry = jobs_.find(ended.job);
    if (entry == nullptr) {
        return;
    }
    entry->has_lane = false;
    if (const auto from = std::exchange(entry->leased_from, std::nullopt)) {
        LeaseResult result{ended.job, from->second, ended.result};
        if (from->first == self_) {
            on_lease_result(result, now);
        } else {
            send(from->first, std::move(result));
        }
        return;
    }
    if (!entry->is_searching) {
        return;
    }
    const LaneResult& result = ended.result;
    entry->result.strategy = result.strategy;
    std::optional<view::Certificate> best;
    if (result.verdict == LaneVerdict::solved || result.verdict == LaneVerdict::optimal) {
        best = view::Certificate{result.pushes, result.moves};
    }
    const JobId id = ended.job;
    if (result.verdict == LaneVerdict::solved) {
        // A first solution is all that was asked for.
        change(
            [id, best](const view::View& v) -> base::Result<view::View> {
                base::Result<view::View> after = view::certify(v, id, *best);
                return after ? view::stop_job(*after, id) : after;
            },
            now);
    } else if (result.verdict != LaneVerdict::none) {
        change([id, best](const view::View& v) { return view::conclude_alone(v, id, best); }, now);
    }
}

void Control::on_lease_result(const LeaseResult& result, Instant now) {
    JobEntry* entry = jobs_.find(result.job);
    if (entry == nullptr || !entry->lease || entry->lease->number != result.number) {
        return;  // it went to somebody else meanwhile, or is done
    }
    entry->lease.reset();
    const LaneResult& lane = result.result;
    const bool is_decided =
        lane.verdict == LaneVerdict::optimal || lane.verdict == LaneVerdict::unsolvable ||
        (lane.verdict == LaneVerdict::solved && entry->spec->objective == Objective::any);
    const bool is_over =
        entry->spec->time_limit > Duration(0) && now - entry->first_seen >= entry->spec->time_limit;
    if (is_decided || is_over) {
        finish_alone(*entry, lane);
        jobs_.set_final(*entry,
                        lane.verdict == LaneVerdict::none      ? JobState::gave_up
                        : lane.verdict == LaneVerdict::optimal ? JobState::optimal
                        : lane.verdict == LaneVerdict::solved  ? JobState::solved
                                                               : JobState::unsolvable,
                        now);
        return;
    }
    start_for_all(*entry, now);
}

void Control::finish_alone(JobEntry& entry, const LaneResult& result) {
    entry.result = result;
}

// The document first, then the register: who sees the job in the view finds what it is.
void Control::start_for_all(JobEntry& entry, Instant now) {
    entry.state = JobState::waiting;
    entry.is_starting = true;
    entry.next_try = now + kRetry * 5;
    entry.fetch_token = ++tokens_;
    documents_[entry.fetch_token] = entry.id;
    actions_.emplace_back(
        AskDocument{entry.fetch_token, spec_key(entry.id), to_document(*entry.spec)});
}

void Control::on_document(const DocumentDone& done, Instant now) {
    const auto asked = documents_.find(done.token);
    if (asked == documents_.end()) {
        return;
    }
    JobEntry* entry = jobs_.find(asked->second);
    documents_.erase(asked);
    if (entry == nullptr || entry->fetch_token != done.token || !done.is_available || !done.value) {
        return;  // asked again when its time has come
    }
    if (entry->is_starting) {
        const JobId id = entry->id;
        const JobSpec spec = *entry->spec;
        change(
            [id, spec](const view::View& v) {
                const int replicas = std::min(spec.replicas, v.replicas);
                return view::start_job(v, id, replicas, std::min(spec.write, replicas));
            },
            now);
        return;
    }
    if (entry->spec == nullptr) {
        base::Result<JobSpec> spec = parse_job_spec(*done.value);
        if (!spec) {
            say("job " + std::to_string(entry->id.value) + ": " + spec.error().message, true);
            return;
        }
        entry->spec = std::make_shared<const JobSpec>(*std::move(spec));
    }
    if (const view::Job* job = view_ == nullptr ? nullptr : view_->job(entry->id);
        job != nullptr && job->phase == view::JobPhase::running) {
        open_search(*job, *entry, now);
    }
}

void Control::search_asked(const SearchAsked& asked, Instant now) {
    const JobId id = asked.job;
    JobEntry* entry = jobs_.find(id);
    if (const auto* done = std::get_if<std::vector<view::Established>>(&asked.request)) {
        change([id, done = *done](const view::View& v) { return view::establish(v, id, done); },
               now);
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
    std::vector<JobId> over;
    for (auto& [id, entry] : jobs_.entries()) {
        if (entry.lease) {
            const auto peer = peers_.find(entry.lease->to);
            const bool is_lost =
                entry.lease->to != self_ &&
                (peer == peers_.end() || peer->second.status >= gossip::Status::dead);
            if (is_lost || now >= entry.lease->until) {
                lease(entry, now);
            }
        }
        const view::Job* job = view_->job(id);
        const bool is_running = job != nullptr && job->phase == view::JobPhase::running;
        if (is_running && !entry.is_searching && !is_final(entry.state)) {
            open_search(*job, entry, now);
        }
        if (entry.is_starting && now >= entry.next_try) {
            start_for_all(entry, now);
        }
        const bool is_late = entry.spec != nullptr && entry.spec->time_limit > Duration(0) &&
                             now - entry.first_seen >= entry.spec->time_limit;
        if (is_running && is_late && now >= entry.next_try && is_first_alive()) {
            entry.next_try = now + kRetry;
            over.push_back(id);
        }
    }
    for (const JobId id : over) {
        change([id](const view::View& v) { return view::stop_job(v, id); }, now);
    }
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
