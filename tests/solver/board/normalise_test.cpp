#include "solver/board/normalise.hpp"

#include "solver/board/board.hpp"
#include "tests/support/levels.hpp"
#include "tests/support/naive.hpp"

#include <gtest/gtest.h>

#include <string>

namespace kura::board {
namespace {

using support::level_from;

std::vector<std::string> normalised(const puzzles::Level& level, bool simplify = true) {
    const base::Result<Grid> grid = normalised_grid(level, simplify);
    std::vector<std::string> rows;
    if (!grid) {
        return {grid.error().message};
    }
    for (const auto& row : *grid) {
        rows.emplace_back(row.begin(), row.end());
    }
    return rows;
}

using Rows = std::vector<std::string>;

TEST(NormaliseTest, OutsideBecomesWallAndDecorationIsDropped) {
    // Goal: floor, boxes and goals that the player can never reach are dropped, unequal ones too.
    EXPECT_EQ(normalised(level_from({"#####", "#@$.#", "#####", "", "#$ * #"})),
              (Rows{"######", "#@$.##", "######", "######", "######"}));
}

TEST(NormaliseTest, RowsMayDifferInLength) {
    // Goal: short rows count as filled up with outside.
    EXPECT_EQ(normalised(level_from({"####", "#@ ####", "# $ . #", "#######"})),
              (Rows{"#######", "#@ ####", "# $ .##", "#######"}));
}

TEST(NormaliseTest, DeadEndsAreFilled) {
    // Goal: a dead end is filled to its mouth; ends with goal, box or player stay.
    EXPECT_EQ(normalised(level_from({"#########", "#    @  #", "# # ### #", "###.### #",
                                     "### $   #", "###### ##", "#########"})),
              (Rows{"#########", "###  @  #", "### ### #", "###.### #", "### $   #", "#########",
                    "#########"}));
    EXPECT_EQ(
        normalised(level_from({"########", "#@    .#", "### $###", "###   ##", "########"}), true),
        (Rows{"########", "#@    .#", "### $###", "###  ###", "########"}));
}

TEST(NormaliseTest, ImmovableBoxesOnGoalsAreWalls) {
    // Goal: a box on a goal that no pull can ever move is a wall; one that can be pulled, if only
    // after its neighbour, is not.
    EXPECT_EQ(normalised(level_from({"########", "#@ $  .#", "#  #####", "####*#", "   ###"})),
              (Rows{"########", "#@ $  .#", "#  #####", "########", "########"}));
    const Rows pulled_apart{"########", "#**   .#", "#* @$  #", "#      #", "########"};
    EXPECT_EQ(normalised(level_from(pulled_apart)), pulled_apart);
    EXPECT_EQ(normalised(level_from({"#######", "#@$ .##", "#  **##", "#  **##", "#######"})),
              (Rows{"#######", "#@$ .##", "#  **##", "#  **##", "#######"}));
    EXPECT_EQ(
        normalised(level_from({"#######", "#@$ . #", "#  ## #", "# #**##", "# #**##", "#######"})),
        (Rows{"#######", "#@$ .##", "#  ####", "#######", "#######", "#######"}))
        << "outside, and dead ends";
    EXPECT_EQ(normalised(level_from(
                  {"########", "#@$ .  #", "# # ** #", "#   ** #", "#      #", "########"})),
              (Rows{"########", "#@$ .  #", "# # ** #", "#   ** #", "#      #", "########"}));
}

TEST(NormaliseTest, BoxInADoorWithoutRoomToPullIsWall) {
    // Goal: two free squares in a row are needed, one on either side is not enough; and the room
    // behind the door, sealed now, is wall too, with the box on a goal in it that only a player
    // inside could pull. Method: the player's own room keeps its puzzle.
    const puzzles::Level shut = level_from(
        {"########", "#@$. ###", "###*####", "#     ##", "###### #", "#  *   #", "########"});
    EXPECT_EQ(normalised(shut), (Rows{"########", "#@$.####", "########", "########", "########",
                                      "########", "########"}));
    const auto board = Board::make(shut);
    ASSERT_TRUE(board);
    EXPECT_EQ(board->box_count(), 1);
    EXPECT_TRUE(board->box_set().is_subset_of(board->live_set()));
}

TEST(NormaliseTest, WithoutSimplifyingNothingInsideChanges) {
    // Goal: the oracle's setting keeps dead ends and immovable boxes.
    const Rows rows{"########", "#@ $  .#", "#  #  ##", "#*###  #", "########"};
    EXPECT_EQ(normalised(level_from(rows), false), rows);
    EXPECT_NE(normalised(level_from(rows), true), rows);
}

TEST(NormaliseTest, ErrorsAreNamed) {
    // Goal: every broken rule has its own message and code.
    const auto error = [](std::initializer_list<std::string_view> rows) {
        const auto grid = normalised_grid(level_from(rows), true);
        return grid ? std::string("none") : grid.error().message;
    };
    EXPECT_EQ(error({}), "the board is empty");
    EXPECT_EQ(error({"", "   "}), "the board is empty");
    EXPECT_EQ(error({"#####", "# $.#", "#####"}), "there is no player");
    EXPECT_EQ(error({"######", "#@$.@#", "######"}), "there is more than one player");
    EXPECT_EQ(error({"#####", "#@$. ", "#####"}), "the border is open");
    EXPECT_EQ(error({"#####", "#@$.#", "#### "}), "none") << "nobody walks through a corner";
    EXPECT_EQ(error({"#####", "#@  #", "#####"}), "there are no boxes");
    EXPECT_EQ(error({"#####", "#@$$#", "#  .#", "#####"}), "2 boxes but 1 goals");
    EXPECT_EQ(error({"#####", "#@$x#", "#  .#", "#####"}), "the board has an unknown character");
}

TEST(NormaliseTest, LimitsAreKept) {
    // Goal: 64 by 64 with 300 boxes is taken, one more of anything is not.
    std::vector<std::string> rows(64, "#" + std::string(62, ' ') + "#");
    rows.front() = rows.back() = std::string(64, '#');
    rows[1][1] = '@';
    for (std::size_t i = 0; i < 300; ++i) {
        rows[3 + i / 50][2 + i % 50] = '$';
        rows[23 + i / 50][2 + i % 50] = '.';
    }
    const auto board = Board::make(level_from(rows));
    ASSERT_TRUE(board);
    EXPECT_EQ(board->square_count(), 62 * 62);
    EXPECT_EQ(board->box_count(), 300);
    auto more = rows;
    more[40][40] = '$';
    more[41][41] = '.';
    const auto many = Board::make(level_from(more));
    ASSERT_FALSE(many);
    EXPECT_EQ(many.error().code, base::ErrorCode::too_large);
    rows.emplace_back("#");
    const auto tall = Board::make(level_from(rows));
    ASSERT_FALSE(tall);
    EXPECT_EQ(tall.error().code, base::ErrorCode::too_large);
}

TEST(NormaliseTest, SimplifyingNeverChangesTheFewestPushes) {
    // Goal: soundness. Method: exhaustive naive search of random boards before and after.
    int solvable = 0;
    for (std::uint64_t seed = 1; seed <= 400; ++seed) {
        const puzzles::Level level = support::random_level(
            {.rows = 6, .columns = 7, .boxes = 2, .wall_percent = 25, .seed = seed});
        const auto grid = normalised_grid(level, true);
        ASSERT_TRUE(grid);
        const puzzles::Level simple = level_from(normalised(level));
        const auto before = support::naive_search(level, true);
        const auto after = support::naive_search(simple, true);
        EXPECT_EQ(before.pushes, after.pushes) << seed;
        solvable += before.pushes ? 1 : 0;
    }
    EXPECT_GE(solvable, 20);
}

}  // namespace
}  // namespace kura::board
