// Goal: solutions come out shorter, never longer, always right, and on small boards as short as
// any can be. Method: deliberately long solutions of random boards against the optimum that
// exhaustive search proves; hostile inputs and limits.
#include "solver/optimize/optimizer.hpp"

#include "puzzles/verify/verify.hpp"
#include "tests/solver/optimize/optimize_testing.hpp"
#include "tests/support/levels.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace kura::optimize {
namespace {

using kura::testing::long_solutions;
using kura::testing::LongSolution;

constexpr std::size_t kPlentyBytes = std::size_t{1} << 30;
constexpr int kCount = 12;         // boards of a kind
constexpr int kRandomPushes = 12;  // at the start of a long solution

Result optimize_with(const puzzles::Level& level, std::string_view lurd, Options options,
                     std::size_t bytes = kPlentyBytes) {
    base::MemoryBudget budget(bytes);
    options.memory = &budget;
    Result result = optimize(level, lurd, options);
    EXPECT_EQ(budget.used(), 0U);
    return result;
}

void expect_right(const puzzles::Level& level, const Result& result, Objective objective) {
    ASSERT_TRUE(result.valid) << result.error;
    const puzzles::Verification check = puzzles::verify(level, result.solution);
    EXPECT_TRUE(check.solved) << check.error;
    EXPECT_EQ(check.pushes, result.best.pushes);
    EXPECT_EQ(check.moves, result.best.moves);
    EXPECT_LE(result.best.rank(objective), result.from.rank(objective));
}

TEST(OptimizerTest, FindsTheFewestPushesOfSmallBoards) {
    int shortened = 0;
    for (const int boxes : {1, 2, 3, 4}) {
        for (const LongSolution& given : long_solutions(kCount, 8, boxes, kRandomPushes)) {
            const Result result = optimize_with(given.level, given.lurd, {.nodes_max = 600'000});
            expect_right(given.level, result, Objective::pushes);
            EXPECT_EQ(result.best.pushes, given.optimal_pushes);
            EXPECT_EQ(result.ended, Ended::optimal);
            shortened += result.best.pushes < result.from.pushes ? 1 : 0;
        }
    }
    EXPECT_GE(shortened, 24);
}

TEST(OptimizerTest, FindsTheFewestMovesOfSmallBoards) {
    int compared = 0;
    for (const int boxes : {1, 2, 3}) {
        for (const LongSolution& given : long_solutions(kCount, 8, boxes, kRandomPushes)) {
            const Result result = optimize_with(
                given.level, given.lurd, {.objective = Objective::moves, .nodes_max = 600'000});
            expect_right(given.level, result, Objective::moves);
            const int optimum = kura::testing::optimal_moves(given.level);
            if (optimum >= 0) {
                EXPECT_EQ(result.best.moves, optimum);
                ++compared;
            }
        }
    }
    EXPECT_GE(compared, 24);
}

TEST(OptimizerTest, IsNeverWorseUnderAnyLimit) {
    for (const LongSolution& given : long_solutions(kCount, 10, 4, kRandomPushes)) {
        for (const std::uint64_t nodes : {1U, 30U, 1000U}) {
            for (const Objective objective : {Objective::pushes, Objective::moves}) {
                const Result result = optimize_with(given.level, given.lurd,
                                                    {.objective = objective, .nodes_max = nodes});
                expect_right(given.level, result, objective);
            }
        }
    }
}

TEST(OptimizerTest, IsDeterministicWithOneThreadAndANodeLimit) {
    for (const LongSolution& given : long_solutions(kCount, 10, 4, kRandomPushes)) {
        const Options options{.nodes_max = 5000};
        const Result first = optimize_with(given.level, given.lurd, options);
        const Result second = optimize_with(given.level, given.lurd, options);
        EXPECT_EQ(first.solution, second.solution);
        EXPECT_EQ(first.nodes, second.nodes);
        EXPECT_EQ(first.improvements, second.improvements);
    }
}

TEST(OptimizerTest, ThreadsWorkOnOnePath) {
    for (const LongSolution& given : long_solutions(kCount, 8, 3, kRandomPushes)) {
        const Result result =
            optimize_with(given.level, given.lurd, {.threads = 4, .nodes_max = 600'000});
        expect_right(given.level, result, Objective::pushes);
        EXPECT_EQ(result.best.pushes, given.optimal_pushes);
    }
}

TEST(OptimizerTest, LoopsGoFirst) {
    // The box goes right, is pushed back, and goes right again.
    const puzzles::Level level =
        support::level_from({"########", "#      #", "# @$  .#", "########"});
    const Result result = optimize_with(level, "RRurrdLLulldRRR", {.nodes_max = 1});
    expect_right(level, result, Objective::pushes);
    EXPECT_EQ(result.from, (Cost{7, 15}));
    EXPECT_EQ(result.best, (Cost{3, 3}));
}

TEST(OptimizerTest, MovesDecideAmongEqualPushes) {
    // The player walks round the room before its only push.
    const puzzles::Level level =
        support::level_from({"#######", "#     #", "# @$. #", "#     #", "#######"});
    const Result result = optimize_with(level, "urrddlludR", {});
    EXPECT_FALSE(result.valid);  // the way leads through the box
    const Result right = optimize_with(level, "urrrddllluR", {});
    expect_right(level, right, Objective::pushes);
    EXPECT_EQ(right.from, (Cost{1, 11}));
    EXPECT_EQ(right.best, (Cost{1, 1}));
    EXPECT_EQ(right.ended, Ended::optimal);
}

TEST(OptimizerTest, StopsWithTheBestSoFar) {
    const LongSolution given = long_solutions(1, 10, 4, kRandomPushes).front();
    const std::atomic<bool> stop{true};
    const Result result = optimize_with(given.level, given.lurd, {.stop = &stop});
    expect_right(given.level, result, Objective::pushes);
    EXPECT_EQ(result.ended, Ended::user);
    EXPECT_EQ(result.nodes, 0U);
    const Result late =
        optimize_with(given.level, given.lurd, {.deadline = Clock::now() - std::chrono::hours(1)});
    expect_right(given.level, late, Objective::pushes);
    EXPECT_EQ(late.ended, Ended::time);
}

TEST(OptimizerTest, KeepsToATinyMemoryBudget) {
    for (const LongSolution& given : long_solutions(kCount, 10, 4, kRandomPushes)) {
        for (const std::size_t bytes : {std::size_t{0}, std::size_t{1} << 17}) {
            const Result result =
                optimize_with(given.level, given.lurd, {.nodes_max = 2000}, bytes);
            expect_right(given.level, result, Objective::pushes);
            EXPECT_NE(result.ended, Ended::user);
        }
    }
}

TEST(OptimizerTest, RefusesWrongSolutions) {
    const puzzles::Level level = support::level_from({"#####", "#@$.#", "#####"});
    for (const char* lurd : {"", "L", "l", "x"}) {
        const Result result = optimize_with(level, lurd, {});
        EXPECT_FALSE(result.valid) << lurd;
        EXPECT_FALSE(result.error.empty());
    }
    const puzzles::Level solved = support::level_from({"#####", "#@* #", "#####"});
    const Result nothing_to_do = optimize_with(solved, "", {});
    EXPECT_TRUE(nothing_to_do.valid);
    EXPECT_EQ(nothing_to_do.best, (Cost{0, 0}));
}

}  // namespace
}  // namespace kura::optimize
