// View: who belongs to the cluster, who holds what, and what the jobs' searches have proved. It is
// the one value that all nodes agree on; it lives and changes in the register (proposer.hpp).
// Shape:    members sorted by id; the partition map, and what of it is to change; for each running
//           job its generation, its best certificate, and the chain of earlier replica sets it has
//           not yet superseded
// Invariants: (1) revision rises with every write, epoch with every change of some replica set;
//           (2) a job's chain of a partition holds every set since the last established one, but
//           for those that a generation bump gave up; (3) seeds change by one node at a time;
//           (4) a partition that is to move is owned by a member that held it before
// Threads:  immutable once chosen; shared by pointer
// Source:   ARCHITECTURE.md, "View register"; changes in view_change.hpp
#pragma once

#include "cluster/base/ids.hpp"
#include "cluster/ring/partition_map.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kura::cluster::view {

struct Member {
    ring::RingMember node;
    Incarnation incarnation;  // of the statement that zone and weight were taken from

    friend bool operator==(const Member&, const Member&) = default;
};

// The nodes that held a partition from an epoch on, the owner first. Its quorums follow from its
// own size, so a cluster that is still smaller than N works, with less to lose.
struct ReplicaSet {
    Epoch since;
    std::vector<NodeId> nodes;

    [[nodiscard]] int size() const { return static_cast<int>(nodes.size()); }
    // On how many nodes a record must be before it counts as committed.
    [[nodiscard]] int write_quorum(int write) const { return std::min(write, size()); }
    // How many must promise to refuse older epochs before a successor may begin: any such set meets
    // every write quorum.
    [[nodiscard]] int seal_quorum(int write) const { return size() - write_quorum(write) + 1; }
    [[nodiscard]] bool contains(NodeId node) const {
        return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
    }
    friend bool operator==(const ReplicaSet&, const ReplicaSet&) = default;
};

struct Chain {
    PartitionId partition;
    std::vector<ReplicaSet> sets;  // oldest first, never empty

    friend bool operator==(const Chain&, const Chain&) = default;
};

// A partition that is to have another owner, which gets the tables first.
struct Move {
    PartitionId partition;
    std::vector<NodeId> nodes;  // the list to be, the next owner first

    friend bool operator==(const Move&, const Move&) = default;
};

// A solution that was replayed before it was written here: what may bound a search.
struct Certificate {
    std::int32_t cost = 0;
    std::string moves;

    friend bool operator==(const Certificate&, const Certificate&) = default;
};

enum class JobPhase : std::uint8_t {  // append only
    running = 0,
    exhausted = 1,  // proved: nothing is better than the certificate, or nothing solves it
    stopped = 2,
};

// When a job's partition leaves an owner that lives: at once, or when the next one has its table.
enum class Moving : std::uint8_t {  // append only
    cold = 0,
    warm = 1,
};

struct Job {
    JobId id;
    int replicas = 3;  // N, at most the map's
    int write = 2;     // W
    Generation generation{1};
    JobPhase phase = JobPhase::running;
    std::optional<Certificate> best;
    std::vector<Chain> chains;  // by partition; none for a partition means established
    Moving moving = Moving::cold;
    std::vector<PartitionId> warm;  // ascending; of the moves, where the next owner has the table

    [[nodiscard]] const Chain* chain(PartitionId partition) const {
        const auto at = std::lower_bound(
            chains.begin(), chains.end(), partition,
            [](const Chain& chain, PartitionId wanted) { return chain.partition < wanted; });
        return at != chains.end() && at->partition == partition ? &*at : nullptr;
    }
    [[nodiscard]] bool is_warm(PartitionId partition) const {
        return std::binary_search(warm.begin(), warm.end(), partition);
    }
    friend bool operator==(const Job&, const Job&) = default;
};

// The acceptors of the register itself, named by what survives their restart. The number rises by
// one with each change.
struct SeedSet {
    std::uint64_t number = 0;
    std::vector<Place> places;  // ascending

    [[nodiscard]] std::size_t majority() const { return places.size() / 2 + 1; }
    [[nodiscard]] bool contains(Place place) const {
        return std::find(places.begin(), places.end(), place) != places.end();
    }
    friend bool operator==(const SeedSet&, const SeedSet&) = default;
};

struct View {
    std::uint64_t revision = 0;
    Epoch epoch{1};
    SeedSet seeds;
    std::size_t seeds_wanted = 3;  // 1, 3 or 5
    int replicas = 3;              // N of the map
    std::vector<Member> members;
    ring::PartitionMap map;
    std::vector<Epoch> since;  // by partition: when its list last changed
    std::vector<Job> jobs;     // by id
    std::vector<Move> moves;   // by partition

    [[nodiscard]] const Member* member(NodeId id) const {
        const auto at = std::lower_bound(
            members.begin(), members.end(), id,
            [](const Member& member, NodeId wanted) { return member.node.id < wanted; });
        return at != members.end() && at->node.id == id ? &*at : nullptr;
    }
    [[nodiscard]] const Member* member_at(Place place) const {
        const auto at = std::find_if(members.begin(), members.end(), [&](const Member& member) {
            return member.node.place == place;
        });
        return at != members.end() ? &*at : nullptr;
    }
    [[nodiscard]] const Job* job(JobId id) const {
        const auto at =
            std::lower_bound(jobs.begin(), jobs.end(), id,
                             [](const Job& job, JobId wanted) { return job.id < wanted; });
        return at != jobs.end() && at->id == id ? &*at : nullptr;
    }
    // What is to become of the partition's list, or null: it stays.
    [[nodiscard]] const Move* move(PartitionId partition) const {
        const auto at = std::lower_bound(
            moves.begin(), moves.end(), partition,
            [](const Move& move, PartitionId wanted) { return move.partition < wanted; });
        return at != moves.end() && at->partition == partition ? &*at : nullptr;
    }
    // The nodes that hold a partition for a job now.
    [[nodiscard]] ReplicaSet replica_set(const Job& job, PartitionId partition) const {
        const auto list = map.preference(partition);
        const auto size = std::min(list.size(), static_cast<std::size_t>(job.replicas));
        return {since[partition.value],
                {list.begin(), list.begin() + static_cast<std::ptrdiff_t>(size)}};
    }
    friend bool operator==(const View&, const View&) = default;
};

using ViewPtr = std::shared_ptr<const View>;

}  // namespace kura::cluster::view
