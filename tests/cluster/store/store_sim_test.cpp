#include "tests/cluster/store/store_world.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace kura::cluster::store {
namespace {

WorldOptions world_options() {
    WorldOptions options;
    options.store = quick_options();
    return options;
}

// KURA_SIM_SEEDS=5000 runs that many; the default keeps the suite quick.
std::uint64_t seeds_or(std::uint64_t count) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): the tests run in one thread
    const char* const asked = std::getenv("KURA_SIM_SEEDS");
    return asked == nullptr ? count : std::strtoull(asked, nullptr, 10);
}

int failures(std::uint64_t seeds, const WorldOptions& options, std::string& first) {
    int failed = 0;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        StoreWorld world(seed, options);
        const std::string error = world.run();
        if (!error.empty() && failed++ == 0) {
            first = "seed " + std::to_string(seed) + ": " + error;
        }
    }
    return failed;
}

// Whether some seed notices that a rule is left out.
bool is_caught(BrokenRule rule, WorldOptions options = world_options()) {
    options.store.broken = rule;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        StoreWorld world(seed, options);
        if (!world.run().empty()) {
            return true;
        }
    }
    return false;
}

TEST(StoreSimTest, NothingAcknowledgedIsLostAndSessionsReadTheirWrites) {
    // Goal: the whole protocol under loss, repetition, cuts, crashes, joins and expulsions, never
    // more than W-1 replicas lost at once. Method: seeded runs; clients remember what they heard.
    std::string first;
    EXPECT_EQ(failures(seeds_or(200), world_options(), first), 0) << first;
}

TEST(StoreSimTest, CrashesAtAnyTimeLoseNoDocuments) {
    // Goal: documents are as safe as the disks, whatever happens to memories. Method: crashes while
    // replicas are being mended; what a session may see meanwhile is not checked.
    WorldOptions options = world_options();
    options.is_wild = true;
    options.crashes = 8;
    std::string first;
    EXPECT_EQ(failures(seeds_or(100), options, first), 0) << first;
}

TEST(StoreSimTest, OtherQuorumsHoldToo) {
    // Goal: R=1 with W=3 reads its writes as well.
    WorldOptions options = world_options();
    options.write = 3;
    options.read = 1;
    std::string first;
    EXPECT_EQ(failures(seeds_or(60), options, first), 0) << first;
}

TEST(StoreSimTest, AYoungClusterReadsWhatItWrote) {
    // Goal: earlier sets of fewer than N nodes need fewer answers, and sessions still read their
    // writes. Method: two nodes, and three that join them; the quorum of reads is the cluster's
    // own.
    WorldOptions options = world_options();
    options.nodes = 2;
    options.joins = 3;
    options.read = 0;
    std::string first;
    EXPECT_EQ(failures(seeds_or(60), options, first), 0) << first;
}

// Each rule left out must be noticed. These are the tests of the tests.
TEST(StoreBrokenRuleTest, ErasingBeforeTheNewOwnersHoldItIsCaught) {
    EXPECT_TRUE(is_caught(BrokenRule::erase_early));
}
TEST(StoreBrokenRuleTest, AcknowledgingBeforeTheDiskIsCaught) {
    EXPECT_TRUE(is_caught(BrokenRule::ack_unpersisted));
}
TEST(StoreBrokenRuleTest, IgnoringEarlierReplicaSetsIsCaught) {
    EXPECT_TRUE(is_caught(BrokenRule::newest_set_only));
}
TEST(StoreBrokenRuleTest, CollectingTombstonesAloneIsCaught) {
    EXPECT_TRUE(is_caught(BrokenRule::drop_tombstones));
}
TEST(StoreBrokenRuleTest, GoingOnAsTheSameActorIsCaught) {
    // Partitions have to leave a node and come back to it.
    WorldOptions options = world_options();
    options.joins = options.expulsions = 4;
    options.crashes = 0;
    EXPECT_TRUE(is_caught(BrokenRule::reuse_actor, options));
}

}  // namespace
}  // namespace kura::cluster::store
