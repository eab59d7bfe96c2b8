#include "cluster/search/takeover.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace kura::cluster::search {
namespace {

TEST(TakeoverTest, NeedsTheSealQuorumOfEverySet) {
    // Goal: N-W+1 of each set in the chain. Method: two sets, answers one by one.
    const std::vector<view::ReplicaSet> chain{{Epoch{1}, {NodeId{1}, NodeId{2}, NodeId{3}}},
                                              {Epoch{2}, {NodeId{3}, NodeId{4}, NodeId{5}}}};
    Takeover takeover(PartitionId{1}, Epoch{3}, NodeId{5});
    const view::ReplicaSet to_be{Epoch{3}, {NodeId{5}, NodeId{4}, NodeId{6}}};
    EXPECT_EQ(takeover.due(chain, to_be, Instant(), Duration(1)).size(), 5U) << "all but itself";
    const auto answer = [&](std::uint64_t node) {
        const Sealed sealed{.partition = PartitionId{1},
                            .epoch = Epoch{3},
                            .cursor = "",
                            .records = Records(4),
                            .is_complete = true};
        takeover.answered(NodeId{node}, sealed);
        return takeover.is_done(chain, 2, BrokenRule::none);
    };
    EXPECT_FALSE(answer(4)) << "the second set has two with itself; the first has none";
    EXPECT_FALSE(answer(1));
    EXPECT_TRUE(answer(2));
}

}  // namespace
}  // namespace kura::cluster::search
