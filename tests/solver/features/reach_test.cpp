// Reach tables of lone boxes and of the player against searches step by step.

#include "solver/features/reach.hpp"

#include "tests/solver/features/lone_box.hpp"
#include "tests/support/levels.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace kura::features {
namespace {

using board::Board;
using board::Square;

Board random_board(std::uint64_t seed) {
    const auto board =
        Board::make(support::random_level({.rows = 6 + static_cast<int>(seed % 4),
                                           .columns = 7 + static_cast<int>(seed % 3),
                                           .boxes = 3,
                                           .wall_percent = 10 + static_cast<int>(seed % 3) * 15,
                                           .seed = seed}),
                    {.simplify = false, .live_only = seed % 2 == 0});
    EXPECT_TRUE(board.has_value());
    return *board;
}

TEST(ReachTest, PushesAreThoseOfALoneBox) {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        const Board board = random_board(seed);
        Reach reach(board);
        for (Square from = 0; from < board.square_count(); ++from) {
            const auto expected = testing::lone_box_pushes(board, from, board.no_squares());
            for (int again = 0; again < 2; ++again) {  // made, then kept
                const board::SquareSet& found = reach.pushes_from(from);
                for (Square to = 0; to < board.square_count(); ++to) {
                    ASSERT_EQ(found.contains(to), expected[to] != board::kFar)
                        << seed << ": " << from << " to " << to;
                }
            }
        }
    }
}

TEST(ReachTest, PullsFromGoalAreTheFewestPushesToOne) {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        const Board board = random_board(seed);
        const Reach reach(board);
        for (Square from = 0; from < board.square_count(); ++from) {
            const auto pushes = testing::lone_box_pushes(board, from, board.no_squares());
            std::uint16_t nearest = board::kFar;
            for (const Square goal : board.goals()) {
                nearest = std::min(nearest, pushes[goal]);
            }
            ASSERT_EQ(reach.pulls_from_goal(from), nearest) << seed << ": " << from;
        }
    }
}

TEST(ReachTest, WalksAreShortestThroughBoxes) {
    // Goal: steps count as if there were no box. Method: relaxed over and over until nothing
    // changes, without a queue.
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const Board board = random_board(seed);
        Reach reach(board);
        for (Square from = 0; from < board.square_count(); ++from) {
            std::vector<std::uint16_t> steps(static_cast<std::size_t>(board.square_count()),
                                             board::kFar);
            steps[from] = 0;
            for (bool changed = true; changed;) {
                changed = false;
                for (Square square = 0; square < board.square_count(); ++square) {
                    for (const Square next : board.neighbours(square)) {
                        if (next != board::kNoSquare && steps[square] != board::kFar &&
                            steps[next] > steps[square] + 1) {
                            steps[next] = static_cast<std::uint16_t>(steps[square] + 1);
                            changed = true;
                        }
                    }
                }
            }
            ASSERT_EQ(reach.walks_from(from), steps);
        }
    }
}

}  // namespace
}  // namespace kura::features
