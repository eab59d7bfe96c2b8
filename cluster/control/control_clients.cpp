#include "cluster/control/control.hpp"
#include "cluster/store/store_node.hpp"

#include <algorithm>
#include <utility>

namespace kura::cluster::control {

namespace {

// For so long a job that has ended is not said to have: the figures of the others are on their way.
constexpr Duration kLastReports{500'000};

std::string_view name_of(gossip::Status status) {
    switch (status) {
        case gossip::Status::alive:
            return "alive";
        case gossip::Status::suspect:
            return "suspect";
        case gossip::Status::dead:
            return "dead";
        case gossip::Status::left:
            return "left";
    }
    return "";
}

}  // namespace

void Control::reply(ClientId client, ClientReply reply) {
    actions_.emplace_back(ReplyToClient{client, std::move(reply)});
}

void Control::on_client(const ClientAsked& asked, Instant now) {
    const ClientId client = asked.client;
    if (const auto* submitted = std::get_if<SubmitJob>(&asked.request)) {
        submit(client, *submitted, now);
    } else if (const auto* ask = std::get_if<AskJob>(&asked.request)) {
        const JobEntry* entry = jobs_.find(ask->job);
        JobStatus unknown;
        unknown.job = ask->job;
        reply(client, entry == nullptr ? unknown : status_of(*entry, now));
    } else if (std::holds_alternative<ListJobs>(asked.request)) {
        JobList list;
        for (const auto& [id, entry] : jobs_.entries()) {
            if (entry.state == JobState::unknown || list.jobs.size() >= kJobsListedMax) {
                continue;
            }
            JobStatus status = status_of(entry, now);
            status.moves.clear();
            status.reports.clear();
            list.jobs.push_back(std::move(status));
        }
        reply(client, std::move(list));
    } else if (const auto* unwanted = std::get_if<CancelJob>(&asked.request)) {
        cancel(client, unwanted->job, now);
    } else if (std::holds_alternative<AskCluster>(asked.request)) {
        reply(client, cluster_status());
    } else {
        reply(client, Refused{Refusal::bad_request, "not a request for this part of the node"});
    }
}

void Control::cancel(ClientId client, JobId id, Instant now) {
    JobEntry* entry = jobs_.find(id);
    const view::Job* job = view_ == nullptr ? nullptr : view_->job(id);
    const bool is_known = job != nullptr || (entry != nullptr && entry->state != JobState::unknown);
    if (!is_known || id == store::kStoreJob) {
        reply(client, Refused{Refusal::bad_request, "no such job: " + std::to_string(id.value)});
        return;
    }
    if (job != nullptr && job->phase == view::JobPhase::running) {
        waiting_[changes_ + 1] = client;
        change([id](const view::View& v) { return view::stop_job(v, id); }, now);
        return;
    }
    if (entry != nullptr && !is_final(entry->state)) {
        entry->is_cancelled = true;  // it may be on its way into the view
        entry->is_starting = false;
        entry->lease.reset();
        jobs_.set_final(*entry, JobState::stopped, now);
    }
    reply(client, Done{});
}

JobStatus Control::status_of(const JobEntry& entry, Instant now) const {
    JobStatus status;
    status.job = entry.id;
    status.state = entry.state;
    if (!entry.awaited.empty() && now - entry.finished_at < kLastReports) {
        status.state = JobState::searching;
    }
    if (entry.spec != nullptr) {
        status.title = entry.spec->title;
    }
    status.moves = entry.result.moves;
    const bool has_solution = entry.result.verdict == LaneVerdict::solved ||
                              entry.result.verdict == LaneVerdict::optimal ||
                              !entry.result.moves.empty();
    status.pushes = has_solution ? entry.result.pushes : -1;
    status.strategy = entry.result.strategy;
    status.detail = entry.result.detail;
    status.lower_bound = entry.result.lower_bound;
    status.time = (is_final(entry.state) ? entry.finished_at : now) - entry.first_seen;
    if (view_ != nullptr) {
        status.epoch = view_->epoch.value;
        if (const view::Job* job = view_->job(entry.id)) {
            status.generation = job->generation.value;
            status.recovering = static_cast<std::uint32_t>(job->chains.size());
        }
    }
    for (const auto& [node, report] : entry.reports) {
        status.lower_bound = std::max(status.lower_bound, report.lower_bound);
        status.reports.push_back(report);
        if (view_ != nullptr && view_->member(node) == nullptr) {
            // It is gone, and others expand what it left open.
            status.reports.back().reexpanded += std::exchange(status.reports.back().in_flight, 0);
        }
    }
    return status;
}

ClusterStatus Control::cluster_status() const {
    ClusterStatus status;
    status.answering = self_;
    status.has_majority = has_majority_;
    std::map<NodeId, MemberStatus> known;
    MemberStatus& own = known[self_];
    own.address = description_.address;
    own.place = description_.place;
    own.zone = description_.zone;
    own.weight = description_.weight;
    own.liveness = "alive";
    for (const auto& [id, peer] : peers_) {
        MemberStatus& other = known[id];
        other.address = peer.description.address;
        other.place = peer.description.place;
        other.zone = peer.description.zone;
        other.weight = peer.description.weight;
        other.liveness = name_of(peer.status);
    }
    if (view_ != nullptr) {
        status.has_its_seeds = !view::needs_seeds_mended(*view_);
        status.revision = view_->revision;
        status.epoch = view_->epoch.value;
        status.partitions = view_->map.partitions();
        status.replicas = view_->replicas;
        for (const view::Member& member : view_->members) {
            MemberStatus& other = known[member.node.id];
            other.place = member.node.place;
            other.is_member = true;
            other.is_seed = view_->seeds.contains(member.node.place);
        }
        for (std::uint32_t p = 0; p < view_->map.partitions(); ++p) {
            const auto list = view_->map.preference(PartitionId{p});
            for (std::size_t i = 0; i < list.size(); ++i) {
                MemberStatus& holder = known[list[i]];
                ++holder.held;
                holder.owned += i == 0 ? 1 : 0;
            }
        }
        for (const view::Job& job : view_->jobs) {
            if (job.id != store::kStoreJob && job.phase == view::JobPhase::running) {
                status.running.push_back(job.id);
            }
        }
    }
    for (auto& [id, member] : known) {
        member.node = id;
        status.members.push_back(std::move(member));
    }
    return status;
}

}  // namespace kura::cluster::control
