#include "cluster/sim/search_sim.hpp"

#include "cluster/search/board_space.hpp"
#include "cluster/sim/graph_space.hpp"
#include "cluster/wire/search_codec.hpp"
#include "tests/support/levels.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kura::cluster::sim {
namespace {

SimResult run_graph(std::uint64_t seed, const SimOptions& options) {
    SearchSim sim(
        seed, [seed] { return std::make_unique<GraphSpace>(seed); }, options);
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
    // NOLINTNEXTLINE(concurrency-mt-unsafe): the tests run in one thread
    const char* const asked = std::getenv("KURA_SIM_SEEDS");
    return asked == nullptr ? count : std::strtoull(asked, nullptr, 10);
}

// Whether some seed notices that a rule is left out.
bool is_caught(search::BrokenRule rule) {
    SimOptions options;
    options.search.broken = rule;
    for (std::uint64_t seed = 1; seed <= 1500; ++seed) {  // a dozen are enough for most
        if (!run_graph(seed, options).error.empty()) {
            return true;
        }
    }
    return false;
}

TEST(SearchSimTest, AQuietClusterFindsTheOptimum) {
    // Goal: the protocol without faults; nothing is expanded twice. Method: graphs on one to seven
    // nodes.
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        SimOptions options;
        options.has_faults = false;
        options.loss_percent = options.repeat_percent = 0;
        options.nodes = 1 + static_cast<int>(seed % 7);
        options.counts_repeats = true;
        const SimResult result = run_graph(seed, options);
        EXPECT_EQ(result.error, "") << seed;
        EXPECT_TRUE(result.is_finished);
        EXPECT_EQ(result.repeated, 0U) << seed;
    }
}

TEST(SearchSimTest, WhatALossRepeatsIsSeen) {
    // Goal: the count of repeated expansions is no constant. Method: under faults.
    std::uint64_t repeated = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        SimOptions options;
        options.counts_repeats = true;
        repeated += run_graph(seed, options).repeated;
    }
    EXPECT_GT(repeated, 0U);
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

TEST(SearchSimTest, EveryMessageCanBeRead) {
    // Goal: what the core says passes the checks of the codec. Method: the same faults, with tables
    // that take several messages, and every message written and read again on its way.
    SimOptions options;
    options.search.batch_records = 8;
    options.carry = [](const search::Message& message) -> std::optional<search::Message> {
        std::vector<std::uint8_t> bytes;
        wire::encode_search(JobId{1}, message, bytes);
        auto packet = wire::decode_search(bytes);
        return packet ? std::optional(std::move(packet->message)) : std::nullopt;
    };
    std::string first;
    EXPECT_EQ(failures(seeds_or(50), options, &first), 0) << first;
}

// Each rule left out must be noticed: by a broken invariant, a wrong answer, or a run that never
// ends. These are the tests of the tests.
TEST(BrokenRuleTest, AckBeforeTheQuorumIsCaught) {
    EXPECT_TRUE(is_caught(search::BrokenRule::ack_unreplicated));
}

TEST(BrokenRuleTest, ClosingWhenChildrenAreSentIsCaught) {
    EXPECT_TRUE(is_caught(search::BrokenRule::close_on_send));
}

TEST(BrokenRuleTest, AckOfDuplicatesAtOnceIsCaught) {
    EXPECT_TRUE(is_caught(search::BrokenRule::ack_duplicates));
}

TEST(BrokenRuleTest, TakingOverWithoutSealingIsCaught) {
    EXPECT_TRUE(is_caught(search::BrokenRule::no_seal));
}

TEST(BrokenRuleTest, SealingTheNewestSetOnlyIsCaught) {
    EXPECT_TRUE(is_caught(search::BrokenRule::newest_set_only));
}

TEST(BrokenRuleTest, PruningByWhatIsNotInTheRegisterIsCaught) {
    EXPECT_TRUE(is_caught(search::BrokenRule::undurable_incumbent));
}

TEST(BrokenRuleTest, ACostWithoutItsPathIsCaught) {
    EXPECT_TRUE(is_caught(search::BrokenRule::uncertified_incumbent));
}

// Sokoban under faults: the solver's own rules for answers, no rules for visited sets.
SimResult run_level(const puzzles::Level& level, std::uint64_t seed, const strategy::Rules& rules,
                    SimOptions options) {
    const auto board = board::Board::make(
        level, {.simplify = !options.exhaustive, .live_only = !options.exhaustive});
    options.partitions = 64;
    options.checks_closed = false;
    SearchSim sim(
        seed, [&] { return std::make_unique<search::BoardSpace>(level, board.value(), rules); },
        options);
    return sim.run();
}

SimResult run_board(std::uint64_t seed, const strategy::Rules& rules, const SimOptions& options,
                    int boxes = 2) {
    return run_level(
        support::random_level(
            {.rows = 7, .columns = 7, .boxes = boxes, .wall_percent = 15, .seed = seed}),
        seed, rules, options);
}

bool is_worth_searching(std::uint64_t seed) {
    const puzzles::Level level = support::random_level(
        {.rows = 7, .columns = 7, .boxes = 2, .wall_percent = 15, .seed = seed});
    const auto board = board::Board::make(level);
    return board && !board->solved_at_start() && board->box_set().is_subset_of(board->live_set()) &&
           board->goal_set().is_subset_of(board->live_set());
}

TEST(SearchSimTest, BoardsAreSolvedOptimallyUnderFaults) {
    // Goal: the same on Sokoban, with every pruning rule. Method: small random boards; the oracle
    // searches them in one place, and a certificate is a solution that was replayed.
    int runs = 0;
    for (std::uint64_t seed = 1; runs < 12; ++seed) {
        if (is_worth_searching(seed)) {
            ++runs;
            const SimResult result = run_board(seed, {}, {});
            EXPECT_EQ(result.error, "") << seed;
        }
    }
}

TEST(SearchSimTest, ABoardWhoseBoxesFreezeIsSolvedOptimallyUnderFaults) {
    // Goal: whoever takes over a partition computes the bounds of states between expansions, and
    // loses none. Method: goals in corners, so that most states have frozen boxes.
    const puzzles::Level level =
        support::level_from({"########", "#.    .#", "# $@$  #", "#.  $  #", "########"});
    for (std::uint64_t seed = 1; seed <= seeds_or(120); ++seed) {
        EXPECT_EQ(run_level(level, seed, {}, {}).error, "") << seed;
    }
}

TEST(SearchSimTest, WhoJoinsTakesOverWhatItHolds) {
    // Goal: a warm take-over finds the table in place, and no partition stands still meanwhile; a
    // cold one has to fetch it. Method: two nodes join a search of some hundred states; count the
    // records that take-overs send.
    const auto fetched = [](int cold_percent) {
        std::size_t records = 0;
        SimOptions options;
        options.exhaustive = true;
        options.crashes = options.expulsions = options.pauses = options.cuts = 0;
        options.loss_percent = 0;
        options.cold_percent = cold_percent;
        options.carry = [&](const search::Message& message) {
            const auto* const sealed = std::get_if<search::Sealed>(&message);
            records += sealed != nullptr ? sealed->records.size() : 0;
            return std::optional(message);
        };
        const SimResult result = run_board(1, strategy::Rules::none(), options, 3);
        EXPECT_EQ(result.error, "");
        EXPECT_GE(result.epochs, 4U) << "both have joined";
        EXPECT_GT(result.moved, 8U) << "of 64 partitions";
        return records;
    };
    const std::size_t warm = fetched(0);
    const std::size_t cold = fetched(100);
    EXPECT_LT(10 * warm, cold) << warm << " and " << cold;
}

TEST(SearchSimTest, BoardsAreVisitedCompletelyUnderFaults) {
    // Goal: the visited set of an exhaustive search equals that of one in one place. Method: no
    // rules, all states, least costs.
    SimOptions options;
    options.exhaustive = true;
    int runs = 0;
    for (std::uint64_t seed = 1; runs < 6; ++seed) {
        if (is_worth_searching(seed)) {
            ++runs;
            const SimResult result = run_board(seed, strategy::Rules::none(), options);
            EXPECT_EQ(result.error, "") << seed;
        }
    }
}

}  // namespace
}  // namespace kura::cluster::sim
