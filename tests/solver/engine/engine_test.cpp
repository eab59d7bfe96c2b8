// The engine's verdicts: what it claims is true on levels whose answer is known.

#include "solver/engine.hpp"

#include "puzzles/verify/verify.hpp"
#include "tests/solver/engine/engine_testing.hpp"
#include "tests/support/levels.hpp"
#include "tests/support/naive.hpp"

#include <gtest/gtest.h>

#include <string>

namespace kura {
namespace {

using support::level_from;
using testing::solve_with;

// Needs more states than the small limits of these tests allow.
puzzles::Level big_open_level() {
    return level_from({"################", "#              #", "# $ $ $ $ $ $  #",
                       "#              #", "# $ $ $ $ $ $  #", "#       @      #",
                       "#  . . . . . . #", "#              #", "#  . . . . . . #",
                       "#          ##  #", "################"});
}

SolveOptions with(std::string strategy, int threads, Objective objective = Objective::any) {
    SolveOptions options;
    options.strategy = std::move(strategy);
    options.threads = threads;
    options.objective = objective;
    return options;
}

TEST(EngineTest, EveryStrategySolvesWhatIsSolvableAndNeverProvesTheOpposite) {
    // Goal: no strategy calls a solvable level unsolvable, or prints what doesn't replay.
    // Method: all known levels and strategies, with one and two shards.
    for (const support::KnownLevel& known : support::known_levels()) {
        for (const StrategyInfo& strategy : strategy_names()) {
            for (const int threads : {1, 2}) {
                const SolveResult result =
                    solve_with(known.level, with(std::string(strategy.name), threads));
                const std::string where = known.name + " " + std::string(strategy.name);
                EXPECT_EQ(result.has_solution, known.pushes.has_value()) << where;
                if (result.has_solution) {
                    EXPECT_EQ(result.verdict, Verdict::solved) << where;
                    EXPECT_TRUE(puzzles::verify(known.level, result.solution).solved) << where;
                    EXPECT_GE(result.pushes, known.pushes.value_or(0)) << where;
                } else {
                    EXPECT_NE(result.verdict, Verdict::solved) << where;
                    EXPECT_NE(result.verdict, Verdict::invalid) << where;
                }
            }
        }
    }
}

TEST(EngineTest, ProvesUnsolvableOnlyWithProvingStrategies) {
    // Goal: astar, backward-astar and bfs prove it, a greedy search gives up.
    const puzzles::Level level =
        level_from({"#######", "#. @ .#", "#  $  #", "# $   #", "#######"});
    for (const std::string strategy : {"astar", "bfs", "backward-astar", "auto"}) {
        const SolveResult result = solve_with(level, with(strategy, 1));
        const auto naive = support::naive_search(level, true);
        EXPECT_EQ(result.has_solution, naive.pushes.has_value()) << strategy;
        EXPECT_EQ(result.verdict == Verdict::unsolvable, !naive.pushes.has_value()) << strategy;
    }
}

TEST(EngineTest, OptimalPushesEqualTheOracleAtEveryThreadCount) {
    // Goal: push optima are right for every optimal strategy. Method: random levels against the
    // naive breadth-first search, 1, 2 and 3 shards.
    int solvable = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const puzzles::Level level = support::random_level({.rows = 7,
                                                            .columns = 8,
                                                            .boxes = 2 + static_cast<int>(seed % 2),
                                                            .wall_percent = 12,
                                                            .seed = seed * 77});
        const auto naive = support::naive_search(level, true);
        solvable += naive.pushes.has_value() ? 1 : 0;
        for (const std::string strategy : {"astar", "backward-astar", "bidirectional", "bfs"}) {
            for (const int threads : {1, 2, 3}) {
                const SolveResult result =
                    solve_with(level, with(strategy, threads, Objective::pushes));
                ASSERT_EQ(result.has_solution, naive.pushes.has_value())
                    << strategy << " seed " << seed;
                if (naive.pushes) {
                    EXPECT_EQ(result.pushes, *naive.pushes) << strategy << " seed " << seed;
                    EXPECT_EQ(result.optimal, Optimality::pushes) << strategy;
                } else {
                    EXPECT_EQ(result.verdict, Verdict::unsolvable) << strategy << " seed " << seed;
                }
            }
        }
    }
    EXPECT_GE(solvable, 15);
    EXPECT_LE(solvable, 55);
}

TEST(EngineTest, SameSeedOneThreadGivesTheSameRun) {
    // Goal: one shard is a sequential algorithm. Method: run twice, compare counts and solution.
    for (const support::KnownLevel& known : support::known_levels()) {
        const SolveResult first = solve_with(known.level, with("portfolio", 1));
        const SolveResult second = solve_with(known.level, with("portfolio", 1));
        EXPECT_EQ(first.solution, second.solution) << known.name;
        EXPECT_EQ(first.verdict, second.verdict) << known.name;
    }
}

TEST(EngineTest, AnotherSeedIsAnotherRunWithTheSameAnswer) {
    // Goal: the seed changes the order of the search and nothing that is claimed. Method: A* with
    // five seeds on all known levels; some run must differ, every verdict and optimum must not.
    int different = 0;
    for (const support::KnownLevel& known : support::known_levels()) {
        SolveOptions options = with("astar", 1, Objective::pushes);
        const SolveResult natural = solve_with(known.level, options);
        for (options.seed = 2; options.seed <= 6; ++options.seed) {
            const SolveResult other = solve_with(known.level, options);
            EXPECT_EQ(other.verdict, natural.verdict) << known.name;
            EXPECT_EQ(other.pushes, natural.pushes) << known.name;
            different += other.solution != natural.solution ? 1 : 0;
        }
    }
    EXPECT_GT(different, 0);
}

TEST(EngineTest, SolvedAtStartTakesNoMoves) {
    const SolveResult result =
        solve_with(level_from({"#####", "#@ *#", "#####"}), with("auto", 1, Objective::pushes));
    EXPECT_EQ(result.verdict, Verdict::solved);
    EXPECT_TRUE(result.has_solution);
    EXPECT_EQ(result.solution, "");
    EXPECT_EQ(result.optimal, Optimality::pushes);
}

TEST(EngineTest, BrokenLevelIsInvalidWithAReason) {
    const SolveResult result = solve_with(level_from({"#####", "# $.#", "#####"}), with("auto", 1));
    EXPECT_EQ(result.verdict, Verdict::invalid);
    EXPECT_EQ(result.reason, Reason::bad_level);
    EXPECT_NE(result.detail, "");
}

TEST(EngineTest, NodeLimitIsAVerdict) {
    SolveOptions options = with("bfs", 1);
    options.expanded_max = 1000;
    const SolveResult result = solve_with(big_open_level(), options);
    EXPECT_EQ(result.verdict, Verdict::gave_up);
    EXPECT_EQ(result.reason, Reason::nodes);
    EXPECT_GE(result.expanded, 1000U);
    EXPECT_LT(result.expanded, 3000U);
}

TEST(EngineTest, MemoryLimitIsAVerdictAndIsKept) {
    // Goal: a full table ends the search with its reason, and the budget is never exceeded.
    constexpr std::size_t kLimit = std::size_t{8} << 20;
    for (const int threads : {1, 2}) {
        const SolveResult result = solve_with(big_open_level(), with("bfs", threads), kLimit);
        EXPECT_EQ(result.verdict, Verdict::gave_up);
        EXPECT_EQ(result.reason, Reason::memory);
        EXPECT_LE(result.peak_bytes, kLimit);
        EXPECT_GT(result.peak_bytes, kLimit / 4);
    }
}

TEST(EngineTest, DeadlineInThePastEndsAtOnce) {
    SolveOptions options = with("bfs", 2);
    options.deadline = Clock::now();
    const SolveResult result = solve_with(big_open_level(), options);
    EXPECT_EQ(result.verdict, Verdict::gave_up);
    EXPECT_EQ(result.reason, Reason::time);
}

TEST(EngineTest, StopFlagIsAVerdict) {
    const std::atomic<bool> stop{true};
    SolveOptions options = with("bfs", 2);
    options.stop = &stop;
    const SolveResult result = solve_with(big_open_level(), options);
    EXPECT_EQ(result.verdict, Verdict::stopped);
    EXPECT_EQ(result.reason, Reason::user);
}

}  // namespace
}  // namespace kura
