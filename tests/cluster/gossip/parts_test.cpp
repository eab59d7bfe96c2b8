#include "cluster/gossip/rumour_queue.hpp"
#include "cluster/gossip/suspicion.hpp"

#include <gtest/gtest.h>

namespace kura::cluster::gossip {
namespace {

TEST(SuspicionTest, ConfirmationsShortenIt) {
    // Goal: the published formula. Method: 10 members, factor 4: 6 s alone, 1 s with two more.
    const GossipOptions options;
    Suspicion suspicion(NodeId{1}, 10, options, Instant());
    EXPECT_EQ(suspicion.deadline(), Instant(Duration(6'000'000)));
    EXPECT_FALSE(suspicion.confirm(NodeId{1})) << "the same accuser";
    EXPECT_TRUE(suspicion.confirm(NodeId{2}));
    EXPECT_NEAR(static_cast<double>(suspicion.deadline().time_since_epoch().count()), 2.8455e6,
                1e3);
    EXPECT_TRUE(suspicion.confirm(NodeId{3}));
    EXPECT_EQ(suspicion.deadline(), Instant(Duration(1'000'000)));
    EXPECT_FALSE(suspicion.confirm(NodeId{4})) << "enough";
    suspicion.postpone(Duration(5));
    EXPECT_EQ(suspicion.deadline(), Instant(Duration(1'000'005)));
}

TEST(SuspicionTest, TooFewMembersToConfirmMeansTheShortTime) {
    // Goal: three nodes don't wait for accusers that can't exist. Method: 3 members.
    EXPECT_EQ(Suspicion(NodeId{1}, 3, {}, Instant()).deadline(), Instant(Duration(1'000'000)));
}

TEST(RumourQueueTest, TellsTheLeastToldFirstAndForgets) {
    // Goal: fair dissemination within a budget. Method: two rumours, room for one.
    RumourQueue queue;
    queue.push({.node = NodeId{1},
                .incarnation = {},
                .status = Status::alive,
                .source = {},
                .description = {}});
    queue.push({.node = NodeId{2},
                .incarnation = {},
                .status = Status::alive,
                .source = {},
                .description = {}});
    EXPECT_EQ(queue.take(50, 2).at(0).node, NodeId{2});
    EXPECT_EQ(queue.take(50, 2).at(0).node, NodeId{1});
    EXPECT_EQ(queue.take(1000, 2).size(), 2U);
    EXPECT_TRUE(queue.empty());
}

TEST(RumourQueueTest, NewsReplacesOlderNewsOfTheSameNode) {
    // Goal: one rumour a node. Method: push twice.
    RumourQueue queue;
    queue.push({.node = NodeId{1},
                .incarnation = Incarnation{1},
                .status = Status::alive,
                .source = {},
                .description = {}});
    queue.push({.node = NodeId{1},
                .incarnation = Incarnation{1},
                .status = Status::dead,
                .source = {},
                .description = {}});
    const auto taken = queue.take(1000, 4);
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(taken[0].status, Status::dead);
}

}  // namespace
}  // namespace kura::cluster::gossip
