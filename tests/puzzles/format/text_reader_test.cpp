// Text files: whose title, keys and moves are whose, encodings, limits, files and directories.
#include "puzzles/format/reader.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace kura::puzzles {
namespace {

const std::string kA = "#####\n#@$.#\n#####\n";
const std::string kB = "######\n#@ $.#\n######\n";
const std::string kC = "######\n#.$ @#\n######\n";

std::vector<std::string> titles(const std::string& text) {
    std::vector<std::string> found;
    for (const Entry& entry : read_text(text, "t").entries) {
        EXPECT_TRUE(entry.usable());
        found.push_back(entry.level.title);
    }
    return found;
}

using Titles = std::vector<std::string>;

TEST(TextReaderTest, TitlesBeforeBoards) {
    // Goal: the habits of Microban, boxoban, YASC and GRIGoRusha's files.
    const Titles wanted{"1", "2", "3"};
    EXPECT_EQ(titles("; 1\n\n" + kA + "\n; 2\n\n" + kB + "\n; 3\n\n" + kC), wanted);
    EXPECT_EQ(titles("; 1\n" + kA + "\n; 2\n" + kB + "\n; 3\n" + kC + "\n"), wanted);
    EXPECT_EQ(titles("; Header\n; (c) someone\n\n1\n\n" + kA + "\n2\n\n" + kB + "\n3\n\n" + kC),
              wanted);
    EXPECT_EQ(titles("Title: 1\n" + kA + "\nTitle: 2\n" + kB + "\nTitle: 3\n" + kC), wanted);
    EXPECT_EQ(titles("Author: X\nTitle: 1\nComment:\nred\nComment-End:\n" + kA +
                     "Author: X\nTitle: 2\n" + kB + "Author: X\nTitle: 3\n" + kC),
              (Titles{"1", "2", "3"}));
    EXPECT_EQ(titles("Title: one\n\n" + kA), Titles{"one"});
    EXPECT_EQ(titles(kA), Titles{""});
}

TEST(TextReaderTest, TitlesAfterBoards) {
    // Goal: the habits of JSoko and of sets with the title below, with and without a header.
    const Titles wanted{"1", "2", "3"};
    EXPECT_EQ(titles(kA + "\n; 1\n\n" + kB + "\n; 2\n\n" + kC + "\n; 3\n"), wanted);
    EXPECT_EQ(titles(kA + "1\n\n" + kB + "2\n\n" + kC + "3\n"), wanted);
    EXPECT_EQ(titles(kA + "Title: 1\n\n" + kB + "Title: 2\n\n" + kC + "Title: 3\n"), wanted);
    EXPECT_EQ(titles("Title: The set\nAuthor: X\n\n" + kA + "\nTitle: 1\nnote\n\n" + kB +
                     "\nTitle: 2\nAuthor: Y\n\n" + kC + "\nTitle: 3\n"),
              wanted);
    EXPECT_EQ(titles("A set of puzzles\nby its author\n\n" + kA + "\n1\n\n" + kB + "\n2\n\n" + kC +
                     "\n3\n"),
              wanted);
    EXPECT_EQ(titles(kA + "Author: X\nTitle: one\n"), Titles{"one"});
}

TEST(TextReaderTest, KeysCommentsAndHeader) {
    // Goal: every part of a level comes from the right lines.
    const ReadResult result =
        read_text("Collection: The set\nAuthor: Everybody\n\n:: raw\n" + kA +
                      "Title: a\nDifficulty: 3\nDate created: today\nhttp://example.org\n"
                      "Comment:\n  first\n\n#####\n#@$.#\n#####\nComment-End:\nLevel 3: prose\n\n" +
                      kB + "title:b\nTitle: b\nAUTHOR: Me\nTitle: again\nComment: short\n",
                  "s.sok");
    ASSERT_EQ(result.entries.size(), 2U);
    EXPECT_EQ(result.collection, "The set");
    const Level& a = result.entries[0].level;
    EXPECT_EQ(a.title, "a");
    EXPECT_EQ(a.author, "Everybody");
    EXPECT_EQ(a.source, "s.sok");
    EXPECT_EQ(a.index, 1);
    EXPECT_EQ(a.line, 5);
    using Fields = std::vector<std::pair<std::string, std::string>>;
    EXPECT_EQ(a.fields, (Fields{{"Difficulty", "3"}, {"Date created", "today"}}));
    EXPECT_EQ(a.comment, "http://example.org\n  first\n\n#####\n#@$.#\n#####\nLevel 3: prose");
    const Level& b = result.entries[1].level;
    EXPECT_EQ(b.title, "b");
    EXPECT_EQ(b.author, "Me");
    EXPECT_EQ(b.index, 2);
    EXPECT_EQ(b.fields, (Fields{{"Title", "again"}}));
    EXPECT_EQ(b.comment, "title:b\nshort");
}

TEST(TextReaderTest, KeysUnderABoardAreNoRows) {
    // Goal: a short key whose value looks like squares does not become the board's last row; a
    // damaged row still does.
    const ReadResult result = read_text(kA + "t: #   #\n\n" + kB + "x#   ##\n", "t");
    ASSERT_EQ(result.entries.size(), 2U);
    EXPECT_TRUE(result.entries[0].usable());
    using Fields = std::vector<std::pair<std::string, std::string>>;
    EXPECT_EQ(result.entries[0].level.fields, (Fields{{"t", "#   #"}}));
    EXPECT_FALSE(result.entries[1].usable());
}

TEST(TextReaderTest, StoredMovesBelongToTheBoardAbove) {
    // Goal: solutions and snapshots in all spellings; words that look like moves stay prose.
    const ReadResult result = read_text("Solution\nlurd\n\nfirst\n" + kA +
                                            "Solution 1\n2r\nL l\n\nSolution/Pushes (3)\nRRR\n"
                                            "Snapshot 7\n\nud\nSolution: dull\n\ndull\n" +
                                            kB + "Solution\nA short one\n",
                                        "t");
    ASSERT_EQ(result.entries.size(), 2U);
    const Level& a = result.entries[0].level;
    ASSERT_EQ(a.solutions.size(), 3U);
    EXPECT_EQ(a.solutions[0].name, "Solution 1");
    EXPECT_EQ(a.solutions[0].lurd, "rrLl");
    EXPECT_EQ(a.solutions[1].name, "Solution/Pushes (3)");
    EXPECT_EQ(a.solutions[1].lurd, "RRR");
    EXPECT_EQ(a.solutions[2].lurd, "dull");
    ASSERT_EQ(a.snapshots.size(), 1U);
    EXPECT_EQ(a.snapshots[0].name, "Snapshot 7");
    EXPECT_EQ(a.snapshots[0].lurd, "ud");
    EXPECT_EQ(a.title, "first");
    EXPECT_EQ(result.entries[1].level.title, "dull");
    EXPECT_TRUE(result.entries[1].level.solutions.empty());
}

TEST(TextReaderTest, QuotedLinesOfACommentLoseOneQuote) {
    // Goal: "> " goes only where a writer had to put it: before what would end the comment.
    const ReadResult result = read_text(kA + "Comment:\n> Comment-End: a\n> > comments\n> b\n"
                                             ">Comment c\nComment-End:\n",
                                        "t");
    ASSERT_EQ(result.entries.size(), 1U);
    EXPECT_EQ(result.entries[0].level.comment, "Comment-End: a\n> comments\n> b\n>Comment c");
}

TEST(TextReaderTest, NamesOfStoredMovesAreHeaders) {
    // Goal: a name ends before its colons, and never holds moves of its own.
    const ReadResult result = read_text(kA + "Solution::\nR\nSolution \x01:\x01ll:\nR\n"
                                             "Best Solution 3: by me :\nR\n",
                                        "t");
    ASSERT_EQ(result.entries.size(), 1U);
    std::vector<std::string> names;
    for (const StoredMoves& stored : result.entries[0].level.solutions) {
        names.push_back(stored.name);
    }
    EXPECT_EQ(names, (std::vector<std::string>{"Solution", "Solution", "Best Solution 3: by me"}));
}

TEST(TextReaderTest, TextsBecomeCleanUtf8) {
    // Goal: Latin-1 and UTF-8 give the same title; control characters vanish; long titles are cut
    // between characters.
    EXPECT_EQ(titles("; Caf\xE9\n" + kA), Titles{"Caf\xC3\xA9"});
    EXPECT_EQ(titles("\xEF\xBB\xBF; Caf\xC3\xA9\n" + kA), Titles{"Caf\xC3\xA9"});
    EXPECT_EQ(titles(std::string("; a\0\x1B[31m\n", 10) + kA), Titles{"a  [31m"});
    std::string wide = "x";
    while (wide.size() < 2000) {
        wide += "\xC3\xA9";
    }
    EXPECT_EQ(titles("; " + wide + "\n" + kA), Titles{wide.substr(0, kTitleBytesMax - 1)});
}

void expect_problem(const ReadResult& result, DiagnosisCode code, int line) {
    ASSERT_EQ(result.problems.size(), 1U);
    EXPECT_EQ(name(result.problems[0].diagnosis.code), name(code));
    EXPECT_EQ(result.problems[0].diagnosis.line, line);
}

TEST(TextReaderTest, FileProblemsAreNamed) {
    // Goal: each file-level diagnosis; what can be read beside it is read.
    expect_problem(read_text("", "t"), DiagnosisCode::no_puzzles, 0);
    expect_problem(read_text("just prose\n", "t"), DiagnosisCode::no_puzzles, 0);
    expect_problem(read_text("\xFF\xFE#\0", "t"), DiagnosisCode::bad_encoding, 0);
    expect_problem(read_path("/nonexistent/x.sok"), DiagnosisCode::unreadable, 0);
    const ReadResult line = read_text("a\n" + std::string(kLineBytesMax + 1, '#') + '\n' + kA, "t");
    expect_problem(line, DiagnosisCode::line_too_long, 2);
    EXPECT_EQ(line.entries.size(), 1U);
    const ReadResult lines = read_text(kA + std::string(kLinesMax, '\n') + kB, "t");
    expect_problem(lines, DiagnosisCode::file_too_large, static_cast<int>(kLinesMax) + 1);
    EXPECT_EQ(lines.entries.size(), 1U);
}

TEST(TextReaderTest, EmptyRowsCountOnlyBeforeOthers) {
    // Goal: a board of 64 rows may trail any number of empty ones; a row behind them is one too
    // many, however many they are.
    std::string board = "#####\n#@$.#\n#####\n";
    for (int row = 3; row < kSideMax; ++row) {
        board += "#\n";
    }
    for (const int empty : {0, 1, 2, 3, 100}) {
        std::string tail;
        for (int i = 0; i < empty; ++i) {
            tail += "-\n";
        }
        const ReadResult good = read_text(board + tail, "t");
        ASSERT_EQ(good.entries.size(), 1U);
        EXPECT_TRUE(good.entries[0].usable()) << empty;
        EXPECT_EQ(good.entries[0].level.rows.size(), static_cast<std::size_t>(kSideMax));
        const ReadResult bad = read_text(board + tail + "###\n", "t");
        ASSERT_EQ(bad.entries.size(), 1U);
        ASSERT_FALSE(bad.entries[0].usable()) << empty;
        EXPECT_EQ(bad.entries[0].diagnoses[0].code, DiagnosisCode::too_large);
    }
}

TEST(TextReaderTest, TooManyPuzzlesAreCutOff) {
    // Goal: the number of puzzles is limited, the rest is dropped with one problem.
    std::string text;
    for (std::size_t i = 0; i <= kPuzzlesMax; ++i) {
        text += "#@$.#\n\n";
    }
    const ReadResult result = read_text(text, "t");
    EXPECT_EQ(result.entries.size(), kPuzzlesMax);
    expect_problem(result, DiagnosisCode::too_many_puzzles, static_cast<int>(2 * kPuzzlesMax) + 1);
}

TEST(TextReaderTest, ExpandedMovesOfAFileAreLimited) {
    // Goal: a hundred short lines that ask for 2^20 moves each do not exhaust memory.
    std::string text = kA;
    for (int i = 0; i < 100; ++i) {
        text += "Solution\n1048576l\n";
    }
    const ReadResult result = read_text(text, "t");
    ASSERT_EQ(result.entries.size(), 1U);
    EXPECT_EQ(result.entries[0].level.solutions.size(), kStoredMovesTotalMax >> 20U);
    EXPECT_EQ(result.entries[0].diagnoses.size(), 100 - (kStoredMovesTotalMax >> 20U));
    EXPECT_TRUE(result.entries[0].usable());
}

TEST(TextReaderTest, LongGapsAndEndlessSectionsTakeLinearTime) {
    // Goal: work grows with the file, not with its square; at the square each of these texts would
    // take minutes, and ctest's time limit would fail the test.
    std::string prose = kA;
    std::string comments = kA;
    std::string xml = "<S>";
    for (int i = 0; i < 300'000; ++i) {
        prose += "\x01\n";
        comments += "Comment:\n";
        xml += "<!--x>";
    }
    EXPECT_EQ(titles(prose + "Title: end\n"), Titles{"end"});
    EXPECT_EQ(read_text(comments, "t").entries.size(), 1U);
    expect_problem(read_text(xml, "t"), DiagnosisCode::bad_xml, 1);
}

TEST(TextReaderTest, DirectoriesAreReadInOrder) {
    // Goal: known extensions only, sorted, subdirectories included, index per file.
    namespace fs = std::filesystem;
    const fs::path top = fs::path(testing::TempDir()) / "kura_reader_test";
    fs::remove_all(top);
    fs::create_directories(top / "b");
    expect_problem(read_path(top.string()), DiagnosisCode::no_puzzles, 0);
    std::ofstream(top / "c.XSB") << kA << '\n' << kB;
    std::ofstream(top / "b" / "x.sok") << kC;
    std::ofstream(top / "a.txt") << "no puzzle here\n";
    std::ofstream(top / "notes.md") << kC;
    const ReadResult result = read_path(top.string());
    ASSERT_EQ(result.entries.size(), 3U);
    EXPECT_EQ(result.entries[0].level.source, (top / "b" / "x.sok").string());
    EXPECT_EQ(result.entries[2].level.source, (top / "c.XSB").string());
    EXPECT_EQ(result.entries[2].level.index, 2);
    expect_problem(result, DiagnosisCode::no_puzzles, 0);
    fs::remove_all(top);
}

}  // namespace
}  // namespace kura::puzzles
