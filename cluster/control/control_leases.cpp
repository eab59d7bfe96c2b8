#include "cluster/control/control.hpp"
#include "cluster/store/store_node.hpp"
#include "solver/base/assert.hpp"

#include <algorithm>
#include <utility>

namespace kura::cluster::control {

namespace {

constexpr Duration kRetry{1'000'000};
constexpr Duration kStoreRetry{5'000'000};  // the store gives up by itself well before
constexpr Duration kLeaseGrace{2'000'000};  // beyond the leased time, for the way there and back
// Nodes that fail one after another may do so because of the puzzle; all share it then.
constexpr int kLeasesMax = 3;

}  // namespace

std::string spec_key(JobId job) {
    return "job/" + std::to_string(job.value);
}

void Control::submit(ClientId client, const SubmitJob& request, Instant now) {
    if (request.job == store::kStoreJob) {
        reply(client, Refused{Refusal::bad_request, "this number is no job's"});
        return;
    }
    if (const base::Result<void> checked = check(request.spec); !checked) {
        reply(client, Refused{Refusal::bad_request, checked.error().message});
        return;
    }
    if (!is_member()) {
        reply(client, Refused{Refusal::unavailable, "not yet a member of a cluster"});
        return;
    }
    JobEntry& entry = jobs_.add(request.job, now);
    if (entry.spec == nullptr) {
        entry.spec = std::make_shared<const JobSpec>(request.spec);
    }
    const bool is_new = entry.state == JobState::waiting || entry.state == JobState::unknown;
    if (is_new && !entry.is_starting && !entry.lease) {
        if (request.spec.local_first > Duration(0)) {
            lease(entry, now);
        } else {
            start_for_all(entry, now);
        }
    }
    reply(client, Done{});
}

bool Control::is_lost(const LeaseOut& lease, Instant now) const {
    const auto peer = peers_.find(lease.to);
    const bool is_gone =
        lease.to != self_ && (peer == peers_.end() || peer->second.status >= gossip::Status::dead);
    return is_gone || now >= lease.until;
}

// Gives the job to the living member with the fewest leases from here.
void Control::lease(JobEntry& entry, Instant now) {
    if (++entry.leases > kLeasesMax) {
        entry.lease.reset();
        start_for_all(entry, now);
        return;
    }
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
    if (!check(lease.spec)) {
        return;
    }
    if (const JobEntry* known = jobs_.find(lease.job);
        known != nullptr && (known->is_searching || is_final(known->state))) {
        return;  // its end is in the view, or will be
    }
    const bool is_new = jobs_.find(lease.job) == nullptr;
    JobEntry& entry = jobs_.add(lease.job, now);
    if (is_new) {
        entry.state = JobState::unknown;
        entry.spec = std::make_shared<const JobSpec>(lease.spec);
    }
    // Asked twice, because it takes longer than the other expects: the result is the newest
    // asker's.
    const bool is_at_work = entry.leased_from.has_value();
    entry.leased_from = {from, lease.number};
    if (!is_at_work) {
        actions_.emplace_back(StartLane{lease.job, entry.spec, 1, lease.time});
    }
}

// The lane that was leased to this node has ended.
void Control::on_lease_ended(JobEntry& entry, const LaneResult& result, Instant now) {
    const auto leased_from = std::exchange(entry.leased_from, std::nullopt);
    KURA_ASSERT(leased_from);
    const auto [from, number] = *leased_from;
    const LeaseResult answer{entry.id, number, result};
    if (from == self_) {
        on_lease_result(answer, now);
        return;
    }
    send(from, answer);
    if (entry.state == JobState::unknown) {
        jobs_.remove(entry.id);
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
    if (!is_decided && !is_over) {
        start_for_all(*entry, now);
        return;
    }
    entry->result = lane;
    JobState state = JobState::stopped;
    if (is_decided) {
        state = lane.verdict == LaneVerdict::optimal  ? JobState::optimal
                : lane.verdict == LaneVerdict::solved ? JobState::solved
                                                      : JobState::unsolvable;
    }
    jobs_.set_final(*entry, state, now);
}

// The document first, then the register: who sees the job in the view finds what it is.
void Control::start_for_all(JobEntry& entry, Instant now) {
    entry.state = JobState::waiting;
    entry.is_starting = true;
    entry.next_try = now + kStoreRetry;
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
    if (entry == nullptr || entry->fetch_token != done.token) {
        return;
    }
    // Asked again when its time has come.
    entry->next_try = now + kRetry;
    if (!done.is_available || !done.value) {
        return;
    }
    if (entry->is_starting) {
        const JobId id = entry->id;
        const JobSpec spec = *entry->spec;
        entry->next_try = now + kStoreRetry;
        change(
            [id, spec](const view::View& v) {
                const int replicas = std::min(spec.replicas, v.replicas);
                return view::start_job(v, id, replicas, std::min(spec.write, replicas),
                                       view::Moving::warm);
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
        take_job_view(now);  // what its end means depends on what was asked
    }
}

}  // namespace kura::cluster::control
