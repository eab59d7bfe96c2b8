#include "cluster/ring/quota.hpp"

#include "solver/base/rng.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

namespace kura::cluster::ring {
namespace {

TEST(QuotaTest, SharesFollowWeightsWithinBounds) {
    // Goal: shares add up, keep their bounds, and are in proportion where no bound binds. Method:
    // random claims; two unbound claims are compared by cross multiplication.
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        base::Rng rng(seed);
        const std::size_t count = 1 + rng.below(9);
        std::vector<Claim> claims(count);
        std::int64_t floors = 0;
        std::int64_t caps = 0;
        for (Claim& claim : claims) {
            claim.weight = 1 + rng.below(20);
            claim.floor = static_cast<std::int64_t>(rng.below(100)) * kQuotaUnit;
            claim.cap = claim.floor + static_cast<std::int64_t>(rng.below(300)) * kQuotaUnit;
            floors += claim.floor;
            caps += claim.cap;
        }
        const auto span = static_cast<std::uint64_t>((caps - floors) / kQuotaUnit);
        const std::int64_t total =
            floors + static_cast<std::int64_t>(rng.below(span + 1)) * kQuotaUnit;
        const std::vector<std::int64_t> shares = share_out(total, claims);
        const std::int64_t sum = std::accumulate(shares.begin(), shares.end(), std::int64_t{0});
        EXPECT_LE(std::abs(sum - total), 2 * static_cast<std::int64_t>(count)) << seed;
        for (std::size_t i = 0; i < count; ++i) {
            EXPECT_GE(shares[i], claims[i].floor);
            EXPECT_LE(shares[i], claims[i].cap);
            for (std::size_t j = 0; j < count; ++j) {
                // i gets more than its due against j only if i is at its floor or j at its cap.
                const double rate_i = static_cast<double>(shares[i]) / double(claims[i].weight);
                const double rate_j = static_cast<double>(shares[j]) / double(claims[j].weight);
                if (shares[i] > claims[i].floor && shares[j] < claims[j].cap) {
                    EXPECT_LE(rate_i, rate_j + 4) << seed;
                }
            }
        }
    }
}

TEST(QuotaTest, ReplicasOfAHeavyNodeAreCappedAtOneEach) {
    // Goal: nobody is asked to hold two copies of one partition. Method: one node with most weight.
    const std::vector<RingMember> members = {
        {.id = NodeId{1}, .place = Place{1}, .zone = Zone{1}, .weight = 100},
        {.id = NodeId{2}, .place = Place{2}, .zone = Zone{2}, .weight = 1},
        {.id = NodeId{3}, .place = Place{3}, .zone = Zone{3}, .weight = 1}};
    const std::vector<Quota> quotas = replica_quotas(members, 64, 2);
    EXPECT_EQ(quotas[0].upper(), 64);
    EXPECT_EQ(quotas[1].lower(), 32);
    EXPECT_EQ(quotas[2].lower(), 32);
}

}  // namespace
}  // namespace kura::cluster::ring
