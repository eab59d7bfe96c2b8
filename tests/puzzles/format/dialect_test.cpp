// Boards: characters of all dialects, run lengths, and telling rows from prose.
#include "puzzles/format/reader.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kura::puzzles {
namespace {

using Rows = std::vector<std::string>;

Level only(const std::string& text) {
    const ReadResult result = read_text(text, "test");
    EXPECT_EQ(result.entries.size(), 1U) << text;
    if (result.entries.size() != 1) {
        return {};
    }
    EXPECT_TRUE(result.entries[0].usable()) << text;
    return result.entries[0].level;
}

const Rows kRows{"####", "#@ ####", "#  $. #", "#######"};

TEST(DialectTest, EveryDialectGivesTheSameRows) {
    // Goal: one board in all spellings.
    for (const char* text : {
             "####\n#@ ####\n#  $. #\n#######\n",
             "####---\n#@-####\n#--$.-#\n#######\n",
             "####___\n#p_####\n#__bo_#\n#######\n",
             "####\n#m ####\n#  bO #\n#######",
             "####\r\n#@ ####\r\n#  $. #\r\n#######\r\n",
             "####\r#@ ####\r#  $. #\r#######\r",
             "\xEF\xBB\xBF####\n#@ ####\n#  $. #\n#######\n",
             "    ####   \n    #@ ####\n    #  $. #\n    #######\n",
             "4#|#@-4#|#2-$.-#|7#\n",
             "4#|#@-4#|\n#2-$.-#|7#|\n",
             "4#\n#@-4#\n#2-$.-#\n7#\n",
             "2(2#)|#@-2(##)|#-(-)$.-#|7#",
         }) {
        EXPECT_EQ(only(text).rows, kRows) << text;
    }
}

TEST(DialectTest, PiecesOnGoals) {
    // Goal: the letters for pieces on goals.
    EXPECT_EQ(only("######\n#P bB#\n######").rows, (Rows{"######", "#+ $*#", "######"}));
    EXPECT_EQ(only("######\n#M b*#\n######").rows, (Rows{"######", "#+ $*#", "######"}));
}

TEST(DialectTest, EmptyRowsInsideStay) {
    // Goal: rows written as - or _ keep their place, trailing ones are dropped.
    const std::string text = "#####\n#@$.#\n#####\n-\n___\n## ##\n-----\n\n";
    EXPECT_EQ(only(text).rows, (Rows{"#####", "#@$.#", "#####", "", "", "## ##"}));
    EXPECT_EQ(only("5#|#@$.#|5#|-||2#").rows, (Rows{"#####", "#@$.#", "#####", "", "", "##"}));
}

TEST(DialectTest, TabsReachTheNextEighthColumn) {
    // Goal: a tab is floor, and is noted.
    const ReadResult result = read_text("#########\n#@$.\t#\n#########\n", "t");
    ASSERT_EQ(result.entries.size(), 1U);
    EXPECT_EQ(result.entries[0].level.rows[1], "#@$.    #");
    ASSERT_EQ(result.entries[0].diagnoses.size(), 1U);
    EXPECT_EQ(result.entries[0].diagnoses[0].code, DiagnosisCode::tab_in_board);
    EXPECT_EQ(result.entries[0].diagnoses[0].line, 2);
    EXPECT_EQ(result.entries[0].diagnoses[0].column, 5);
}

TEST(DialectTest, ProseIsNotABoard) {
    // Goal: words and numbers made of board characters, rulers, headings and hashtags are prose;
    // read before and after a good board, they leave it alone.
    const std::string board = "#####\n#@$.#\n#####\n";
    for (const char* prose :
         {"bob", "boo", "mob pop", "...", "---", "1-2", "#1", "Level #3", "#bob", "# of moves: 12",
          "#####\n#####", "#########", "| a | # |", "### Levels ###", "C#", "3.", "* * *"}) {
        for (const std::string& text :
             {std::string(prose) + "\n\n" + board, std::string(prose) + '\n' + board,
              board + '\n' + prose + '\n'}) {
            const ReadResult result = read_text(text, "t");
            ASSERT_GE(result.entries.size(), 1U) << text;
            EXPECT_TRUE(result.problems.empty());
            if (std::string_view(prose).find("##") == std::string_view::npos ||
                text.find(std::string(prose) + '\n' + board) != 0) {
                ASSERT_EQ(result.entries.size(), 1U) << text;
                EXPECT_EQ(result.entries[0].level.rows, (Rows{"#####", "#@$.#", "#####"})) << text;
            }
        }
    }
    for (const char* prose : {"bob", "pop", "Title", "; ...", "1", "12", "Level #3"}) {
        EXPECT_EQ(only(board + prose + '\n').rows.size(), 3U) << prose;
    }
}

TEST(DialectTest, DamagedRowsAreDiagnosedNotSkipped) {
    // Goal: one strange character in a board is an error at its place, UTF-8 and Latin-1 alike.
    for (const auto& [text, shown] : std::vector<std::pair<std::string, std::string>>{
             {"#####\n#@\xC3\xA9$.#\n#####\n", "'\xC3\xA9'"},
             {"#####\n#@\xE9$.#\n#####\n", "'\xC3\xA9'"},
             {"#####\n#@?$.#\n#####\n", "'?'"},
             {"5#|#@?$.#|5#\n\n", "'?'"}}) {
        const ReadResult result = read_text(text, "t");
        ASSERT_EQ(result.entries.size(), 1U) << text;
        ASSERT_EQ(result.entries[0].diagnoses.size(), 1U) << text;
        const Diagnosis& d = result.entries[0].diagnoses[0];
        EXPECT_EQ(d.code, DiagnosisCode::bad_character);
        EXPECT_EQ(d.message.substr(0, shown.size()), shown);
        EXPECT_EQ(d.line, text.front() == '5' ? 1 : 2);
        EXPECT_EQ(d.column, text.front() == '5' ? 6 : 3);
    }
}

TEST(DialectTest, PlacesInRunLengthsAreThoseOfTheFile) {
    // Goal: a finding on a board written in one line has the column of its count's square.
    const ReadResult result = read_text("\n  5#|#@$.#|#2@#|5#\n", "t");
    ASSERT_EQ(result.entries.size(), 1U);
    ASSERT_FALSE(result.entries[0].usable());
    EXPECT_EQ(result.entries[0].diagnoses[0].code, DiagnosisCode::two_players);
    EXPECT_EQ(result.entries[0].diagnoses[0].line, 2);
    EXPECT_EQ(result.entries[0].diagnoses[0].column, 14);
    const ReadResult margin = read_text("   #####\n   #@$.\n   #####\n", "t");
    ASSERT_EQ(margin.entries.size(), 1U);
    EXPECT_EQ(margin.entries[0].diagnoses[0].code, DiagnosisCode::open_border);
    EXPECT_EQ(margin.entries[0].diagnoses[0].column, 8);
}

}  // namespace
}  // namespace kura::puzzles
