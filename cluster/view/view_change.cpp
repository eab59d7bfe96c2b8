#include "cluster/view/view_change.hpp"

#include "cluster/ring/placement.hpp"
#include "cluster/view/preference_change.hpp"
#include "solver/base/assert.hpp"

#include <set>

namespace kura::cluster::view {

namespace {

using base::ErrorCode;
using base::fail;

Job* find_job(View& view, JobId id) {
    const auto at = std::find_if(view.jobs.begin(), view.jobs.end(),
                                 [&](const Job& job) { return job.id == id; });
    return at == view.jobs.end() ? nullptr : &*at;
}

// Nobody needs its records any more, where they are.
void end(View& view, Job& job, JobPhase phase) {
    job.phase = phase;
    job.chains.clear();
    job.warm.clear();
    finish_moves(view);
}

bool same_cost(const std::optional<Certificate>& best, const std::optional<std::int32_t>& cost) {
    return best.has_value() == cost.has_value() && (!best || best->cost == *cost);
}

// Something that only rises could rise no more.
bool is_at_an_end(const View& view) {
    return view.epoch.value >= kCountsMax || view.revision >= kCountsMax ||
           view.seeds.number >= kCountsMax ||
           std::any_of(view.jobs.begin(), view.jobs.end(),
                       [](const Job& job) { return job.generation.value >= kGenerationsMax; });
}

}  // namespace

base::Result<View> apply_change(const Change& change, const View& view) {
    base::Result<View> after = change(view);
    if (after && after->revision != view.revision && is_at_an_end(view)) {
        return fail(ErrorCode::too_large, "no later view can be told from this one");
    }
    return after;
}

View bootstrap(const Member& first, const ClusterOptions& options) {
    KURA_ASSERT(options.replicas >= 1 && options.replicas <= kReplicasMax, options.replicas);
    KURA_ASSERT(options.seeds_wanted % 2 == 1 && options.seeds_wanted + 2 <= kSeedsMax);
    View view;
    view.revision = 1;
    view.seeds = {.number = 1, .places = {first.node.place}};
    view.seeds_wanted = options.seeds_wanted;
    view.replicas = options.replicas;
    view.members = {first};
    view.map = ring::place({}, std::vector<ring::RingMember>{first.node},
                           {.partitions = options.partitions, .replicas = options.replicas})
                   .map;
    view.since.assign(options.partitions, view.epoch);
    return view;
}

base::Result<View> admit(const View& view, std::span<const Member> members) {
    std::vector<Member> after = view.members;
    for (const Member& member : members) {
        if (member.node.id == kNoNode || member.node.weight < 1 ||
            member.node.weight > kWeightMax) {
            return fail(ErrorCode::bad_input, "a member needs an id and a weight within limits");
        }
        const auto known = std::find_if(after.begin(), after.end(), [&](const Member& other) {
            return other.node.id == member.node.id;
        });
        if (known != after.end() && known->incarnation >= member.incarnation) {
            continue;  // older news
        }
        std::erase_if(after, [&](const Member& other) {
            return other.node.id == member.node.id || other.node.place == member.node.place;
        });
        after.push_back(member);
    }
    if (after.size() > kMembersMax) {
        return fail(ErrorCode::too_large, "the cluster is full");
    }
    std::sort(after.begin(), after.end(),
              [](const Member& a, const Member& b) { return a.node.id < b.node.id; });
    return after == view.members ? base::Result<View>(view) : with_members(view, std::move(after));
}

base::Result<View> expel(const View& view, std::span<const NodeId> nodes) {
    std::vector<Member> after = view.members;
    std::erase_if(after, [&](const Member& member) {
        return std::find(nodes.begin(), nodes.end(), member.node.id) != nodes.end();
    });
    if (after.empty()) {
        return fail(ErrorCode::bad_input, "the last member can't be expelled");
    }
    return after == view.members ? base::Result<View>(view) : with_members(view, std::move(after));
}

namespace {

// An even number of seeds survives no more losses than one fewer.
std::size_t seeds_due(const View& view) {
    const std::size_t most = std::min(view.seeds_wanted, view.members.size());
    return most - (most + 1) % 2;
}

Place next_seed(const View& view) {
    std::multiset<Zone> zones;
    for (const Place seed : view.seeds.places) {
        if (const Member* member = view.member_at(seed)) {
            zones.insert(member->node.zone);
        }
    }
    const Member* best = nullptr;
    for (const Member& member : view.members) {
        if (!view.seeds.contains(member.node.place) &&
            (best == nullptr || zones.count(member.node.zone) < zones.count(best->node.zone))) {
            best = &member;
        }
    }
    KURA_ASSERT(best != nullptr);
    return best->node.place;
}

}  // namespace

bool needs_seeds_mended(const View& view) {
    return view.seeds.places.size() != seeds_due(view) ||
           std::any_of(view.seeds.places.begin(), view.seeds.places.end(),
                       [&](Place seed) { return view.member_at(seed) == nullptr; });
}

base::Result<View> mend_seeds(const View& view) {
    if (!needs_seeds_mended(view)) {
        return view;
    }
    View after = view;
    std::vector<Place>& seeds = after.seeds.places;
    ++after.revision;
    ++after.seeds.number;
    const auto stranger = std::find_if(seeds.begin(), seeds.end(),
                                       [&](Place seed) { return view.member_at(seed) == nullptr; });
    if (stranger != seeds.end() && seeds.size() > 1) {
        seeds.erase(stranger);  // it can't answer, so it must not count
    } else if (stranger != seeds.end() || seeds.size() < seeds_due(view)) {
        const Place added = next_seed(view);
        seeds.insert(std::lower_bound(seeds.begin(), seeds.end(), added), added);
    } else {
        seeds.pop_back();
    }
    return after;
}

base::Result<View> start_job(const View& view, JobId id, int replicas, int write, Moving moving) {
    if (replicas < 1 || replicas > view.replicas || write < 1 || write > replicas) {
        return fail(ErrorCode::bad_input, "a job needs 1 <= W <= N <= the cluster's N");
    }
    if (view.job(id) != nullptr) {
        return view;
    }
    if (view.jobs.size() >= kJobsMax) {
        return fail(ErrorCode::too_large, "too many jobs");
    }
    View after = view;
    ++after.revision;
    Job job;
    job.id = id;
    job.replicas = replicas;
    job.write = write;
    job.moving = moving;
    after.jobs.push_back(std::move(job));
    std::sort(after.jobs.begin(), after.jobs.end(),
              [](const Job& a, const Job& b) { return a.id < b.id; });
    return after;
}

base::Result<View> stop_job(const View& view, JobId id) {
    View after = view;
    Job* job = find_job(after, id);
    if (job == nullptr || job->phase != JobPhase::running) {
        return view;
    }
    ++after.revision;
    end(after, *job, JobPhase::stopped);
    return after;
}

base::Result<View> forget_job(const View& view, JobId id) {
    View after = view;
    if (std::erase_if(after.jobs, [&](const Job& job) { return job.id == id; }) == 0) {
        return view;
    }
    ++after.revision;
    finish_moves(after);
    return after;
}

base::Result<View> establish(const View& view, JobId id, std::span<const Established> partitions) {
    View after = view;
    Job* job = find_job(after, id);
    if (job == nullptr || job->phase != JobPhase::running) {
        return view;
    }
    std::set<PartitionId> done;
    for (const Established& entry : partitions) {
        if (entry.partition.value < view.map.partitions() &&
            view.since[entry.partition.value] == entry.since) {
            done.insert(entry.partition);
        }
    }
    const auto erased = std::erase_if(
        job->chains, [&](const Chain& chain) { return done.contains(chain.partition); });
    if (erased == 0) {
        return view;
    }
    ++after.revision;
    finish_moves(after);  // a chain may have been full
    return after;
}

base::Result<View> warmed(const View& view, JobId id, std::span<const Warmed> partitions) {
    View after = view;
    Job* job = find_job(after, id);
    if (job == nullptr || job->phase != JobPhase::running || job->moving != Moving::warm) {
        return view;
    }
    std::set<PartitionId> warm(job->warm.begin(), job->warm.end());
    for (const Warmed& entry : partitions) {
        if (view.move(entry.partition) != nullptr &&
            view.since[entry.partition.value] == entry.since) {
            warm.insert(entry.partition);
        }
    }
    if (warm.size() == job->warm.size()) {
        return view;
    }
    job->warm.assign(warm.begin(), warm.end());
    ++after.revision;
    finish_moves(after);
    return after;
}

base::Result<View> certify(const View& view, JobId id, const Certificate& certificate) {
    View after = view;
    Job* job = find_job(after, id);
    if (job == nullptr || job->phase != JobPhase::running ||
        (job->best && job->best->cost <= certificate.cost)) {
        return view;
    }
    ++after.revision;
    job->best = certificate;
    return after;
}

base::Result<View> conclude(const View& view, const ExhaustionClaim& claim) {
    View after = view;
    Job* job = find_job(after, claim.job);
    if (job == nullptr) {
        return fail(ErrorCode::bad_input, "no such job");
    }
    if (job->phase == JobPhase::exhausted) {
        return view;
    }
    if (job->phase != JobPhase::running || view.epoch != claim.epoch ||
        job->generation != claim.generation || !same_cost(job->best, claim.best_cost)) {
        return fail(ErrorCode::bad_input, "the view changed since the search was found exhausted");
    }
    ++after.revision;
    end(after, *job, JobPhase::exhausted);
    return after;
}

base::Result<View> conclude_alone(const View& view, JobId id,
                                  const std::optional<Certificate>& best) {
    View after = view;
    Job* job = find_job(after, id);
    if (job == nullptr) {
        return fail(ErrorCode::bad_input, "no such job");
    }
    if (job->phase == JobPhase::exhausted) {
        return view;
    }
    if (job->best && (!best || job->best->cost < best->cost)) {
        return fail(ErrorCode::bad_input, "a proof is refuted by a solution: please report this");
    }
    if (job->phase != JobPhase::running) {
        return view;
    }
    ++after.revision;
    job->best = best;
    end(after, *job, JobPhase::exhausted);
    return after;
}

}  // namespace kura::cluster::view
