#include "puzzles/verify/verify.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kura::puzzles {
namespace {

Level level_of(std::vector<std::string> rows) {
    Level level;
    level.rows = std::move(rows);
    return level;
}

// Two boxes in a hall: both are pushed to the right wall.
const Level kHall = level_of({"########", "#@ $  .#", "#  $  .#", "#      #", "########"});

TEST(VerifyTest, SolutionIsReplayedAndCounted) {
    // Goal: every statistic of a two-box solution, counted by hand; the moves are given in small
    // letters where a box is pushed, the capitals are found out.
    const Verification w = verify(kHall, "rRRRlllldrrrr");
    EXPECT_TRUE(w.solved) << w.error;
    EXPECT_EQ(w.error, "");
    EXPECT_EQ(w.error_at, -1);
    EXPECT_EQ(w.canonical, "rRRRlllldrRRR");
    EXPECT_EQ(w.moves, 13);
    EXPECT_EQ(w.pushes, 6);
    EXPECT_EQ(w.box_lines, 2);
    EXPECT_EQ(w.box_changes, 2);
    EXPECT_EQ(w.pushing_sessions, 2);
    EXPECT_EQ(w.player_lines, 4);
}

TEST(VerifyTest, LinesAndSessionsDiffer) {
    // Goal: a walk between pushes of one box in one direction ends the session, not the line; a
    // turn ends the line, not the box's turn.
    const Verification x =
        verify(level_of({"########", "#      #", "#@$    #", "#    . #", "########"}), "RlrRRurD");
    EXPECT_TRUE(x.solved) << x.error;
    EXPECT_EQ(x.pushes, 4);
    EXPECT_EQ(x.box_changes, 1);
    EXPECT_EQ(x.box_lines, 2);
    EXPECT_EQ(x.pushing_sessions, 3);
    EXPECT_EQ(x.player_lines, 6);
}

TEST(VerifyTest, CaseCountsAndSpacesDoNotMatter) {
    // Goal: case is derived from the replay, whatever the text says.
    EXPECT_EQ(verify(kHall, "R3r\n4LD 4r").canonical, "rRRRlllldrRRR");
    EXPECT_TRUE(verify(kHall, "R3r\n4LD 4r").solved);
}

TEST(VerifyTest, IllegalMovesStopTheReplay) {
    // Goal: walls, blocked boxes and bad text are refused at the right place; what came before is
    // kept as canonical.
    const Verification wall = verify(kHall, "dddd");
    EXPECT_FALSE(wall.solved);
    EXPECT_EQ(wall.error_at, 2);
    EXPECT_EQ(wall.canonical, "dd");
    const Verification blocked = verify(kHall, "rRRRR");
    EXPECT_EQ(blocked.error_at, 4);
    EXPECT_NE(blocked.error.find("box"), std::string::npos);
    const Verification two = verify(level_of({"######", "#@$$.#", "#.   #", "######"}), "r");
    EXPECT_EQ(two.error_at, 0);
    const Verification text = verify(kHall, "rr?");
    EXPECT_EQ(text.error_at, 2);
    EXPECT_EQ(text.moves, 0);
}

TEST(VerifyTest, UnfinishedIsNotSolved) {
    // Goal: legal moves that leave a box elsewhere are no solution, and pushing a box off its goal
    // counts again.
    EXPECT_EQ(verify(kHall, "rRRR").error, "1 box is not on a goal at the end");
    const Level level = level_of({"######", "#@*  #", "######"});
    EXPECT_TRUE(verify(level, "").solved);
    EXPECT_FALSE(verify(level, "R").solved);
}

TEST(VerifyTest, DecorationNeitherHelpsNorHinders) {
    // Goal: boxes out of reach need no goal.
    const Level level = level_of({" *######", "##@ $.##", "#########", "#$ #", "####"});
    EXPECT_TRUE(verify(level, "rR").solved);
}

TEST(VerifyTest, InvalidLevelsAreRefused) {
    // Goal: no replay on boards that break the rules, so it can't leave the board.
    for (const auto& rows : std::vector<std::vector<std::string>>{{},
                                                                  {"@$."},
                                                                  {"#@$.", "####"},
                                                                  {"####", "#$.#", "####"},
                                                                  {"#####", "#@$ #", "#####"}}) {
        const Verification v = verify(level_of(rows), "lurd");
        EXPECT_FALSE(v.solved);
        EXPECT_EQ(v.error.substr(0, 14), "invalid puzzle");
    }
}

}  // namespace
}  // namespace kura::puzzles
