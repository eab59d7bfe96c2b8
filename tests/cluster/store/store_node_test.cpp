#include "tests/cluster/store/requests.hpp"
#include "tests/cluster/store/store_world.hpp"

#include <gtest/gtest.h>

#include <string>

namespace kura::cluster::store {
namespace {

std::string text(const std::vector<std::uint8_t>& bytes) {
    return {bytes.begin(), bytes.end()};
}

TEST(StoreNodeTest, AnyNodeTakesAnyRequest) {
    // Goal: what one node wrote, every other reads. Method: all pairs of five nodes, three
    // replicas.
    StoreWorld world(1, calm());
    ASSERT_TRUE(world.settle(Duration{5'000'000}));
    for (std::size_t n = 0; n < world.nodes(); ++n) {
        const std::string key = "key" + std::to_string(n);
        const Answer wrote = world.ask(n, put_of(key, "value"));
        EXPECT_EQ(wrote.outcome, Outcome::ok) << wrote.reason;
        EXPECT_FALSE(wrote.is_weak);
        for (std::size_t m = 0; m < world.nodes(); ++m) {
            EXPECT_EQ(world.ask(m, Get{key, 0, {}}).values, std::vector<std::string>{"value"});
        }
    }
    EXPECT_TRUE(world.ask(0, Get{"nothing", 0, {}}).values.empty());
}

TEST(StoreNodeTest, ConcurrentWritesAreSiblingsUntilSomebodyHasSeenThem) {
    // Goal: no write is lost to another that did not know it.
    StoreWorld world(1, calm());
    ASSERT_TRUE(world.settle(Duration{5'000'000}));
    world.ask(0, put_of("key", "a"));
    world.ask(1, put_of("key", "b"));
    const Answer both = world.ask(2, Get{"key", 0, {}});
    EXPECT_EQ(both.values.size(), 2U);
    const Answer wrote = world.ask(3, put_of("key", "c", both.context));
    EXPECT_EQ(world.ask(4, Get{"key", 0, {}}).values, std::vector<std::string>{"c"});
    Put gone = put_of("key", "", wrote.context);
    gone.is_delete = true;
    EXPECT_EQ(world.ask(0, gone).outcome, Outcome::ok);
    EXPECT_TRUE(world.ask(1, Get{"key", 0, {}}).values.empty());
}

TEST(StoreNodeTest, TooManySiblingsAreRefused) {
    // Goal: a document stays bounded. Method: writers that never read.
    StoreWorld world(1, calm(3));
    ASSERT_TRUE(world.settle(Duration{5'000'000}));
    for (std::size_t i = 0; i < kSiblingsMax; ++i) {
        EXPECT_EQ(world.ask(0, put_of("key", std::to_string(i))).outcome, Outcome::ok);
    }
    const Answer refused = world.ask(0, put_of("key", "one more"));
    EXPECT_EQ(refused.outcome, Outcome::conflict);
    EXPECT_NE(refused.reason, "");
}

TEST(StoreNodeTest, WhatIsBeyondTheLimitsIsRefused) {
    // Goal: one clear answer each.
    StoreWorld world(1, calm(3));
    ASSERT_TRUE(world.settle(Duration{5'000'000}));
    const Context strange{Clock({{{NodeId{1}, 0}, kCounterMax + 1}}), {}};
    EXPECT_EQ(world.ask(0, put_of("", "v")).outcome, Outcome::bad_request);
    EXPECT_EQ(world.ask(0, Get{std::string(251, 'k'), 0, {}}).outcome, Outcome::bad_request);
    EXPECT_EQ(world.ask(0, put_of("k", std::string(kValueBytesMax + 1, 'v'))).outcome,
              Outcome::bad_request);
    EXPECT_EQ(world.ask(0, put_of("k", "v", strange)).outcome, Outcome::bad_request);
    EXPECT_EQ(world.ask(0, batch_of({}, {})).outcome, Outcome::bad_request);
    Batch uneven = batch_of({{"key1", "val1"}}, {});
    uneven.value_bytes = 5;
    EXPECT_EQ(world.ask(0, uneven).outcome, Outcome::bad_request);
    EXPECT_EQ(world.ask(0, put_of("k", std::string(kValueBytesMax, 'v'))).outcome, Outcome::ok);
}

TEST(StoreNodeTest, WithoutAQuorumItSaysSoInTime) {
    // Goal: never a hang, never a false success. Method: two of three replicas are down.
    StoreWorld world(1, calm());
    ASSERT_TRUE(world.settle(Duration{5'000'000}));
    const std::vector<std::size_t> holders = world.holders("key");
    world.crash(holders[1]);
    world.crash(holders[2]);
    const Answer wrote = world.ask(holders[0], put_of("key", "value"));
    EXPECT_EQ(wrote.outcome, Outcome::unavailable);
    EXPECT_NE(wrote.reason.find("1 of 3 replicas answered in time, 2 are needed"),
              std::string::npos)
        << wrote.reason;
    const Answer read = world.ask(world.others("key")[0], Get{"key", 0, {}});
    EXPECT_EQ(read.outcome, Outcome::unavailable);
    EXPECT_NE(read.reason, "NO ANSWER");
    const Answer weak = world.ask(holders[0], Get{"key", 1, {}});
    EXPECT_EQ(weak.outcome, Outcome::ok);
    EXPECT_TRUE(weak.is_weak);
}

TEST(StoreNodeTest, ACopyIsKeptForAReplicaThatIsAway) {
    // Goal: hinted hand-off; it counts towards W only where that was asked for. Method: two of
    // three replicas can't be reached, then can again.
    StoreWorld world(1, calm());
    ASSERT_TRUE(world.settle(Duration{5'000'000}));
    const std::vector<std::size_t> holders = world.holders("key");
    for (std::size_t n = 0; n < world.nodes(); ++n) {
        for (const std::size_t away : {holders[1], holders[2]}) {
            if (n != away) {
                world.cut(n, away);
            }
        }
    }
    Put sloppy = put_of("key", "value");
    sloppy.is_sloppy = true;
    const Answer wrote = world.ask(holders[0], sloppy);
    EXPECT_EQ(wrote.outcome, Outcome::ok) << wrote.reason;
    EXPECT_TRUE(wrote.is_weak);
    EXPECT_EQ(world.ask(holders[0], put_of("key", "strict")).outcome, Outcome::unavailable);
    std::size_t kept = 0;
    for (const std::size_t other : world.others("key")) {
        kept += world.core(other).kept_copies();
    }
    EXPECT_GE(kept, 2U);
    world.heal();
    EXPECT_TRUE(world.settle(Duration{5'000'000}));
    for (const std::size_t holder : holders) {
        EXPECT_NE(world.core(holder).find("key"), nullptr);
    }
}

TEST(StoreNodeTest, RequestsBeyondTheBoundAreRefusedAtOnce) {
    // Goal: back-pressure. Method: a node whose peers are down gets more than it may hold.
    WorldOptions options = calm(3);
    options.store.requests_max = 10;
    StoreWorld world(1, options);
    ASSERT_TRUE(world.settle(Duration{5'000'000}));
    world.crash(1);
    world.crash(2);
    for (std::uint64_t i = 0; i < 10; ++i) {
        world.tell(0, ClientAsked{100 + i, put_of("key" + std::to_string(i), "v")});
    }
    EXPECT_EQ(world.ask(0, put_of("one more", "v")).outcome, Outcome::busy);
    world.run_for(options.store.request_timeout * 2);
    EXPECT_EQ(world.core(0).requests(), 0U);
}

TEST(StoreNodeTest, AFailedDiskTakesNoWritesButStillReads) {
    // Goal: no acknowledgement without the disk, and the client hears of it; but as long as W disks
    // work, writes go there. Method: three replicas whose disks fail one by one.
    StoreWorld world(1, calm(3));
    ASSERT_TRUE(world.settle(Duration{5'000'000}));
    EXPECT_EQ(world.ask(0, put_of("key", "value")).outcome, Outcome::ok);
    world.tell(0, PersistFailed{"the disk is full"});
    EXPECT_EQ(world.ask(0, put_of("key1", "value")).outcome, Outcome::ok);
    world.tell(1, PersistFailed{"the disk is full"});
    EXPECT_EQ(world.ask(0, put_of("key2", "value")).outcome, Outcome::unavailable);
    world.tell(2, PersistFailed{"the disk is full"});
    const Answer wrote = world.ask(0, put_of("key3", "value"));
    EXPECT_EQ(wrote.outcome, Outcome::unavailable);
    EXPECT_EQ(wrote.reason, "the disk is full");
    EXPECT_EQ(world.ask(0, Get{"key", 0, {}}).values, std::vector<std::string>{"value"});
    EXPECT_EQ(world.ask(0, Get{"key1", 0, {}}).values, std::vector<std::string>{"value"});
}

TEST(StoreNodeTest, LatticeBatchesMergeAndLookUp) {
    // Goal: batches over many partitions, from any node; a single replica answers at once, and as
    // several do. Method: merges in two orders, on one node and on five.
    for (const int nodes : {1, 5}) {
        StoreWorld world(1, calm(nodes));
        ASSERT_TRUE(world.settle(Duration{5'000'000}));
        EXPECT_EQ(world.ask(0, batch_of({{"key1", "bbbb"}, {"key2", "aaaa"}}, {})).outcome,
                  Outcome::ok);
        const Answer answer =
            world.ask(world.nodes() / 2,
                      batch_of({{"key1", "abcd"}, {"key2", "abcd"}}, {"key2", "none", "key1"}));
        EXPECT_EQ(answer.outcome, Outcome::ok) << answer.reason;
        EXPECT_FALSE(answer.is_weak);
        EXPECT_EQ(text(answer.found), "\1abcd" + std::string(5, '\0') + "\1bbbb") << nodes;
    }
}

TEST(StoreNodeTest, PlantedDivergenceIsMendedWithFewMessages) {
    // Goal: repair in proportion to the difference. Method: of 3,000 documents and as many records
    // in one partition, 100 are missing at one replica and 100 are old; messages until both are
    // equal again.
    WorldOptions options = calm(3);
    options.partitions = 1;
    options.store.sync_interval = Duration{std::int64_t{3600} * 1'000'000};
    StoreWorld world(1, options);
    ASSERT_TRUE(world.settle(Duration{5'000'000}));
    for (int i = 0; i < 3000; ++i) {
        Document document;
        Version version;
        version.dot = {{NodeId{7}, 0}, static_cast<std::uint64_t>(i) + 1};
        version.write = {NodeId{7}, static_cast<std::uint64_t>(i) + 1};
        document.put({}, version);
        const std::string key = "key" + std::to_string(i);
        const Document old = document;
        version.dot.counter += 10'000;
        version.write.number += 10'000;
        document.put(document.context(), version);
        world.core(0).plant(key, document);
        world.core(1).plant(key, document);
        if (i >= 200) {
            world.core(2).plant(key, document);
        } else if (i >= 100) {
            world.core(2).plant(key, old);
        }
    }
    EXPECT_NE(world.core(0).root(PartitionId{0}), world.core(2).root(PartitionId{0}));
    const std::uint64_t before = world.messages();
    world.tell(2, SyncNow{});
    EXPECT_TRUE(world.settle(Duration{5'000'000}));
    EXPECT_EQ(world.core(0).root(PartitionId{0}), world.core(2).root(PartitionId{0}));
    EXPECT_LE(world.core(2).counters().fetched, 2 * 200U);  // from two peers at most
    EXPECT_LE(world.messages() - before, 24U);
    RecordProperty("messages", static_cast<int>(world.messages() - before));
    RecordProperty("fetched", static_cast<int>(world.core(2).counters().fetched));
}

}  // namespace
}  // namespace kura::cluster::store
