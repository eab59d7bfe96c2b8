#include "cluster/view/list_change.hpp"

#include "cluster/ring/placement.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace kura::cluster::view {

namespace {

using base::ErrorCode;
using base::fail;

Chain& chain_of(Job& job, PartitionId partition) {
    const auto at = std::lower_bound(
        job.chains.begin(), job.chains.end(), partition,
        [](const Chain& chain, PartitionId wanted) { return chain.partition < wanted; });
    if (at != job.chains.end() && at->partition == partition) {
        return *at;
    }
    return *job.chains.insert(at, Chain{partition, {}});
}

// Gives up the sets that can never be sealed, because too many of their nodes are expelled.
// Ensures: true if there were any: what they alone held is lost, so the job has to re-open the
// rest.
bool give_up_lost_sets(const View& view, Job& job) {
    bool any = false;
    for (Chain& chain : job.chains) {
        any |= std::erase_if(chain.sets, [&](const ReplicaSet& set) {
                   const auto alive =
                       std::count_if(set.nodes.begin(), set.nodes.end(),
                                     [&](NodeId node) { return view.member(node) != nullptr; });
                   return alive < set.seal_quorum(job.write);
               }) > 0;
    }
    std::erase_if(job.chains, [](const Chain& chain) { return chain.sets.empty(); });
    return any;
}

std::vector<NodeId> list_of(const ring::PartitionMap& map, PartitionId partition) {
    const auto nodes = map.preference(partition);
    return {nodes.begin(), nodes.end()};
}

void set_list(ring::PartitionMap& map, PartitionId partition, const std::vector<NodeId>& nodes) {
    std::copy(nodes.begin(), nodes.end(), map.preference(partition).begin());
}

// The list of a partition is another one from the epoch on: running jobs keep the one before until
// the new one is established. Ensures: false if a chain is full, and then nothing was done.
bool supersede(View& after, const View& before, PartitionId partition, Epoch epoch) {
    for (const Job& job : after.jobs) {
        const Chain* chain = job.chain(partition);
        if (job.phase == JobPhase::running && chain != nullptr && chain->sets.size() >= kChainMax) {
            return false;
        }
    }
    for (Job& job : after.jobs) {
        if (job.phase == JobPhase::running) {
            chain_of(job, partition).sets.push_back(before.replica_set(job, partition));
        }
        std::erase(job.warm, partition);
    }
    after.epoch = epoch;
    after.since[partition.value] = epoch;
    return true;
}

// Who owns the partition next: its owner while that lives; otherwise whom the placement wants, if
// it holds a replica; otherwise somebody who does. A newcomer that still waits for the table is
// none of these.
NodeId keeper_of(const View& before, const View& after, PartitionId partition, NodeId wanted) {
    const auto nodes = before.map.preference(partition);
    const Move* const move = before.move(partition);
    const auto holds = [&](NodeId node) {
        return after.member(node) != nullptr && (move == nullptr || move->nodes.front() != node);
    };
    const auto holder = std::find_if(nodes.begin(), nodes.end(), holds);
    const bool is_held =
        std::find(nodes.begin(), nodes.end(), wanted) != nodes.end() && holds(wanted);
    return holder == nodes.end() || (holder != nodes.begin() && is_held) ? wanted : *holder;
}

// The owner before the others.
std::vector<NodeId> kept_by(NodeId owner, std::vector<NodeId> nodes) {
    const auto at = std::find(nodes.begin(), nodes.end(), owner);
    std::rotate(nodes.begin(), at == nodes.end() ? nodes.end() - 1 : at,
                at == nodes.end() ? nodes.end() : at + 1);
    nodes.front() = owner;
    return nodes;
}

bool waits_for_moves(const Job& job) {
    return job.phase == JobPhase::running && job.moving == Moving::warm;
}

}  // namespace

base::Result<View> with_members(const View& before, std::vector<Member> members) {
    View after = before;
    after.members = std::move(members);
    after.moves.clear();
    ++after.revision;
    std::vector<ring::RingMember> nodes;
    for (const Member& member : after.members) {
        nodes.push_back(member.node);
    }
    after.map = ring::place(before.map, nodes,
                            {.partitions = before.map.partitions(), .replicas = before.replicas})
                    .map;
    const bool is_warm = std::any_of(after.jobs.begin(), after.jobs.end(), waits_for_moves);
    const Epoch epoch = before.epoch.next();
    for (std::uint32_t p = 0; p < after.map.partitions(); ++p) {
        const PartitionId partition{p};
        const std::vector<NodeId> wanted = list_of(after.map, partition);
        const NodeId owner =
            is_warm ? keeper_of(before, after, partition, wanted.front()) : wanted.front();
        if (owner != wanted.front()) {
            set_list(after.map, partition, kept_by(owner, wanted));
            after.moves.push_back({partition, wanted});
        }
        if (list_of(after.map, partition) != list_of(before.map, partition) &&
            !supersede(after, before, partition, epoch)) {
            return fail(ErrorCode::too_large, "too many changes before a partition recovered");
        }
    }
    for (Job& job : after.jobs) {
        std::erase_if(job.warm, [&](PartitionId partition) {
            const Move* const move = after.move(partition);
            return move == nullptr || *move != *before.move(partition);
        });
        if (job.phase == JobPhase::running && give_up_lost_sets(after, job)) {
            job.generation = job.generation.next();
        }
    }
    return after;
}

void finish_moves(View& view) {
    if (view.moves.empty()) {
        return;
    }
    const View before = view;
    const Epoch epoch = before.epoch.next();
    std::erase_if(view.moves, [&](const Move& move) {
        const bool is_due =
            std::all_of(before.jobs.begin(), before.jobs.end(), [&](const Job& job) {
                return !waits_for_moves(job) || job.is_warm(move.partition);
            });
        if (!is_due || !supersede(view, before, move.partition, epoch)) {
            return false;
        }
        set_list(view.map, move.partition, move.nodes);
        return true;
    });
}

}  // namespace kura::cluster::view
