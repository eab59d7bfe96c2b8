// Partition map: which nodes hold which part of the hash space.
// The ring of consistent hashing is cut into equal partitions by the top bits of the 64-bit
// placement hash; a node's virtual nodes are the partitions it owns. The map is explicit: it is
// computed once by placement.hpp and kept in the view, so no two nodes can compute it differently.
// Shape:    one preference list a partition, all of the same length, the owner first
// Invariants: the nodes of a list are distinct
// Threads:  plain values
#pragma once

#include "cluster/base/ids.hpp"
#include "cluster/base/limits.hpp"
#include "solver/base/assert.hpp"

#include <bit>
#include <cstdint>
#include <span>
#include <vector>

namespace kura::cluster::ring {

struct RingMember {
    NodeId id;
    Place place;               // what partitions are drawn by
    Zone zone;                 // rack or data centre
    std::uint32_t weight = 1;  // 1..kWeightMax

    friend bool operator==(const RingMember&, const RingMember&) = default;
};

class PartitionMap {
  public:
    PartitionMap() = default;
    // Requires: partitions is a power of two up to kPartitionsMax; copies up to kReplicasMax.
    PartitionMap(std::uint32_t partitions, int copies)
        : partitions_(partitions),
          copies_(static_cast<std::size_t>(copies)),
          nodes_(partitions * copies_) {
        KURA_ASSERT(std::has_single_bit(partitions) && partitions <= kPartitionsMax, partitions);
        KURA_ASSERT(copies >= 0 && copies <= kReplicasMax, copies);
    }

    [[nodiscard]] std::uint32_t partitions() const { return partitions_; }
    [[nodiscard]] int copies() const { return static_cast<int>(copies_); }
    [[nodiscard]] bool empty() const { return nodes_.empty(); }

    [[nodiscard]] std::span<const NodeId> preference(PartitionId partition) const {
        return std::span(nodes_).subspan(partition.value * copies_, copies_);
    }
    [[nodiscard]] std::span<NodeId> preference(PartitionId partition) {
        return std::span(nodes_).subspan(partition.value * copies_, copies_);
    }
    // Requires: !empty().
    [[nodiscard]] NodeId owner(PartitionId partition) const {
        return nodes_[partition.value * copies_];
    }
    [[nodiscard]] PartitionId partition_of(std::uint64_t placement_hash) const {
        // Two shifts: one by 64 is undefined when there is one partition.
        const int bits = std::countr_zero(partitions_);
        return PartitionId{static_cast<std::uint32_t>(placement_hash >> 1 >> (63 - bits))};
    }

    friend bool operator==(const PartitionMap&, const PartitionMap&) = default;

  private:
    std::uint32_t partitions_ = 0;
    std::size_t copies_ = 0;
    std::vector<NodeId> nodes_;
};

}  // namespace kura::cluster::ring
