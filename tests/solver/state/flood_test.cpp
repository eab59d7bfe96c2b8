#include "solver/base/rng.hpp"
#include "solver/state/state.hpp"
#include "tests/support/levels.hpp"
#include "tests/support/naive.hpp"

#include <gtest/gtest.h>

#include <set>

namespace kura::state {
namespace {

struct Size {
    int rows;
    int columns;
    int words;  // at most
};

TEST(FloodTest, AgreesWithTheNaiveFloodAtEverySize) {
    // Goal: the player's region and its first square, for every word count with its own code and
    // for the largest boards. Method: random mazes and boxes against a flood over characters.
    const std::vector<Size> sizes{{6, 6, 1},   {10, 10, 1}, {11, 12, 2},  {14, 14, 3},
                                  {17, 17, 4}, {20, 20, 6}, {30, 40, 18}, {64, 64, 61},
                                  {64, 10, 8}, {10, 64, 8}};
    std::set<int> word_counts;
    for (const Size& size : sizes) {
        for (std::uint64_t seed = 1; seed <= 12; ++seed) {
            const puzzles::Level level =
                support::random_level({.rows = size.rows,
                                       .columns = size.columns,
                                       .boxes = 2 + static_cast<int>(seed) * size.rows / 8,
                                       .wall_percent = static_cast<int>(seed) * 4,
                                       .seed = seed});
            const auto board = board::Board::make(level, {false, false});
            ASSERT_TRUE(board) << board.error().message;
            EXPECT_LE(board->words(), size.words);
            word_counts.insert(board->words());
            board::SquareSet region(board->square_count());
            flood(*board, board->box_set(), board->player(), region);
            const auto expected = support::NaivePosition(level).reachable();
            std::vector<std::pair<int, int>> found;
            region.for_each([&](board::Square square) {
                found.emplace_back(board->where(square).row, board->where(square).column);
            });
            EXPECT_EQ(found, expected) << size.rows << "x" << size.columns << " seed " << seed;
            const auto first =
                board->where(normalised_player(*board, board->box_set(), board->player()));
            EXPECT_EQ(std::pair(first.row, first.column), expected.front());
        }
    }
    for (const int words : {1, 2, 3, 4}) {
        EXPECT_TRUE(word_counts.contains(words)) << words;
    }
    EXPECT_GE(*word_counts.rbegin(), 50);
}

TEST(FloodTest, RegionOfAnotherBoardIsResized) {
    // Goal: a region left from a smaller board doesn't keep its size or its squares.
    const auto board = board::Board::make(
        support::random_level({.rows = 20, .columns = 20, .wall_percent = 5, .seed = 2}));
    ASSERT_TRUE(board);
    board::SquareSet fresh(board->square_count());
    board::SquareSet used(3);
    used.insert(2);
    flood(*board, board->box_set(), board->player(), fresh);
    flood(*board, board->box_set(), board->player(), used);
    EXPECT_EQ(fresh, used);
}

}  // namespace
}  // namespace kura::state
