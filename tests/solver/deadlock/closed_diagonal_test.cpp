// Closed diagonals against exhaustive search on all states of small boards, and rows made by hand.
#include "solver/deadlock/closed_diagonal.hpp"

#include "solver/deadlock/freeze.hpp"
#include "solver/deadlock/pair_table.hpp"
#include "tests/solver/deadlock/boards.hpp"
#include "tests/solver/deadlock/exhaustive.hpp"

#include <gtest/gtest.h>

namespace kura::deadlock {
namespace {

using board::Board;
using board::Square;
using board::SquareSet;

struct Counts {
    int fired = 0;
    int alone = 0;  // neither the freeze test nor the pair table sees it
    int solvable = 0;
};

// Goal: no state that can be solved is flagged; and the pushed box alone is enough to look at.
void check_states(const Board& board, oracle::Scope scope, Counts& counts) {
    const ClosedDiagonals test(board);
    const FreezeTest freeze(board);
    const PairTable pairs(board, moves::Side::forward);
    const oracle::Exhaustive all(board, scope);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& [boxes, player] = all.state(i);
        const bool fires = test.is_deadlock(boxes, player);
        ASSERT_FALSE(fires && all.solvable(i)) << "state " << i;
        counts.fired += fires ? 1 : 0;
        counts.solvable += all.solvable(i) ? 1 : 0;
        counts.alone +=
            fires && !freeze.is_deadlock(boxes) && !pairs.is_deadlock(boxes, player) ? 1 : 0;
        for (const oracle::Edge& push : all.pushes(i)) {
            const SquareSet& after = all.state(push.to).boxes;
            const bool made = test.makes_deadlock(after, push.step.to, push.step.from);
            ASSERT_FALSE(made && all.solvable(push.to));
            ASSERT_TRUE(fires || made == test.is_deadlock(after, push.step.from));
        }
    }
}

TEST(ClosedDiagonalTest, NeverFlagsAStateThatCanBeSolved) {
    Counts counts;
    for (const auto& rows : oracle::kBoards) {
        const Board board = oracle::board_of(rows);
        check_states(board, oracle::Scope::reachable, counts);
        check_states(board, oracle::Scope::placements, counts);
    }
    base::Rng rng(41);
    for (int i = 0; i < 100; ++i) {
        const Board board = oracle::random_board(rng, oracle::small_board(i));
        check_states(board, oracle::Scope::reachable, counts);
        check_states(board, oracle::Scope::placements, counts);
    }
    EXPECT_GT(counts.fired, 5000);
    EXPECT_GT(counts.alone, 50);
    EXPECT_GT(counts.solvable, 3000);
}

// Goal: the same where rows are common: walls along a diagonal, and many goals.
TEST(ClosedDiagonalTest, NeverFlagsAStateThatCanBeSolvedNearDiagonalWalls) {
    const std::vector<std::vector<std::string>> boards{
        {"########", "##   ###", "#  $ $ #", "# $.#. #", "#  .$  #", "##@.  ##", "########"},
        {"########", "#  #   #", "# $.$  #", "#  $.$ #", "# #..  #", "#@  ####", "########"},
        {"########", "#@ #   #", "# # .$ #", "# $. $ #", "#  $.  #", "#   .###", "########"},
        {"#######", "#  #. #", "# # $ #", "#  $. #", "# $.#@#", "#    ##", "#######"},
        {"#######", "#.   .#", "# $#$ #", "# #.# #", "# $   #", "#  @  #", "#######"},
    };
    Counts counts;
    for (const auto& rows : boards) {
        for (const bool live_only : {true, false}) {
            const Board board = oracle::board_of(rows, {.live_only = live_only});
            check_states(board, oracle::Scope::placements, counts);
        }
    }
    EXPECT_GT(counts.fired, 5000);
    EXPECT_GT(counts.alone, 50);
    EXPECT_GT(counts.solvable, 3000);
}

// All squares live, so that only the row itself decides. Boxes are those of the rows given, their
// number is balanced by goals or boxes far away.
bool is_dead(const std::vector<std::string>& rows) {
    const Board board = oracle::board_of(rows, {.simplify = false, .live_only = false});
    return ClosedDiagonals(board).is_deadlock(board.box_set(), board.player());
}

TEST(ClosedDiagonalTest, JudgesRowsByHand) {
    // One cell, no goal in it: dead. The cell a goal, boxes off goal: dead too, it can be filled,
    // but then a block of four with boxes off goal stands above or below.
    EXPECT_TRUE(is_dead({"########", "#      #", "# #$   #", "# $ $  #", "#  $#  #", "#      #",
                         "#@....##", "########"}));
    EXPECT_TRUE(is_dead({"########", "#      #", "# #$   #", "# $.$  #", "#  $#  #", "#      #",
                         "#@...###", "########"}));
    // All but the lower pair on goals, and the cell one: a box of the lower pair fills it.
    EXPECT_FALSE(is_dead({"########", "#      #", "# #*   #", "# *.$  #", "#  $#  #", "#      #",
                          "#@.#####", "########"}));
    // Two cells; the middle pair can fill the upper cell, but leaves boxes off goal.
    EXPECT_TRUE(is_dead({"#########", "##$     #", "#$ $    #", "# $ $   #", "#  $#   #",
                         "#       #", "#@......#", "#########"}));
    // The same with the upper pair and cell on goals: a push into the upper cell opens the rest.
    EXPECT_FALSE(is_dead({"#########", "##*     #", "#*.$    #", "# $ $   #", "#  $#   #",
                          "#       #", "#@...   #", "#########"}));
    // With the lower cell a goal instead, what is left above it is still shut.
    EXPECT_TRUE(is_dead({"#########", "##*     #", "#* $    #", "# $.$   #", "#  $#   #",
                         "#       #", "#@...   #", "#########"}));
    // Behind a pair of walls a box is free to go, so it need not be on a goal.
    EXPECT_FALSE(is_dead({"########", "#      #", "# $#   #", "# # *  #", "#  *#  #", "#      #",
                          "#@.    #", "########"}));
    // All on goals, but then the corner box is no goal: dead again, it is held by the pair.
    EXPECT_TRUE(is_dead({"########", "#      #", "# $*   #", "# * *  #", "#  *#  #", "#      #",
                         "#@.    #", "########"}));
    // All boxes on goals, but one is wanted in the cell, and walls behind them let none in.
    EXPECT_TRUE(is_dead(
        {"########", "#  #   #", "# #*   #", "##*.*###", "#$ *#  #", "#@ #   #", "########"}));
    // An open end: the corner box's square is free, so the pair can be pushed along.
    EXPECT_FALSE(is_dead({"########", "#      #", "#  $   #", "# $ $  #", "#  $#  #", "#      #",
                          "#@....##", "########"}));
    // The player in the cell can push its way out.
    EXPECT_FALSE(is_dead({"########", "#      #", "# #$   #", "# $@$  #", "#  $#  #", "#      #",
                          "#....###", "########"}));
}

TEST(ClosedDiagonalTest, LeavesRowsBeyondTheLimitAlone) {
    // The same staircase with the greatest length it looks at, and with one cell more.
    for (const int cells : {kDiagonalCellsMax, kDiagonalCellsMax + 1}) {
        const auto side = static_cast<std::size_t>(cells) + 6;
        std::vector<std::string> rows(side, "#" + std::string(side, ' ') + "##");
        rows.front() = rows.back() = std::string(side + 3, '#');
        rows[1][1] = '@';
        const auto first = std::size_t{2};
        const auto last = first + static_cast<std::size_t>(cells) + 1;
        rows[first][first] = rows[last][last] = '#';
        std::size_t boxes = 0;
        for (std::size_t i = first; i < last; ++i) {
            rows[i][i + 1] = rows[i + 1][i] = '$';
            boxes += 2;
        }
        for (std::size_t column = 1; boxes > 0; ++column) {
            for (const std::size_t row : {std::size_t{1}, side - 2}) {
                if (boxes > 0 && rows[row][column] == ' ') {
                    rows[row][column] = '.';
                    --boxes;
                }
            }
        }
        EXPECT_EQ(is_dead(rows), cells == kDiagonalCellsMax) << cells;
    }
}

TEST(ClosedDiagonalTest, NeverFiresAlongASolution) {
    base::Rng rng(42);
    for (int i = 0; i < 100; ++i) {
        auto wish = oracle::small_board(i);
        wish.solvable = true;
        const Board board = oracle::random_board(rng, wish);
        const ClosedDiagonals test(board);
        const PairTable pairs(board, moves::Side::forward);
        const oracle::Exhaustive all(board, oracle::Scope::reachable);
        ASSERT_GT(all.solution().size(), 1U);
        for (const std::size_t at : all.solution()) {
            EXPECT_FALSE(test.is_deadlock(all.state(at).boxes, all.state(at).player));
            EXPECT_FALSE(pairs.is_deadlock(all.state(at).boxes, all.state(at).player));
        }
    }
}

}  // namespace
}  // namespace kura::deadlock
