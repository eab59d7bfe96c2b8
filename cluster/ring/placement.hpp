// Placement: a new partition map from the old one and the members there are now.
// Owners by weight to the nearest partition; N distinct nodes a partition, distinct zones first;
// as little movement as those rules allow. A node that joins takes partitions only for itself;
// those of one that leaves go first to nodes that hold a replica already.
// Shape:    a pure function, (old map, members) -> (map, report)
// Units:    shares in thousandths
// Invariants: (1) owned partitions: floor or ceiling of the exact share by weight; (2) every list
//           has min(N, members) distinct nodes in min(N, zones, members) distinct zones
// Errors:   none; what the members do not allow is done as well as can be and reported
// Source:   ARCHITECTURE.md, "Ring"; rendezvous scores (Thaler, Ravishankar 1996)
#pragma once

#include "cluster/ring/partition_map.hpp"

#include <cstdint>
#include <span>

namespace kura::cluster::ring {

struct PlacementReport {
    int copies = 0;                  // of each partition: N, or all members where they are fewer
    bool is_short_of_nodes = false;  // fewer members than N
    int zones = 0;                   // distinct zones in each list
    bool is_short_of_zones = false;  // fewer zones than copies: some share one
    // The largest difference of a member's part from its part of the weight, relative to the
    // latter. Zones or weights may make it unavoidable for replicas.
    int owner_error_permille = 0;
    int replica_error_permille = 0;
    int beyond_quota = 0;  // replicas beyond or short of what zones and weights would allow
    std::uint32_t owners_moved = 0;
    std::uint32_t replicas_moved = 0;  // (partition, node) pairs that were not there before
};

struct Placement {
    PartitionMap map;
    PlacementReport report;
};

struct PlacementOptions {
    std::uint32_t partitions = kPartitionsDefault;  // a power of two
    int replicas = 3;                               // N
};

// Requires: members have distinct ids and weights in 1..kWeightMax; an old map that is not empty
// has as many partitions. Cost: O(members * partitions * log(partitions)), a few ms for ten nodes.
Placement place(const PartitionMap& old, std::span<const RingMember> members,
                const PlacementOptions& options);

}  // namespace kura::cluster::ring
