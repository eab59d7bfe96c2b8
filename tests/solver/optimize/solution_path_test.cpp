// Goal: a path is what its text says, costs what the judge counts, and refuses what is illegal.
// Method: texts of random boards through verify; broken pushes.
#include "solver/optimize/solution_path.hpp"

#include "puzzles/verify/verify.hpp"
#include "solver/optimize/loops.hpp"
#include "tests/solver/optimize/optimize_testing.hpp"
#include "tests/support/levels.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace kura::optimize {
namespace {

TEST(SolutionPathTest, CountsWhatTheJudgeCounts) {
    for (const auto& given : kura::testing::long_solutions(20, 8, 3, 10)) {
        const puzzles::Verification check = puzzles::verify(given.level, given.lurd);
        const auto board = board::Board::make(given.level);
        const auto path = SolutionPath::from_lurd(*board, check.canonical);
        ASSERT_TRUE(path);
        EXPECT_EQ(path->size(), check.pushes);
        EXPECT_LE(path->cost().moves, check.moves);
        const auto ends = path->positions(*board, path->size());
        EXPECT_TRUE(std::all_of(ends.begin(), ends.end(),
                                [&](board::Square square) { return board->is_goal(square); }));
    }
}

TEST(SolutionPathTest, RefusesWhatIsNoSolution) {
    const puzzles::Level level = support::level_from({"######", "#@$ .#", "######"});
    const auto board = board::Board::make(level);
    ASSERT_TRUE(board);
    const auto path = SolutionPath::from_lurd(*board, "RR");
    ASSERT_TRUE(path);
    EXPECT_EQ(path->cost(), (Cost{2, 2}));
    EXPECT_FALSE(SolutionPath::from_lurd(*board, "R"));
    EXPECT_FALSE(SolutionPath::from_lurd(*board, "RRR"));
    EXPECT_FALSE(SolutionPath::from_lurd(*board, "L"));
    EXPECT_FALSE(path->spliced(*board, 0, 1, {}));
    EXPECT_TRUE(path->spliced(*board, 0, 1, {path->push(0)}));
}

TEST(SolutionPathTest, WalksMayCrossDeadEndsTheBoardHasNot) {
    const puzzles::Level level =
        support::level_from({"#######", "#@$ . #", "# #####", "# #    ", "###    "});
    const auto board = board::Board::make(level);
    ASSERT_TRUE(board);
    const auto path = SolutionPath::from_lurd(*board, "dduuRR");
    ASSERT_TRUE(path);
    EXPECT_EQ(path->cost(), (Cost{2, 2}));
}

TEST(LoopsTest, LoopsAreCutOut) {
    const puzzles::Level level =
        support::level_from({"########", "#      #", "# @$  .#", "########"});
    const auto board = board::Board::make(level);
    const auto path = SolutionPath::from_lurd(*board, "RRurrdLLulldRRR");
    ASSERT_TRUE(path);
    const auto shorter = without_loops(*board, *path);
    ASSERT_TRUE(shorter);
    EXPECT_EQ(shorter->cost(), (Cost{3, 3}));
    EXPECT_FALSE(without_loops(*board, *shorter));
}

}  // namespace
}  // namespace kura::optimize
