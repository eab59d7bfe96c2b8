// The number of connected areas, by hand.

#include "solver/features/regions.hpp"

#include "tests/support/levels.hpp"

#include <gtest/gtest.h>

namespace kura::features {
namespace {

TEST(RegionsTest, BoxesCutTheBoard) {
    const auto board = board::Board::make(
        support::level_from({"#########", "#   $   #", "#@  $  .#", "#   $ ..#", "#########"}),
        {.simplify = false, .live_only = false});
    ASSERT_TRUE(board.has_value());
    EXPECT_EQ(count_regions(*board, board->no_squares()), 1);
    EXPECT_EQ(count_regions(*board, board->box_set()), 2);
    EXPECT_EQ(count_regions(*board, board->all_squares()), 0);
    board::SquareSet boxes = board->box_set();
    boxes.erase(board->boxes()[1]);
    EXPECT_EQ(count_regions(*board, boxes), 1);
    boxes = board->all_squares();
    boxes.erase(board->boxes()[0]);
    boxes.erase(board->boxes()[2]);
    EXPECT_EQ(count_regions(*board, boxes), 2);
}

}  // namespace
}  // namespace kura::features
