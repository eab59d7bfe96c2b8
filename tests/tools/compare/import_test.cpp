// Goal: results of other programs are taken as they are, and believed only where they replay.
// Method: the files as those programs write them, and damaged ones.
#include "tools/compare/import.hpp"

#include "tests/tools/compare/samples.hpp"
#include "tools/compare/pairs.hpp"
#include "tools/compare/summary.hpp"

#include <gtest/gtest.h>

#include <string>

namespace kura::compare {
namespace {

constexpr const char* kTimes =
    "  Task      Time  Plugin       Result           Moves   Pushes  Level\n"
    "------------------------------------------------------------------------------\n"
    "     1   0:00:02  Other 1.0    OK                   1        1  set #1 number 1\n"
    "     2   0:01:15  Other 1.0    OK                   1        1  set #2 number 2\n"
    "     3   0:00:10  Other 1.0    Time limit                        set #3 number 3\n"
    "------------------------------------------------------------------------------\n"
    "     3   0:01:27  Other 1.0    2 solved             2        2  3 levels\n";
constexpr const char* kSolutions = "#####\n#@$.#\n#####\nTitle: number 1\n\nSolution\nR\n";

TEST(ImportTest, YascsTableWithSolutions) {
    // Goal: times by puzzle, verified here, late ones unsolved, no ratio. Method: limit 10 s; all
    // puzzles have one board.
    Comparison comparison = sample(1, 3, 1);
    ASSERT_TRUE(import_times(kTimes, kSolutions, comparison));
    ASSERT_EQ(comparison.configurations.size(), 2U);
    EXPECT_EQ(comparison.configurations[1].name, "Other 1.0");
    EXPECT_TRUE(comparison.configurations[1].is_imported);
    ASSERT_EQ(comparison.runs.size(), 3U);
    EXPECT_TRUE(comparison.runs[0].is_solved());
    EXPECT_EQ(comparison.runs[0].seconds, 2);
    EXPECT_EQ(comparison.runs[1].seconds, 75);
    EXPECT_EQ(comparison.runs[1].reason, "time");
    EXPECT_TRUE(pairs_of(Cells(comparison)).empty());
}

TEST(ImportTest, WithoutASolutionNothingIsSolved) {
    Comparison comparison = sample(0, 3, 1);
    ASSERT_TRUE(import_times(kTimes, "", comparison));
    EXPECT_EQ(summaries_of(Cells(comparison)).front().solved, 0);
    Comparison wrong = sample(0, 3, 1);
    ASSERT_TRUE(import_times(kTimes, "#####\n#@$.#\n#####\n\nSolution\nL\n", wrong));
    EXPECT_EQ(wrong.runs[0].verdict, RunVerdict::unverified);
}

TEST(ImportTest, ATableOfOtherPuzzlesIsRefused) {
    Comparison comparison = sample(0, 1, 1);
    EXPECT_FALSE(import_times("  7  0:00:01  Other  OK  1  1  else #99\n", "", comparison));
    EXPECT_FALSE(import_times("", "", comparison));
    EXPECT_FALSE(import_times("one two three\n", "", comparison));
}

TEST(ImportTest, NumbersAreThoseOfTheSetNamed) {
    // Goal: "#2" of one set is no puzzle of another. Method: two sets with equal numbers; a name
    // that is the end of another's; a number without a name; a name that is nobody's.
    Comparison comparison = sample(0, 2, 1);
    comparison.sets = {{"ban", "", 1}, {"micro ban", "", 2}};
    comparison.puzzles.push_back(comparison.puzzles[1]);
    for (ComparedPuzzle& puzzle : comparison.puzzles) {
        puzzle.level.title.clear();
    }
    comparison.puzzles[0].level.index = 2;
    comparison.puzzles[1].set = 1;
    comparison.puzzles[2].set = 1;
    comparison.puzzles[2].level.index = 3;
    ASSERT_TRUE(
        import_times("  1  0:00:01  Other  OK           1  1  micro ban #2 #1\n"
                     "  2  0:00:02  Other  Time limit         micro ban #3\n"
                     "  3  0:00:03  Other  OK           1  1  #2\n"
                     "  4  0:00:04  Other  OK           1  1  turban #2\n"
                     "  5  0:00:05  Other  OK           1  1  ban #2\n",
                     "", comparison));
    ASSERT_EQ(comparison.runs.size(), 3U);
    EXPECT_EQ(comparison.runs[0].puzzle, 1);
    EXPECT_EQ(comparison.runs[1].puzzle, 2);
    EXPECT_EQ(comparison.runs[2].puzzle, 0);
    EXPECT_EQ(comparison.runs[2].seconds, 5);
}

TEST(ImportTest, HyperfinesTimes) {
    Comparison comparison;
    ASSERT_TRUE(import_hyperfine(
        R"({"results":[{"command":"a","times":[1.0,2.0],"exit_codes":[0,0]},
                       {"command":"b","times":[4.0,4.0],"exit_codes":[0,1]}]})",
        comparison));
    EXPECT_EQ(comparison.repetitions, 2);
    const std::vector<Summary> summaries = summaries_of(Cells(comparison));
    ASSERT_EQ(summaries.size(), 2U);
    EXPECT_EQ(summaries[0].solved, 0);
    EXPECT_NEAR(*summaries[0].geomean_seconds, 1.414, 0.001);
    EXPECT_EQ(comparison.runs[3].verdict, RunVerdict::failed);
    EXPECT_TRUE(pairs_of(Cells(comparison)).empty());
}

TEST(ImportTest, WhatHyperfineNeverWroteIsRefused) {
    for (const std::string text :
         {"", "{}", R"({"results":[]})", R"({"results":[3]})", R"({"results":[{"command":"a"}]})",
          R"({"results":[{"command":"a","times":["x"]}]})",
          R"({"results":[{"command":"a","times":[-1]}]})", R"({"results":{"a":1}})"}) {
        Comparison comparison;
        EXPECT_FALSE(import_hyperfine(text, comparison)) << text;
    }
    Comparison others = sample(1, 1, 1);
    EXPECT_FALSE(import_hyperfine(R"({"results":[{"command":"a","times":[1]}]})", others));
}

}  // namespace
}  // namespace kura::compare
