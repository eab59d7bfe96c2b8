// Which lanes a name stands for, and that no two of them ever contradict each other.

#include "solver/strategy/portfolio.hpp"

#include "solver/engine.hpp"
#include "tests/support/levels.hpp"
#include "tests/support/naive.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace kura::strategy {
namespace {

std::vector<Kind> kinds_of(const std::vector<LanePlan>& plan) {
    std::vector<Kind> kinds;
    for (const LanePlan& lane : plan) {
        kinds.push_back(lane.kind);
    }
    return kinds;
}

TEST(PortfolioTest, EveryNameOfTheEngineHasLanes) {
    for (const StrategyInfo& info : strategy_names()) {
        EXPECT_FALSE(plan_lanes(info.name, {}).empty()) << info.name;
        EXPECT_FALSE(info.help.empty()) << info.name;
    }
    EXPECT_TRUE(plan_lanes("", {}).empty());
    EXPECT_TRUE(plan_lanes("astar ", {}).empty());
    EXPECT_TRUE(plan_lanes("A*", {.push_optimal = true, .prune = false}).empty());
}

TEST(PortfolioTest, AutoFollowsTheObjective) {
    EXPECT_EQ(kinds_of(plan_lanes("auto", {.push_optimal = true})), std::vector{Kind::astar});
    EXPECT_EQ(kinds_of(plan_lanes("auto", {.moves_optimal = true})), std::vector{Kind::move_astar});
    EXPECT_EQ(kinds_of(plan_lanes("auto", {})), kinds_of(plan_lanes("portfolio", {})));
    EXPECT_GT(plan_lanes("portfolio", {}).size(), 2U);
}

TEST(PortfolioTest, SomeNamesCannotCountMoves) {
    for (const char* name : {"greedy", "weighted", "portfolio", "backward-astar"}) {
        EXPECT_TRUE(plan_lanes(name, {.moves_optimal = true}).empty()) << name;
    }
    EXPECT_EQ(kinds_of(plan_lanes("astar", {.moves_optimal = true})),
              std::vector{Kind::move_astar});
}

TEST(PortfolioTest, BreadthFirstWithoutPruningVisitsEverything) {
    EXPECT_EQ(kinds_of(plan_lanes("bfs", {})), std::vector{Kind::bfs});
    EXPECT_EQ(kinds_of(plan_lanes("bfs", {.prune = false})), std::vector{Kind::bfs_exhaustive});
}

TEST(PortfolioTest, OnlyOptimalLanesProve) {
    // Goal: a lane that closes states for good never proves anything. Method: every plan's specs.
    const auto board = board::Board::make(support::known_levels().front().level);
    ASSERT_TRUE(board.has_value());
    base::MemoryBudget budget(std::size_t{1} << 20);
    const Knowledge knowledge(*board, Rules::none(), true, budget);
    const state::KeyCodec codec(*board, 8);
    for (const StrategyInfo& info : strategy_names()) {
        for (const bool moves : {false, true}) {
            const auto plan = plan_lanes(info.name, {.moves_optimal = moves});
            const auto lanes = make_lanes(plan, knowledge, codec);
            ASSERT_EQ(lanes.size(), plan.size());
            for (std::size_t i = 0; i < lanes.size(); ++i) {
                EXPECT_EQ(lanes[i].proves, lanes[i].order == search::LaneOrder::optimal);
                EXPECT_EQ(lanes[i].exact_player, moves && info.name != "bfs") << info.name;
                EXPECT_EQ(lanes[i].side == moves::Side::backward, runs_backward(plan[i].kind));
                EXPECT_EQ(lanes[i].name, name_of(plan[i].kind));
                EXPECT_EQ(lanes[i].share, plan[i].share);
                EXPECT_GE(lanes[i].share, 1);
            }
        }
    }
}

struct Verdicts {
    const puzzles::Level& level;
    std::uint64_t seed;
    bool solvable;

    void check(std::string_view strategy, int threads, bool prune) const {
        base::MemoryBudget budget(std::size_t{64} << 20);
        SolveOptions options;
        options.strategy = std::string(strategy);
        options.threads = threads;
        options.prune = prune;
        options.memory = &budget;
        const SolveResult result = solve(level, options);
        const std::string where = "seed " + std::to_string(seed) + " " + options.strategy + " x" +
                                  std::to_string(threads) + (prune ? "" : " without pruning");
        if (solvable) {
            EXPECT_EQ(result.verdict, Verdict::solved) << where;
            EXPECT_TRUE(result.has_solution) << where;
            return;
        }
        EXPECT_FALSE(result.has_solution) << where;
        const auto lanes = plan_lanes(strategy, {.prune = prune, .threads = threads});
        const bool proves = std::any_of(lanes.begin(), lanes.end(), [](const LanePlan& lane) {
            return lane.kind == Kind::astar || lane.kind == Kind::backward_astar ||
                   lane.kind == Kind::bfs || lane.kind == Kind::bfs_exhaustive;
        });
        if (proves) {
            EXPECT_EQ(result.verdict, Verdict::unsolvable) << where;
        } else if (result.strategy != "board") {
            EXPECT_EQ(result.verdict, Verdict::gave_up) << where;
            EXPECT_EQ(result.reason, Reason::incomplete) << where;
        }
    }
};

TEST(PortfolioTest, NoStrategyContradictsTheNaiveSearch) {
    // Goal: the alarm: solved and unsolvable are facts, so no strategy may differ from another.
    // Method: random small boards, every strategy, one and two shards, with and without pruning.
    int solvable = 0;
    int unsolvable = 0;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        const puzzles::Level level = support::random_level({.rows = 6 + static_cast<int>(seed % 2),
                                                            .columns = 7,
                                                            .boxes = 1 + static_cast<int>(seed % 3),
                                                            .wall_percent = 8,
                                                            .seed = seed * 101});
        const auto naive = support::naive_search(level, true);
        ASSERT_TRUE(naive.complete);
        solvable += naive.pushes ? 1 : 0;
        unsolvable += naive.pushes ? 0 : 1;
        const Verdicts verdicts{level, seed, naive.pushes.has_value()};
        for (const StrategyInfo& info : strategy_names()) {
            verdicts.check(info.name, 1, true);
            verdicts.check(info.name, 2, true);
            verdicts.check(info.name, 1, false);
        }
    }
    EXPECT_GE(solvable, 20);
    EXPECT_GE(unsolvable, 20);
}

}  // namespace
}  // namespace kura::strategy
