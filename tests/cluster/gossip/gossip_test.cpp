#include "tests/cluster/gossip/gossip_world.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace kura::cluster::gossip {
namespace {

constexpr Duration kSecond{1'000'000};

TEST(GossipTest, NodesFindEachOtherThroughOne) {
    // Goal: joining. Method: 3 to 100 nodes that know only the first; all must see all.
    for (const int nodes : {3, 10, 40, 100}) {
        GossipWorld world(1, nodes);
        world.run_for(6 * kSecond);
        EXPECT_TRUE(world.is_complete()) << nodes;
        EXPECT_EQ(world.count(PeerChange::suspected), 0) << nodes;
    }
}

TEST(GossipTest, HalvesThatStartApartFindEachOtherByTheAddressesTheyKnow) {
    // Goal: a cluster that starts again as a whole comes together whoever meets first. Method: four
    // nodes that know all addresses and nobody, and only two and two hear each other at first.
    GossipWorld world(1, 0);
    for (int n = 0; n < 4; ++n) {
        world.add_node(-1);
    }
    world.cut({0, 1});
    for (int n = 0; n < 4; ++n) {
        JoinVia others;
        for (int other = 0; other < 4; ++other) {
            if (other != n) {
                others.addresses.push_back("node" + std::to_string(other));
            }
        }
        world.tell(n, others);
    }
    world.run_for(Duration(3'000'000));
    EXPECT_EQ(world.observers(0, Status::alive), 1);
    world.heal();
    world.run_for(Duration(10'000'000));
    EXPECT_TRUE(world.is_complete());
}

TEST(GossipTest, ADeadNodeIsFoundInSeconds) {
    // Goal: detection time. Method: crash one of n, 20 seeds; the time until the first and until
    // all others report it dead. Bounds: a period to be probed (1.58 on average), one more until
    // the suspicion, 4 to 6 periods of suspicion when confirmed, times log10(n).
    for (const int nodes : {3, 5, 10, 40}) {
        Duration first_total{0};
        Duration worst{0};
        for (std::uint64_t seed = 1; seed <= 10; ++seed) {
            GossipWorld world(seed, nodes);
            world.run_for(8 * kSecond);
            world.forget_seen();
            world.crash(1);
            const Instant crashed = world.now();
            world.run_for(20 * kSecond);
            ASSERT_EQ(world.observers(1, Status::dead), nodes - 1) << nodes << " seed " << seed;
            ASSERT_EQ(world.count(PeerChange::died), nodes - 1) << "only that node";
            bool is_first = true;
            for (const Seen& entry : world.seen()) {
                if (entry.change == PeerChange::died) {
                    first_total += is_first ? entry.when - crashed : Duration(0);
                    is_first = false;
                    worst = std::max(worst, entry.when - crashed);
                }
            }
        }
        const double mean = static_cast<double>(first_total.count()) / 10e6;
        RecordProperty("mean_s_" + std::to_string(nodes), std::to_string(mean));
        EXPECT_LT(mean, nodes <= 10 ? 2.5 : 4.5) << nodes;
        EXPECT_LT(worst, (nodes <= 10 ? 5 : 8) * kSecond) << nodes;
    }
}

TEST(GossipTest, NobodyDiesOfBusyProcessorsOrLoss) {
    // Goal: no false death where solver threads take all cores. Method: all nodes handle every
    // packet and tick up to 300 ms late, then a third of them up to 500 ms, with 5% loss, for two
    // minutes each.
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        GossipWorld world(seed, 8);
        world.run_for(5 * kSecond);
        world.set_loss(5);
        for (int n = 0; n < 8; ++n) {
            world.set_slow(n, Duration(300'000));
        }
        world.run_for(120 * kSecond);
        EXPECT_EQ(world.count(PeerChange::died), 0) << seed;
        for (int n = 0; n < 8; ++n) {
            world.set_slow(n, Duration(n % 3 == 0 ? 500'000 : 0));
        }
        world.run_for(120 * kSecond);
        EXPECT_EQ(world.count(PeerChange::died), 0) << seed;
    }
}

TEST(GossipTest, AStoppedNodeAccusesNobodyWhenItGoesOn) {
    // Goal: time in which a node did not run proves nothing about the others. Method: stop one for
    // 30 s (it is declared dead), let it go on: it declares nobody dead and is taken in again.
    GossipWorld world(4, 6);
    world.run_for(5 * kSecond);
    world.pause(2, 30 * kSecond);
    world.run_for(25 * kSecond);
    EXPECT_EQ(world.observers(2, Status::dead), 5);
    world.forget_seen();
    world.run_for(25 * kSecond);
    for (const Seen& entry : world.seen()) {
        EXPECT_FALSE(entry.observer == 2 && entry.change == PeerChange::died);
    }
    EXPECT_TRUE(world.is_complete());
    EXPECT_GT(world.core(2).counters().refutations, 0U);
}

TEST(GossipTest, HalvesOfACutFindEachOtherAgain) {
    // Goal: partition and heal. Method: cut 3 of 8 off for 40 s: each side loses the other and
    // keeps itself; after healing all see all.
    GossipWorld world(5, 8);
    world.run_for(5 * kSecond);
    world.cut({0, 1, 2});
    world.run_for(40 * kSecond);
    EXPECT_EQ(world.observers(0, Status::dead), 5);
    EXPECT_EQ(world.observers(0, Status::alive), 2);
    EXPECT_EQ(world.observers(7, Status::dead), 3);
    world.heal();
    world.run_for(30 * kSecond);
    EXPECT_TRUE(world.is_complete());
}

TEST(GossipTest, ALeavingNodeIsNotSuspected) {
    // Goal: graceful leave. Method: one leaves; all see it left within two seconds, nobody
    // suspects.
    GossipWorld world(6, 8);
    world.run_for(5 * kSecond);
    world.forget_seen();
    world.tell(3, LeaveCluster{});
    world.run_for(2 * kSecond);
    EXPECT_EQ(world.observers(3, Status::left), 7);
    world.run_for(20 * kSecond);
    EXPECT_EQ(world.count(PeerChange::suspected), 0);
    EXPECT_EQ(world.count(PeerChange::left), 7);
}

TEST(GossipTest, TheNextLifeEndsTheOldOneAtOnce) {
    // Goal: a restart under the same address needs no suspicion time. Method: restart a node with a
    // new id at once; the old id is dead before a suspicion could have expired.
    GossipWorld world(7, 5);
    world.run_for(5 * kSecond);
    world.forget_seen();
    world.start(4, 0);
    world.run_for(2 * kSecond);
    EXPECT_EQ(world.observers(4, Status::alive), 4) << "the new life";
    EXPECT_EQ(world.count(PeerChange::died), 5) << "the old one, at all, itself included";
    EXPECT_EQ(world.count(PeerChange::suspected), 0);
}

TEST(GossipTest, NewDescriptionsReachAll) {
    // Goal: metadata travels with a higher incarnation. Method: change one node's weight.
    GossipWorld world(8, 10);
    world.run_for(5 * kSecond);
    Description heavier;
    heavier.address = "node3";
    heavier.weight = 9;
    world.tell(3, DescribeSelf{heavier});
    world.run_for(2 * kSecond);
    for (int n = 0; n < 10; ++n) {
        for (const Peer& peer : world.core(n).peers()) {
            if (peer.node == world.core(3).self()) {
                EXPECT_EQ(peer.description.weight, 9U) << n;
            }
        }
    }
    EXPECT_EQ(world.count(PeerChange::updated), 9);
}

TEST(GossipTest, AForeignProtocolIsNotTakenIn) {
    // Goal: version ranges that don't overlap keep nodes apart, with a word about it. Method: a
    // joiner from the future.
    GossipWorld world(9, 3);
    world.run_for(5 * kSecond);
    world.set_protocol({.lowest = 7, .highest = 9});
    const int stranger = world.add_node();
    world.run_for(5 * kSecond);
    EXPECT_EQ(world.observers(stranger, Status::alive), 0);
    EXPECT_GT(world.count(PeerChange::incompatible), 0);
}

TEST(GossipTest, WhatIsBeyondTheLimitsIsDropped) {
    // Goal: nothing from outside grows without bound. Method: oversized and foreign packets.
    GossipWorld world(10, 1);
    Packet packet{.cluster = 7,
                  .from = NodeId{50},
                  .reply_to = "node0",
                  .body = RumoursOnly{},
                  .rumours = {}};
    Rumour rumour{.node = NodeId{51},
                  .incarnation = Incarnation{1},
                  .status = Status::alive,
                  .source = NodeId{51},
                  .description = {}};
    rumour.description.metadata.assign(kMetadataBytesMax + 1, 'x');
    packet.rumours = {rumour};
    world.tell(0, PacketArrived{packet});
    EXPECT_TRUE(world.core(0).peers().empty());
    packet.rumours.clear();
    packet.cluster = 8;
    world.tell(0, PacketArrived{packet});
    packet.cluster = 7;
    packet.rumours.assign(kRumoursMax + 1, Rumour{});
    world.tell(0, PacketArrived{packet});
    EXPECT_EQ(world.core(0).counters().dropped, 3U);
    for (std::uint64_t id = 100; id < 100 + 2 * kMembersMax; ++id) {
        rumour.node = NodeId{id};
        rumour.description.metadata.clear();
        packet.rumours = {rumour};
        world.tell(0, PacketArrived{packet});
    }
    EXPECT_LT(world.core(0).peers().size(), kMembersMax);
}

TEST(GossipTest, TrafficPerNodeDoesNotGrowWithTheCluster) {
    // Goal: SWIM's constant load. Method: packets per node and second of a quiet cluster.
    for (const int nodes : {5, 40}) {
        GossipWorld world(11, nodes);
        world.run_for(20 * kSecond);
        const std::uint64_t before = world.packets();
        world.run_for(10 * kSecond);
        const double rate = static_cast<double>(world.packets() - before) / (10.0 * nodes);
        EXPECT_LT(rate, 10.0) << nodes;
    }
}

}  // namespace
}  // namespace kura::cluster::gossip
