#include "cluster/view/view_check.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace kura::cluster::view {

namespace {

base::Result<void> wrong(const char* what) {
    return base::fail(base::ErrorCode::bad_input, std::string("view: ") + what);
}

// Strictly: also none is there twice.
template <typename Range, typename Projection>
bool ascends(const Range& range, Projection projection) {
    return std::ranges::adjacent_find(range, std::greater_equal<>(), projection) == range.end();
}

bool are_distinct(std::span<const NodeId> nodes) {
    for (std::size_t i = 1; i < nodes.size(); ++i) {
        const auto before = nodes.first(i);
        if (std::find(before.begin(), before.end(), nodes[i]) != before.end()) {
            return false;
        }
    }
    return true;
}

base::Result<void> check_members(const View& view) {
    if (view.members.empty() || view.members.size() > kMembersMax) {
        return wrong("the number of members");
    }
    if (!ascends(view.members, [](const Member& member) { return member.node.id; })) {
        return wrong("the order of members");
    }
    std::vector<Place> places;
    for (const Member& member : view.members) {
        if (member.node.id == kNoNode || member.node.weight < 1 ||
            member.node.weight > kWeightMax) {
            return wrong("a member without id or with a weight beyond the limits");
        }
        places.push_back(member.node.place);
    }
    std::sort(places.begin(), places.end());
    if (std::adjacent_find(places.begin(), places.end()) != places.end()) {
        return wrong("two members at one place");
    }
    return {};
}

// Distinct ones.
bool are_members(const View& view, std::span<const NodeId> nodes) {
    return are_distinct(nodes) && std::all_of(nodes.begin(), nodes.end(), [&](NodeId node) {
               return view.member(node) != nullptr;
           });
}

base::Result<void> check_map(const View& view) {
    const std::uint32_t partitions = view.map.partitions();
    if (!std::has_single_bit(partitions) || partitions > kPartitionsMax ||
        view.since.size() != partitions) {
        return wrong("the number of partitions");
    }
    if (view.map.copies() < 1 || view.map.copies() > view.replicas) {
        return wrong("the number of copies");
    }
    for (std::uint32_t p = 0; p < partitions; ++p) {
        if (!are_members(view, view.map.preference(PartitionId{p}))) {
            return wrong("a partition on nodes that are no members, or twice on one");
        }
        if (view.since[p] > view.epoch) {
            return wrong("a partition that changes in the future");
        }
    }
    return {};
}

base::Result<void> check_moves(const View& view) {
    if (!ascends(view.moves, [](const Move& move) { return move.partition; })) {
        return wrong("the order of moves");
    }
    for (const Move& move : view.moves) {
        if (move.partition.value >= view.map.partitions()) {
            return wrong("a move of a partition that there is not");
        }
        if (move.nodes.size() != static_cast<std::size_t>(view.map.copies()) ||
            !are_members(view, move.nodes) ||
            move.nodes.front() == view.map.owner(move.partition)) {
            return wrong("the nodes of a move");
        }
    }
    return {};
}

base::Result<void> check_chain(const View& view, const Job& job, const Chain& chain) {
    if (chain.partition.value >= view.map.partitions()) {
        return wrong("a chain of a partition that there is not");
    }
    if (chain.sets.empty() || chain.sets.size() > kChainMax) {
        return wrong("the length of a chain");
    }
    if (!ascends(chain.sets, [](const ReplicaSet& set) { return set.since; }) ||
        chain.sets.back().since >= view.since[chain.partition.value]) {
        return wrong("the order of a chain");
    }
    for (const ReplicaSet& set : chain.sets) {
        if (set.nodes.empty() || set.nodes.size() > static_cast<std::size_t>(job.replicas) ||
            !are_distinct(set.nodes)) {
            return wrong("the nodes of a replica set");
        }
    }
    return {};
}

base::Result<void> check_job(const View& view, const Job& job) {
    if (job.replicas < 1 || job.replicas > view.replicas || job.write < 1 ||
        job.write > job.replicas) {
        return wrong("a job's N and W");
    }
    if (job.phase > JobPhase::stopped) {
        return wrong("a job's phase");
    }
    if (job.generation.value > kGenerationsMax) {
        return wrong("a job's generation");
    }
    if (job.best && job.best->cost < 0) {
        return wrong("a certificate's cost");
    }
    if (!ascends(job.chains, [](const Chain& chain) { return chain.partition; })) {
        return wrong("the order of chains");
    }
    if (!ascends(job.warm, std::identity()) ||
        !std::all_of(job.warm.begin(), job.warm.end(),
                     [&](PartitionId partition) { return view.move(partition) != nullptr; })) {
        return wrong("what is warm of the moves");
    }
    for (const Chain& chain : job.chains) {
        if (auto result = check_chain(view, job, chain); !result) {
            return result;
        }
    }
    return {};
}

}  // namespace

base::Result<void> check(const SeedSet& seeds) {
    if (seeds.places.size() > kSeedsMax) {
        return wrong("the number of seeds");
    }
    if (seeds.number > kCountsMax) {
        return wrong("the changes of the seeds");
    }
    if (!ascends(seeds.places, std::identity())) {
        return wrong("the order of seeds");
    }
    return {};
}

base::Result<void> check(const View& view) {
    if (view.replicas < 1 || view.replicas > kReplicasMax) {
        return wrong("the cluster's N");
    }
    if (view.seeds_wanted % 2 == 0 || view.seeds_wanted + 2 > kSeedsMax) {
        return wrong("the number of seeds that are wanted");
    }
    if (view.seeds.places.empty()) {
        return wrong("there are no seeds");
    }
    if (view.epoch.value > kCountsMax || view.revision > kCountsMax) {
        return wrong("an epoch or a revision that nobody can have reached");
    }
    if (view.jobs.size() > kJobsMax || !ascends(view.jobs, [](const Job& job) { return job.id; })) {
        return wrong("the number or order of jobs");
    }
    auto result = check(view.seeds).and_then([&] { return check_members(view); }).and_then([&] {
        return check_map(view).and_then([&] { return check_moves(view); });
    });
    for (std::size_t i = 0; i < view.jobs.size() && result; ++i) {
        result = check_job(view, view.jobs[i]);
    }
    return result;
}

namespace {

// A proposer asks its seeds, so it has some.
base::Result<void> check_asking(const SeedSet& seeds) {
    return seeds.places.empty() ? wrong("a proposal to no seeds") : check(seeds);
}

base::Result<void> check_message(const Prepare& message) {
    return check_asking(message.seeds);
}
base::Result<void> check_message(const Promise& message) {
    if ((message.value == nullptr) != (message.accepted == Ballot{})) {
        return wrong("a value that nobody proposed, or a proposal without one");
    }
    return message.value == nullptr ? base::Result<void>() : check(*message.value);
}
base::Result<void> check_message(const Accept& message) {
    return message.value == nullptr
               ? wrong("a proposal of nothing")
               : check_asking(message.seeds).and_then([&] { return check(*message.value); });
}
base::Result<void> check_message(const Accepted& /*message*/) {
    return {};
}
base::Result<void> check_message(const Refused& message) {
    return check(message.seeds);
}

}  // namespace

base::Result<void> check(const RegisterMessage& message) {
    return std::visit([](const auto& chosen) { return check_message(chosen); }, message);
}

}  // namespace kura::cluster::view
