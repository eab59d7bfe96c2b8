#include "tests/cluster/store/store_world.hpp"

#include <gtest/gtest.h>

#include <string>

namespace kura::cluster::store {
namespace {

WorldOptions calm(int nodes = 5) {
    WorldOptions options;
    options.nodes = nodes;
    options.loss_percent = options.repeat_percent = 0;
    options.store = quick_options();
    return options;
}

Put put_of(const std::string& key, const std::string& value, const Context& context = {}) {
    Put put;
    put.key = key;
    put.value = value;
    put.context = context;
    return put;
}

Batch batch_of(const std::vector<std::pair<std::string, std::string>>& puts,
               const std::vector<std::string>& gets) {
    Batch batch;
    batch.value_bytes = 4;
    batch.puts = RecordList(4, 4);
    batch.gets = RecordList(4, 0);
    for (const auto& [key, value] : puts) {
        batch.puts.push_back(reinterpret_cast<const std::uint8_t*>(key.data()),
                             reinterpret_cast<const std::uint8_t*>(value.data()));
    }
    for (const std::string& key : gets) {
        batch.gets.push_back(reinterpret_cast<const std::uint8_t*>(key.data()));
    }
    return batch;
}

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

TEST(StoreNodeTest, OfAnEarlierSetOfTwoOneIsEnough) {
    // Goal: what two nodes acknowledged is on both, so the loss of one of them stops no reads.
    // Method: two nodes, a third one joins, and one of the first two is lost for good before the
    // register has dropped their set; both kinds of tables. Two alone still have to answer both.
    StoreWorld world(1, calm(2));
    ASSERT_TRUE(world.settle(Duration{5'000'000}));
    EXPECT_EQ(world.ask(0, put_of("key", "value")).outcome, Outcome::ok);
    EXPECT_EQ(world.ask(0, batch_of({{"key1", "val1"}}, {})).outcome, Outcome::ok);
    world.join();
    world.crash(1);
    const Answer early = world.ask(0, Get{"key", 0, {}});
    EXPECT_EQ(early.outcome, Outcome::ok) << early.reason;
    EXPECT_FALSE(world.view().job(kStoreJob)->chains.empty());
    EXPECT_EQ(early.values, std::vector<std::string>{"value"});
    EXPECT_FALSE(early.is_weak);
    const Answer found = world.ask(0, batch_of({}, {"key1"}));
    EXPECT_EQ(found.outcome, Outcome::ok) << found.reason;
    EXPECT_FALSE(found.is_weak);

    StoreWorld pair(1, calm(2));
    ASSERT_TRUE(pair.settle(Duration{5'000'000}));
    pair.crash(1);
    const Answer alone = pair.ask(0, Get{"key", 0, {}});
    EXPECT_EQ(alone.outcome, Outcome::unavailable);
    EXPECT_NE(alone.reason.find("1 of 2 replicas answered in time, 2 are needed"),
              std::string::npos)
        << alone.reason;
}

TEST(StoreNodeTest, AReadOfOneIsWeakWhereAnEarlierSetWasLarger) {
    // Goal: a set that shrank does not make one answer out of three a strong one. Method: three
    // replicas, one is expelled, and read=1 before the register has dropped the set of three.
    StoreWorld world(1, calm(3));
    ASSERT_TRUE(world.settle(Duration{5'000'000}));
    EXPECT_EQ(world.ask(0, put_of("key", "value")).outcome, Outcome::ok);
    world.crash(2);
    world.expel(2);
    ASSERT_FALSE(world.view().job(kStoreJob)->chains.empty());
    const Answer one = world.ask(0, Get{"key", 1, {}});
    EXPECT_EQ(one.outcome, Outcome::ok) << one.reason;
    EXPECT_TRUE(one.is_weak);
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

TEST(StoreNodeTest, AnAcknowledgementCountsForWhatWasSentAndNoMore) {
    // Goal: a batch is acknowledged when each of its records is on W replicas, though a change of
    // sets puts a node that has acknowledged the one among those that should hold the other.
    // Method: two keys with one coordinator; the first reaches a replica, the second nobody until
    // a replica is expelled, for which the one that has acknowledged steps in.
    StoreWorld world(1, calm(4));
    ASSERT_TRUE(world.settle(Duration{5'000'000}));
    std::string first;
    std::string second;
    for (int i = 0; i < 1000 && second.empty(); ++i) {
        const std::string key = std::to_string(1000 + i);
        if (first.empty()) {
            first = key;
        } else if (world.holders(key)[0] == world.holders(first)[0] &&
                   world.others(key)[0] != world.others(first)[0]) {
            second = key;
        }
    }
    ASSERT_FALSE(second.empty());
    const std::size_t coordinator = world.holders(first)[0];
    const std::size_t acknowledges = world.others(second)[0];
    const std::size_t leaves = world.others(first)[0];
    for (std::size_t node = 0; node < world.nodes(); ++node) {
        if (node != coordinator && node != acknowledges) {
            world.cut(coordinator, node);
        }
    }
    world.schedule(Duration{50'000}, [&] { world.expel(leaves); });
    const Answer wrote = world.ask(coordinator, batch_of({{first, "val1"}, {second, "val2"}}, {}));
    EXPECT_EQ(wrote.outcome, Outcome::ok) << wrote.reason;
    for (const std::string& key : {first, second}) {
        int holding = 0;
        for (const std::size_t node : world.holders(key)) {
            const auto* const bytes = reinterpret_cast<const std::uint8_t*>(key.data());
            holding += world.core(node).find({4, 4}, bytes) != nullptr ? 1 : 0;
        }
        EXPECT_GE(holding, 2) << key;
    }
}

TEST(StoreNodeTest, WhoMetOthersBeforeTheyHeldAnythingIsNotSynced) {
    // Goal: that the register drops the earlier sets makes nobody synced who lacks their data.
    // Method: two nodes join one that holds documents; one of them is cut off from it, and has met
    // the other when that held nothing.
    int dropped = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        StoreWorld world(seed, calm(1));
        ASSERT_TRUE(world.settle(Duration{5'000'000}));
        std::vector<std::string> keys;
        for (int i = 0; i < 10; ++i) {
            keys.push_back("key" + std::to_string(i));
            ASSERT_EQ(world.ask(0, put_of(keys.back(), "value")).outcome, Outcome::ok);
        }
        world.cut(0, 2);
        world.join();
        const std::size_t late = world.join();
        ASSERT_EQ(late, 2U);
        for (int ms = 0; ms < 1000; ++ms) {
            world.run_for(Duration{1000});
            for (const std::string& key : keys) {
                const PartitionId partition = world.core(late).partition_of(key);
                ASSERT_TRUE(!world.core(late).is_synced(partition) ||
                            world.core(late).find(key) != nullptr)
                    << key << ", seed " << seed << ", after " << ms << " ms";
            }
        }
        for (const std::string& key : keys) {
            const PartitionId partition = world.core(late).partition_of(key);
            dropped += world.view().job(kStoreJob)->chain(partition) == nullptr ? 1 : 0;
        }
    }
    EXPECT_GT(dropped, 0);
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

TEST(StoreNodeTest, WhoComesBackTooLateBringsNothingBack) {
    // Goal: a tombstone may go although a disk somewhere still holds what it deleted. Method: a
    // replica is away for longer than the grace time; meanwhile a document is deleted and the
    // tombstone collected.
    WorldOptions options = calm(4);
    StoreWorld world(1, options);
    ASSERT_TRUE(world.settle(Duration{5'000'000}));
    const Answer wrote = world.ask(0, put_of("key", "value"));
    EXPECT_TRUE(world.settle(Duration{5'000'000}));
    const std::size_t away = world.holders("key")[1];
    world.crash(away);
    world.expel(away);
    const std::size_t there = away == 0 ? 1 : 0;
    Put gone = put_of("key", "", wrote.context);
    gone.is_delete = true;
    EXPECT_EQ(world.ask(there, gone).outcome, Outcome::ok);
    world.run_for(3 * options.store.tombstone_grace);
    EXPECT_EQ(world.core(there).find("key"), nullptr);
    EXPECT_EQ(world.rows_on_disk(away), 1U);
    world.restart(away, 3 * options.store.tombstone_grace);
    world.heal();
    EXPECT_TRUE(world.settle(Duration{10'000'000}));
    EXPECT_TRUE(world.ask(away, Get{"key", 0, {}}).values.empty());
    EXPECT_EQ(world.rows_on_disk(away), 0U);
}

TEST(StoreNodeTest, AClusterThatWasOffForLongComesBackWithItsDocuments) {
    // Goal: suspicion is not loss. Method: all nodes restart after more than the grace time.
    WorldOptions options = calm(4);
    StoreWorld world(1, options);
    ASSERT_TRUE(world.settle(Duration{5'000'000}));
    for (int i = 0; i < 20; ++i) {
        world.ask(0, put_of("key" + std::to_string(i), "value"));
    }
    EXPECT_TRUE(world.settle(Duration{5'000'000}));
    for (std::size_t n = 0; n < world.nodes(); ++n) {
        world.crash(n);
    }
    for (std::size_t n = 0; n < world.nodes(); ++n) {
        world.restart(n, 3 * options.store.tombstone_grace);
    }
    world.heal();
    EXPECT_TRUE(world.settle(Duration{20'000'000}));
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(world.ask(1, Get{"key" + std::to_string(i), 0, {}}).values,
                  std::vector<std::string>{"value"});
    }
}

}  // namespace
}  // namespace kura::cluster::store
