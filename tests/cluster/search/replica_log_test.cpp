#include "cluster/search/replica_log.hpp"

#include "tests/cluster/search/keys.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace kura::cluster::search {
namespace {

const view::ReplicaSet kThree{Epoch{4}, {NodeId{1}, NodeId{2}, NodeId{3}}};

// Whose table is empty, so that no replica lacks anything.
ReplicaLog log_of_nothing() {
    ReplicaLog log(PartitionId{1}, kThree, NodeId{1}, 2, 4);
    log.set_held(NodeId{2}, {}, {});
    log.set_held(NodeId{3}, {}, {});
    return log;
}

TEST(ReplicaLogTest, CommitsAtTheQuorumAndAcceptsNoGaps) {
    // Goal: W of N, cumulative. Method: N=3, W=2; acknowledgements out of order.
    ReplicaLog log = log_of_nothing();
    for (std::uint32_t n = 0; n < 4; ++n) {
        log.append(bytes(key_of(n)), n + 1);
    }
    log.wait(77);
    std::vector<std::uint64_t> ready;
    const auto note = [&](std::uint64_t id) { ready.push_back(id); };
    EXPECT_FALSE(log.acknowledge(NodeId{2}, 2, 4)) << "0 and 1 are missing";
    EXPECT_EQ(log.committed(), 0U);
    EXPECT_TRUE(log.acknowledge(NodeId{2}, 0, 3));
    EXPECT_EQ(log.committed(), 3U);
    log.take_ready(note);
    EXPECT_TRUE(ready.empty());
    EXPECT_TRUE(log.acknowledge(NodeId{3}, 0, 4));
    log.take_ready(note);
    log.take_ready(note);
    EXPECT_EQ(ready, std::vector<std::uint64_t>{77}) << "told once";
    EXPECT_FALSE(log.is_everywhere());
    log.acknowledge(NodeId{2}, 3, 4);
    EXPECT_TRUE(log.is_everywhere());
    EXPECT_FALSE(log.acknowledge(NodeId{9}, 0, 4)) << "a stranger";
}

TEST(ReplicaLogTest, ResendsFromTheLastAcknowledgement) {
    // Goal: loss costs a resend. Method: take a message, let time pass, take it again.
    const SearchOptions options;
    ReplicaLog log = log_of_nothing();
    log.append(bytes(key_of(1)), 5);
    Instant now(Duration(1'000'000));
    Replicate message{{}, Records(4)};
    ASSERT_TRUE(log.extend(message, NodeId{2}, now, options));
    EXPECT_FALSE(log.extend(message, NodeId{2}, now, options)) << "under way";
    ASSERT_TRUE(log.extend(message, NodeId{2}, now + options.resend, options));
    ASSERT_EQ(message.stretches.size(), 2U);
    EXPECT_EQ(message.stretches[1], message.stretches[0]);
    EXPECT_EQ(message.stretches[1], (Stretch{PartitionId{1}, 1, Epoch{4}, 0, 1}));
    EXPECT_EQ(message.records.size(), 2U);
}

TEST(ReplicaLogTest, WhoLacksTheTableCountsForNothing) {
    // Goal: a commit means that W replicas can give everything to a successor. Method: replicas
    // that acknowledge the log but have only pieces of the table.
    SearchOptions options;
    options.batch_records = 8;
    RecordTable table(4, 8, std::size_t{1} << 26);
    const PartitionId p{1};
    for (std::uint32_t n = 0; n < 20; ++n) {
        table.merge(p, bytes(key_of(n)), 7);
    }
    ReplicaLog log(p, kThree, NodeId{1}, 2, 4);
    log.append(bytes(key_of(1)), 9);
    log.wait(77);
    std::vector<std::uint64_t> ready;
    const auto note = [&](std::uint64_t id) { ready.push_back(id); };
    EXPECT_FALSE(log.acknowledge(NodeId{2}, 0, 1));
    EXPECT_FALSE(log.is_established());
    Instant now(Duration(1'000'000));
    std::size_t copied = 0;
    for (int piece = 0; !log.is_established(); ++piece) {
        ASSERT_LT(piece, 10);
        Replicate message{{}, Records(4)};
        ASSERT_TRUE(log.extend_copy(message, NodeId{2}, table, now, options));
        EXPECT_FALSE(log.extend_copy(message, NodeId{2}, table, now, options)) << "under way";
        ASSERT_EQ(message.stretches.size(), 1U);
        const Stretch& stretch = message.stretches[0];
        EXPECT_EQ(stretch.from, stretch.to);
        EXPECT_EQ(stretch.count, message.records.size());
        copied += stretch.count;
        log.take_ready(note);
        EXPECT_TRUE(ready.empty());
        EXPECT_FALSE(log.acknowledge_copy(NodeId{2}, stretch.from + 1)) << "no such piece";
        EXPECT_FALSE(log.acknowledge_copy(NodeId{3}, stretch.from)) << "another's";
        log.acknowledge_copy(NodeId{2}, stretch.from);
    }
    EXPECT_EQ(copied, 20U);
    EXPECT_TRUE(log.is_committed());
    log.take_ready(note);
    EXPECT_EQ(ready, std::vector<std::uint64_t>{77});
    EXPECT_FALSE(log.is_copied()) << "the other one still lacks it";
}

TEST(ReplicaLogTest, ASetThatLostAReplicaIsEstablishedWhenTheOthersHaveWhatItHad) {
    // Goal: the register may forget the set before only when nothing depends on it. Method: a
    // record that only the owner and the lost replica hold, then other replicas.
    ReplicaLog log = log_of_nothing();
    log.append(bytes(key_of(1)), 5);
    ASSERT_TRUE(log.acknowledge(NodeId{2}, 0, 1));
    ASSERT_TRUE(log.is_committed());
    log.change_set({Epoch{6}, {NodeId{1}, NodeId{3}, NodeId{4}}}, 2);
    EXPECT_FALSE(log.is_established()) << "node 3 lacks the record, node 4 all";
    EXPECT_FALSE(log.acknowledge(NodeId{4}, 1, 1)) << "it lacks the table";
    EXPECT_FALSE(log.is_established());
    EXPECT_TRUE(log.acknowledge(NodeId{3}, 0, 1));
    EXPECT_TRUE(log.is_established());
    EXPECT_TRUE(log.is_committed());
    EXPECT_TRUE(log.has_spoken_in(Epoch{4}));
    EXPECT_FALSE(log.has_spoken_in(Epoch{3}));
    EXPECT_FALSE(log.has_spoken_in(Epoch{7}));
}

TEST(ReplicaLogTest, AReplicaAloneCommitsAtOnce) {
    // Goal: N=1 waits for nobody. Method: a set of one.
    ReplicaLog log(PartitionId{1}, {Epoch{1}, {NodeId{1}}}, NodeId{1}, 1, 4);
    log.append(bytes(key_of(1)), 5);
    EXPECT_TRUE(log.is_committed());
}

}  // namespace
}  // namespace kura::cluster::search
