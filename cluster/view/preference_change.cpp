#include "cluster/view/preference_change.hpp"

#include "cluster/ring/placement.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace kura::cluster::view {

namespace {

using base::ErrorCode;
using base::fail;

// At least so large a part of what is left moves at a time: a change of owners is a new epoch, and
// no search can end, nor tell a bound, in one that is over soon.
constexpr std::size_t kMovesPart = 8;

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

bool waits_for_moves(const Job& job) {
    return job.phase == JobPhase::running && job.moving == Moving::warm;
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
    }
    after.epoch = epoch;
    after.since[partition.value] = epoch;
    return true;
}

// Where the lists were going. What waits for a node that is gone stays where it is.
ring::PartitionMap with_moves_made(const View& before, const View& after) {
    ring::PartitionMap map = before.map;
    for (const Move& move : before.moves) {
        if (after.member(move.nodes.front()) != nullptr) {
            set_list(map, move.partition, move.nodes);
        }
    }
    return map;
}

// As far as the view tells, the node has what there was before a list last changed.
bool holds_table(const View& view, PartitionId partition, NodeId node) {
    const Move* const move = view.move(partition);
    const auto nodes = view.map.preference(partition);
    return (move == nullptr || move->nodes.front() != node) &&
           std::find(nodes.begin(), nodes.end(), node) != nodes.end() &&
           std::all_of(view.jobs.begin(), view.jobs.end(), [&](const Job& job) {
               const Chain* const chain = job.chain(partition);
               return !waits_for_moves(job) || chain == nullptr ||
                      chain->sets.front().contains(node);
           });
}

// Who owns the partition next: its owner while that lives; otherwise whom the placement wants, if
// it holds a replica; otherwise somebody who does.
NodeId keeper_of(const View& before, const View& after, PartitionId partition, NodeId wanted) {
    const auto nodes = before.map.preference(partition);
    if (after.member(nodes.front()) != nullptr) {
        return nodes.front();
    }
    const auto holds = [&](NodeId node) {
        return after.member(node) != nullptr && holds_table(before, partition, node);
    };
    const auto holder = std::find_if(nodes.begin(), nodes.end(), holds);
    return holds(wanted) || holder == nodes.end() ? wanted : *holder;
}

// The list while the next owner waits for the table: the owner, the next one, and of the others
// rather those that hold a replica, so that the write quorum need not wait as well.
std::vector<NodeId> kept_by(NodeId owner, const View& before, const View& after, const Move& move) {
    std::vector<NodeId> nodes{owner, move.nodes.front()};
    const auto add = [&](NodeId node) {
        if (after.member(node) != nullptr &&
            std::find(nodes.begin(), nodes.end(), node) == nodes.end()) {
            nodes.push_back(node);
        }
    };
    const std::vector<NodeId> held = list_of(before.map, move.partition);
    for (const NodeId node : held) {
        if (std::find(move.nodes.begin(), move.nodes.end(), node) != move.nodes.end()) {
            add(node);
        }
    }
    std::for_each(held.begin(), held.end(), add);
    std::for_each(move.nodes.begin(), move.nodes.end(), add);
    nodes.resize(move.nodes.size());
    return nodes;
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
    after.map = ring::place(with_moves_made(before, after), nodes,
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
            after.moves.push_back({partition, wanted});
            set_list(after.map, partition, kept_by(owner, before, after, after.moves.back()));
        }
        if (list_of(after.map, partition) != list_of(before.map, partition) &&
            !supersede(after, before, partition, epoch)) {
            return fail(ErrorCode::too_large, "too many changes before a partition recovered");
        }
    }
    for (Job& job : after.jobs) {
        std::erase_if(job.warm, [&](PartitionId partition) {
            const Move* const move = after.move(partition);
            return move == nullptr || *move != *before.move(partition) ||
                   after.since[partition.value] == epoch;
        });
        if (job.phase == JobPhase::running && give_up_lost_sets(after, job)) {
            job.generation = job.generation.next();
        }
    }
    return after;
}

void finish_moves(View& view) {
    const auto is_due = [&](const Move& move) {
        return std::all_of(view.jobs.begin(), view.jobs.end(), [&](const Job& job) {
            return !waits_for_moves(job) || job.is_warm(move.partition);
        });
    };
    const auto due =
        static_cast<std::size_t>(std::count_if(view.moves.begin(), view.moves.end(), is_due));
    if (due == 0 || due < view.moves.size() / kMovesPart) {
        return;
    }
    const View before = view;
    const Epoch epoch = before.epoch.next();
    std::erase_if(view.moves, [&](const Move& move) {
        if (!is_due(move) || !supersede(view, before, move.partition, epoch)) {
            return false;
        }
        set_list(view.map, move.partition, move.nodes);
        return true;
    });
    for (Job& job : view.jobs) {
        std::erase_if(job.warm,
                      [&](PartitionId partition) { return view.move(partition) == nullptr; });
    }
}

}  // namespace kura::cluster::view
