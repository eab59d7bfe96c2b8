#include "cluster/sim/search_sim.hpp"

#include "cluster/sim/graph_space.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>

namespace kura::cluster::sim {
namespace {

SimResult run_graph(std::uint64_t seed, SimOptions options) {
    SearchSim sim(seed, [seed] { return std::make_unique<GraphSpace>(seed); }, options);
    return sim.run();
}

// How many of these seeds go wrong.
int failures(std::uint64_t seeds, const SimOptions& options, std::string* first = nullptr) {
    int failed = 0;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const SimResult result = run_graph(seed, options);
        if (!result.error.empty()) {
            if (failed++ == 0 && first != nullptr) {
                *first = "seed " + std::to_string(seed) + ": " + result.error;
            }
        }
    }
    return failed;
}

// KURA_SIM_SEEDS=5000 runs that many; the default keeps the suite quick.
std::uint64_t seeds_or(std::uint64_t count) {
    const char* const asked = std::getenv("KURA_SIM_SEEDS");  // NOLINT(concurrency-mt-unsafe)
    return asked == nullptr ? count : std::strtoull(asked, nullptr, 10);
}

SimOptions with(search::BrokenRule rule) {
    SimOptions options;
    options.search.broken = rule;
    return options;
}

TEST(SearchSimTest, AQuietClusterFindsTheOptimum) {
    // Goal: the protocol without faults. Method: graphs on one to seven nodes.
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        SimOptions options;
        options.has_faults = false;
        options.loss_percent = options.repeat_percent = 0;
        options.nodes = 1 + static_cast<int>(seed % 7);
        const SimResult result = run_graph(seed, options);
        EXPECT_EQ(result.error, "") << seed;
        EXPECT_TRUE(result.is_finished);
    }
}

TEST(SearchSimTest, NoFaultChangesTheAnswer) {
    // Goal: the protocol under everything at once: right answers, all runs end after healing.
    // Method: seeded runs with invariants checked all along.
    std::string first;
    EXPECT_EQ(failures(seeds_or(150), {}, &first), 0) << first;
}

TEST(SearchSimTest, TheVisitedSetIsThatOfAPlainSearch) {
    // Goal: nothing lost, nothing invented, least costs. Method: expand everything under faults.
    SimOptions options;
    options.exhaustive = true;
    std::string first;
    EXPECT_EQ(failures(seeds_or(80), options, &first), 0) << first;
}

// Each rule left out must be noticed: by a broken invariant, a wrong answer, or a run that never
// ends. These are the tests of the tests.
TEST(BrokenRuleTest, AckBeforeTheQuorumIsCaught) {
    EXPECT_GT(failures(40, with(search::BrokenRule::ack_unreplicated)), 0);
}

TEST(BrokenRuleTest, ClosingWhenChildrenAreSentIsCaught) {
    EXPECT_GT(failures(40, with(search::BrokenRule::close_on_send)), 0);
}

TEST(BrokenRuleTest, AckOfDuplicatesAtOnceIsCaught) {
    EXPECT_GT(failures(60, with(search::BrokenRule::ack_duplicates)), 0);
}

TEST(BrokenRuleTest, TakingOverWithoutSealingIsCaught) {
    EXPECT_GT(failures(40, with(search::BrokenRule::no_seal)), 0);
}

TEST(BrokenRuleTest, SealingTheNewestSetOnlyIsCaught) {
    EXPECT_GT(failures(100, with(search::BrokenRule::newest_set_only)), 0);
}

TEST(BrokenRuleTest, PruningByWhatIsNotInTheRegisterIsCaught) {
    EXPECT_GT(failures(100, with(search::BrokenRule::undurable_incumbent)), 0);
}

TEST(BrokenRuleTest, ACostWithoutItsPathIsCaught) {
    EXPECT_GT(failures(10, with(search::BrokenRule::uncertified_incumbent)), 0);
}

}  // namespace
}  // namespace kura::cluster::sim
