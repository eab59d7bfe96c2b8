#include "solver/moves/walk.hpp"

#include "solver/base/rng.hpp"
#include "tests/support/levels.hpp"
#include "tests/support/naive.hpp"

#include <gtest/gtest.h>

namespace kura::moves {
namespace {

state::State start_of(const board::Board& board) {
    return {board.box_set(), board.player()};
}

TEST(WalkTest, TextOfASolutionHasShortestWalksBetweenPushes) {
    // Goal: exact text for a board small enough to work out by hand.
    const auto board =
        board::Board::make(support::level_from({"######", "#@   #", "# $  #", "#   .#", "######"}));
    ASSERT_TRUE(board);
    // Squares: 0..3 row one, 4..7 row two, 8..11 row three. The box 5 goes right twice, then down.
    const std::vector<Step> pushes{{5, 6, board::kLeft}, {6, 7, board::kLeft}, {7, 11, board::kUp}};
    const auto text = lurd_of(*board, start_of(*board), pushes);
    ASSERT_TRUE(text);
    EXPECT_EQ(*text, "dRRurD");
}

TEST(WalkTest, NoPushesGiveEmptyText) {
    // Goal: a puzzle solved at the start has the empty solution, which is not "nothing".
    const auto board =
        board::Board::make(support::level_from({"#####", "#@*.#", "# $ #", "#####"}));
    ASSERT_TRUE(board);
    EXPECT_EQ(lurd_of(*board, start_of(*board), {}), "");
}

TEST(WalkTest, IllegalPushesGiveNothing) {
    // Goal: every kind of illegal step is refused. Method: one wrong step each.
    const auto board = board::Board::make(
        support::level_from({"########", "#@ $$  #", "# .  . #", "########"}), {false, false});
    ASSERT_TRUE(board);
    const auto text = [&](Step step) {
        return lurd_of(*board, start_of(*board), std::vector<Step>{step});
    };
    EXPECT_FALSE(text({2, 3, board::kLeft})) << "another box in the way";
    EXPECT_FALSE(text({1, 2, board::kLeft})) << "no box there";
    EXPECT_FALSE(text({3, 4, board::kRight})) << "the player would stand on the other side";
    EXPECT_FALSE(text({2, 8, board::kUp})) << "a wall where the player should stand";
    EXPECT_FALSE(text({3, 2, board::kRight})) << "onto the other box";
    EXPECT_FALSE(text({2, 4, board::kLeft})) << "not one square";
    EXPECT_FALSE(text({999, 3, board::kLeft}));
    EXPECT_FALSE(text({2, 3, 7}));
}

TEST(WalkTest, NothingWhenThePlayerCannotGetThere) {
    // Goal: a push from a region the player is not in is refused.
    const auto board = board::Board::make(support::level_from({"########", "#@ $  .#", "########"}),
                                          {false, false});
    ASSERT_TRUE(board);
    EXPECT_FALSE(lurd_of(*board, start_of(*board), std::vector<Step>{{2, 1, board::kRight}}));
    EXPECT_EQ(lurd_of(*board, start_of(*board), std::vector<Step>{{2, 3, board::kLeft}}), "rR");
}

TEST(WalkTest, RandomPlayReplaysOnTheNaiveBoard) {
    // Goal: the text of any sequence of legal pushes replays on an independent simulator and ends
    // in the same place. Method: random play on random boards.
    base::Rng rng(7);
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const puzzles::Level level = support::random_level(
            {.rows = 9, .columns = 10, .boxes = 4, .wall_percent = 18, .seed = seed});
        const auto board = board::Board::make(level, {false, false});
        ASSERT_TRUE(board);
        state::State state = start_of(*board);
        std::vector<Step> played;
        for (int i = 0; i < 30; ++i) {
            board::SquareSet region = board->no_squares();
            state::flood(*board, state.boxes, state.player, region);
            std::vector<Step> steps;
            generate_steps(*board, state.boxes, region, Side::forward, steps);
            if (steps.empty()) {
                break;
            }
            played.push_back(steps[rng.below(steps.size())]);
            apply(*board, played.back(), Side::forward, state);
        }
        const auto text = lurd_of(*board, start_of(*board), played);
        ASSERT_TRUE(text) << seed;
        support::NaivePosition naive(level);
        ASSERT_TRUE(naive.play(*text)) << seed;
        const auto where = board->where(state.player);
        EXPECT_EQ(naive.player(), std::pair(where.row, where.column)) << seed;
        std::vector<std::pair<int, int>> boxes;
        state.boxes.for_each([&](board::Square square) {
            boxes.emplace_back(board->where(square).row, board->where(square).column);
        });
        EXPECT_EQ(naive.boxes(), boxes) << seed;
    }
}

}  // namespace
}  // namespace kura::moves
