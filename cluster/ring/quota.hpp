// Quotas: how many partitions each member should own, and of how many it should keep a replica.
// Shape:    water filling: shares in proportion to weight, within a floor and a cap for each claim
// Units:    fixed point, kQuotaUnit to one partition, so that nothing depends on floating point
// Invariants: a claim's share lies within its bounds; shares add up to the total, less rounding
//           (below one part in kQuotaUnit a claim)
// Threads:  pure functions
// Source:   ARCHITECTURE.md, "Ring"; the freezing rule is that of CSS flexible boxes
#pragma once

#include "cluster/ring/partition_map.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace kura::cluster::ring {

inline constexpr std::int64_t kQuotaUnit = std::int64_t{1} << 20;

struct Claim {
    std::uint64_t weight = 1;  // at least 1
    std::int64_t floor = 0;
    std::int64_t cap = 0;
};

// Requires: the floors add up to at most `total`, the caps to at least.
std::vector<std::int64_t> share_out(std::int64_t total, std::span<const Claim> claims);

// What a member should hold, as a band of whole partitions around its exact share.
struct Quota {
    std::int64_t share = 0;

    [[nodiscard]] int lower() const { return static_cast<int>(share / kQuotaUnit); }
    [[nodiscard]] int upper() const {
        return static_cast<int>((share + kQuotaUnit - 1) / kQuotaUnit);
    }
};

// Owned partitions: by weight alone.
std::vector<Quota> owner_quotas(std::span<const RingMember> members, std::uint32_t partitions);

// Replicas, owned ones included: by weight, as far as "distinct nodes, distinct zones first"
// allows. Requires: copies <= members.size().
std::vector<Quota> replica_quotas(std::span<const RingMember> members, std::uint32_t partitions,
                                  int copies);

}  // namespace kura::cluster::ring
