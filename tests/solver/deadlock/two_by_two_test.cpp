// The 2x2 test against exhaustive search and a naive scan of all blocks of the board.
#include "solver/deadlock/two_by_two.hpp"

#include "tests/solver/deadlock/boards.hpp"
#include "tests/solver/deadlock/exhaustive.hpp"

#include <gtest/gtest.h>

namespace kura::deadlock {
namespace {

using board::Board;
using board::Square;
using board::SquareSet;

// Looks at every block of four cells that holds `moved`, by coordinates.
bool naive_two_by_two(const Board& board, const SquareSet& boxes, Square moved) {
    const auto at = [&](int row, int column) {
        for (Square square = 0; square < board.square_count(); ++square) {
            if (board.where(square).row == row && board.where(square).column == column) {
                return square;
            }
        }
        return board::kNoSquare;
    };
    const auto [row, column] = board.where(moved);
    for (int top = row - 1; top <= row; ++top) {
        for (int left = column - 1; left <= column; ++left) {
            bool full = true;
            bool off_goal = false;
            for (int cell = 0; cell < 4; ++cell) {
                const Square square = at(top + cell / 2, left + cell % 2);
                full = full && (square == board::kNoSquare || boxes.contains(square));
                off_goal = off_goal || (square != board::kNoSquare && !board.is_goal(square));
            }
            if (full && off_goal) {
                return true;
            }
        }
    }
    return false;
}

TEST(TwoByTwoTest, EqualsTheNaiveScanAndFlagsNothingThatCanBeSolved) {
    base::Rng rng(21);
    int dead = 0;
    int found = 0;
    for (int i = 0; i < 60; ++i) {
        const Board board = i < static_cast<int>(oracle::kBoards.size())
                                ? oracle::board_of(oracle::kBoards[static_cast<std::size_t>(i)])
                                : oracle::random_board(rng, oracle::small_board(i));
        const oracle::Exhaustive all(board, oracle::Scope::reachable);
        for (std::size_t at = 0; at < all.size(); ++at) {
            const SquareSet& boxes = all.state(at).boxes;
            bool flagged = false;
            boxes.for_each([&](Square box) {
                const bool block = makes_two_by_two(board, boxes, box);
                ASSERT_EQ(block, naive_two_by_two(board, boxes, box));
                flagged = flagged || block;
            });
            ASSERT_FALSE(flagged && all.solvable(at));
            dead += all.solvable(at) ? 0 : 1;
            found += flagged ? 1 : 0;
        }
    }
    EXPECT_GT(found * 10, dead) << found << " of " << dead;
}

}  // namespace
}  // namespace kura::deadlock
