#include "puzzles/level/analyse.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace kura::puzzles {
namespace {

Level level_of(std::vector<std::string> rows, int line = 1) {
    Level level;
    level.rows = std::move(rows);
    level.line = line;
    return level;
}

void expect_one(const Level& level, DiagnosisCode code, int line, int column) {
    const std::vector<Diagnosis> found = diagnose(level);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(name(found[0].code), name(code));
    EXPECT_EQ(found[0].line, line);
    EXPECT_EQ(found[0].column, column);
    EXPECT_FALSE(found[0].message.empty());
}

TEST(AnalyseTest, GoodLevelHasNoFindingsAndRightCounts) {
    // Goal: counts and the inner area of a plain board; by hand.
    const Analysis a = analyse(level_of({"  ####", "###  #", "#@$*.#", "######"}));
    EXPECT_FALSE(a.error);
    EXPECT_TRUE(a.notes.empty());
    EXPECT_EQ(a.boxes, 2);
    EXPECT_EQ(a.goals, 2);
    EXPECT_EQ(a.boxes_on_goals, 1);
    EXPECT_EQ(a.player_row, 2);
    EXPECT_EQ(a.player_column, 1);
    EXPECT_TRUE(a.is_inner(1, 3));
    EXPECT_FALSE(a.is_inner(0, 0));
    EXPECT_FALSE(a.is_inner(-1, 2));
    EXPECT_FALSE(a.is_inner(1, 99));
}

TEST(AnalyseTest, EachErrorIsNamedAndPlaced) {
    // Goal: one error a board, the right one, at its place; a table of smallest examples.
    expect_one(level_of({"#####", "# $.#", "#####"}, 7), DiagnosisCode::no_player, 7, 1);
    expect_one(level_of({"######", "#@$.+#", "######"}, 7), DiagnosisCode::two_players, 8, 5);
    expect_one(level_of({"#####", "#@$.", "#####"}, 7), DiagnosisCode::open_border, 8, 5);
    expect_one(level_of({"#####", "#@ .#", "#####"}, 7), DiagnosisCode::no_boxes, 7, 1);
    expect_one(level_of({"######", "#@$$.#", "######"}, 7), DiagnosisCode::count_mismatch, 7, 1);
    expect_one(level_of({"######", "#@x$.#", "######"}, 7), DiagnosisCode::bad_character, 8, 3);
    expect_one(level_of({std::string(65, '#')}, 7), DiagnosisCode::too_large, 7, 65);
    expect_one(level_of(std::vector<std::string>(65, "#")), DiagnosisCode::too_large, 65, 1);
    expect_one(level_of({}), DiagnosisCode::no_player, 1, 1);
}

TEST(AnalyseTest, LargestBoardIsAccepted) {
    // Goal: the limits themselves are legal: 64x64 with 300 boxes; one box more is not.
    std::vector<std::string> rows(64, '#' + std::string(62, ' ') + '#');
    rows.front() = rows.back() = std::string(64, '#');
    rows[1][1] = '@';
    for (std::size_t i = 0; i < 300; ++i) {
        rows[2 + i / 60][1 + i % 60] = i == 0 ? '$' : '*';
    }
    rows[60][5] = '.';
    EXPECT_TRUE(diagnose(level_of(rows)).empty());
    rows[50][5] = '*';
    expect_one(level_of(rows), DiagnosisCode::too_many_boxes, 1, 1);
}

TEST(AnalyseTest, DecorationIsDroppedBeforeCounting) {
    // Goal: boxes and goals outside the walls, or in closed rooms, do not count; the note says so.
    const Level level = level_of({" *  #####", "#####@  #", "#*$.# $.#", "#########"});
    expect_one(level, DiagnosisCode::decoration, 1, 1);
    const Analysis a = analyse(level);
    EXPECT_EQ(a.boxes, 1);
    EXPECT_EQ(a.goals, 1);
    EXPECT_EQ(a.decoration, 4);
}

TEST(AnalyseTest, SolvedAtStartIsANote) {
    // Goal: a solved level is legal.
    const std::vector<Diagnosis> found = diagnose(level_of({"####", "#@*#", "####"}));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].code, DiagnosisCode::already_solved);
    EXPECT_FALSE(is_error(found[0].code));
}

TEST(DiagnosisTest, NamesAreDistinct) {
    // Goal: scripts can tell diagnoses apart; every value of the enum is named.
    std::set<std::string_view> names;
    const int last = static_cast<int>(DiagnosisCode::no_puzzles);
    for (int i = 0; i <= last; ++i) {
        names.insert(name(static_cast<DiagnosisCode>(i)));
    }
    EXPECT_EQ(names.size(), static_cast<std::size_t>(last) + 1);
    EXPECT_EQ(names.count("unknown"), 0U);
}

TEST(DiagnosisTest, DescribeLeavesOutWhatIsNotKnown) {
    // Goal: the printed form is that of compilers.
    EXPECT_EQ(describe({DiagnosisCode::no_player, "the message", 3, 4}, "a.sok"),
              "a.sok:3:4: error: no_player: the message");
    EXPECT_EQ(describe({DiagnosisCode::decoration, "m", 3, 0}, "a.sok"),
              "a.sok:3: note: decoration: m");
    EXPECT_EQ(describe({DiagnosisCode::unreadable, "m", 0, 0}, "a"), "a: error: unreadable: m");
}

}  // namespace
}  // namespace kura::puzzles
