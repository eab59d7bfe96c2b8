// Which boxes stand in each other's way to the goals, against lone boxes searched step by step.

#include "solver/features/hotspots.hpp"

#include "solver/base/rng.hpp"
#include "tests/solver/features/lone_box.hpp"
#include "tests/support/levels.hpp"

#include <gtest/gtest.h>

namespace kura::features {
namespace {

using board::Board;
using board::Square;
using board::SquareSet;

// hurts[blocker][square], by the definition.
std::vector<std::vector<bool>> naive_hurts(const Board& board) {
    const auto squares = static_cast<std::size_t>(board.square_count());
    std::vector<std::vector<bool>> hurts(squares, std::vector<bool>(squares));
    const auto counts = [&](Square square) {
        return board.is_live(square) && !board.is_goal(square);
    };
    for (Square box = 0; box < squares; ++box) {
        const auto before = testing::lone_box_pushes(board, box, board.no_squares());
        for (Square blocker = 0; blocker < squares; ++blocker) {
            if (blocker == box || !counts(box) || !counts(blocker)) {
                continue;
            }
            SquareSet wall = board.no_squares();
            wall.insert(blocker);
            const auto after = testing::lone_box_pushes(board, box, wall);
            for (const Square goal : board.goals()) {
                if (before[goal] != board::kFar && after[goal] == board::kFar) {
                    hurts[blocker][box] = true;
                }
            }
        }
    }
    return hurts;
}

SquareSet random_boxes(const Board& board, base::Rng& rng) {
    SquareSet boxes = board.no_squares();
    for (std::uint64_t left = rng.below(6); left > 0; --left) {
        boxes.insert(
            static_cast<Square>(rng.below(static_cast<std::uint64_t>(board.square_count()))));
    }
    return boxes;
}

TEST(HotspotsTest, RowsCountAndUnionsAreThoseOfTheDefinition) {
    int hurting = 0;
    for (std::uint64_t seed = 1; seed <= 24; ++seed) {
        const Board board =
            *Board::make(support::random_level({.rows = 6 + static_cast<int>(seed % 3),
                                                .columns = 7,
                                                .boxes = 3,
                                                .wall_percent = 8 + static_cast<int>(seed % 4) * 8,
                                                .seed = seed}),
                         {.simplify = seed % 2 == 0, .live_only = seed % 3 != 0});
        const Hotspots hotspots(board);
        ASSERT_FALSE(hotspots.is_empty());
        const auto hurts = naive_hurts(board);
        for (Square blocker = 0; blocker < board.square_count(); ++blocker) {
            for (Square box = 0; box < board.square_count(); ++box) {
                const bool found = (hotspots.hurt_by(blocker)[box / 64] >> (box % 64) & 1) != 0;
                ASSERT_EQ(found, hurts[blocker][box]) << seed << ": " << blocker << " " << box;
                hurting += found ? 1 : 0;
            }
        }
        base::Rng rng(seed);
        for (int i = 0; i < 40; ++i) {
            const SquareSet boxes = random_boxes(board, rng);
            const Square but = i % 4 == 0 ? board::kNoSquare : boxes.first();
            SquareSet all = board.no_squares();
            SquareSet others = board.no_squares();
            boxes.for_each([&](Square blocker) {
                for (Square box = 0; box < board.square_count(); ++box) {
                    if (hurts[blocker][box]) {
                        all.insert(box);
                        if (blocker != but) {
                            others.insert(box);
                        }
                    }
                }
            });
            SquareSet found = board.all_squares();
            hotspots.hurt_squares(boxes, but, found);
            ASSERT_TRUE(found == others);
            all &= boxes;
            ASSERT_EQ(hotspots.count(boxes), all.count());
        }
    }
    EXPECT_GT(hurting, 200);
}

TEST(HotspotsTest, ABoxInTheOnlyCorridorHurtsAllBehindIt) {
    const auto board = Board::make(support::level_from(
        {"##########", "#    #####", "# $$   ..#", "# @  #####", "#    #####", "##########"}));
    ASSERT_TRUE(board.has_value());
    const Hotspots hotspots(*board);
    EXPECT_EQ(hotspots.count(board->no_squares()), 0);
    SquareSet boxes = board->box_set();
    EXPECT_LT(hotspots.count(boxes), 2);
    for (Square square = 0; square < board->square_count(); ++square) {
        if (board->where(square).row == 2 && board->where(square).column == 6) {
            boxes.insert(square);
        }
    }
    ASSERT_EQ(boxes.count(), 3);
    EXPECT_EQ(hotspots.count(boxes), 2);
}

TEST(HotspotsTest, ATooLargeBoardGetsAnEmptyTable) {
    // Goal: the limit on work holds, and an empty table answers nothing to every question.
    const Board board =
        *Board::make(support::random_level(
                         {.rows = 40, .columns = 40, .boxes = 60, .wall_percent = 5, .seed = 2}),
                     {.simplify = false, .live_only = true});
    const Hotspots hotspots(board);
    EXPECT_TRUE(hotspots.is_empty());
    EXPECT_EQ(hotspots.count(board.live_set()), 0);
    SquareSet hurt = board.all_squares();
    hotspots.hurt_squares(board.live_set(), board::kNoSquare, hurt);
    EXPECT_TRUE(hurt.empty());
}

}  // namespace
}  // namespace kura::features
