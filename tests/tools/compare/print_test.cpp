// Goal: the tables say what is known, failures first, and can't be broken by what others print.
// Method: a sample with hostile names and messages.
#include "tools/compare/print.hpp"

#include "tests/tools/compare/samples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace kura::compare {
namespace {

using testing::HasSubstr;
using testing::Not;

Comparison hostile() {
    Comparison comparison = sample(2, 2, 1);
    comparison.configurations[1].name = "=cmd|'x'!A1";
    compare::Run failed = unsolved(1, 0, 0);
    failed.verdict = RunVerdict::failed;
    failed.problem = "a\x1b[31m|<script>\nnext, \"quoted\"";
    comparison.runs = {solved(0, 0, 0, 0.00341), failed, solved(0, 1, 0, 12), unsolved(1, 1, 0)};
    return comparison;
}

TEST(PrintTest, FailuresComeFirst) {
    const std::string text = print_text(hostile());
    EXPECT_LT(text.find("Problems"), text.find("Configurations"));
    EXPECT_THAT(text, HasSubstr("failed: a [31m|<script> next"));
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    EXPECT_THAT(text, HasSubstr("Solved by one side only"));
    EXPECT_THAT(text, HasSubstr("too few"));
    EXPECT_THAT(text, HasSubstr("No intervals below 5 repetitions."));
}

TEST(PrintTest, MarkdownCellsStayCells) {
    const std::string text = print_markdown(hostile());
    EXPECT_THAT(text, HasSubstr("\\|\\<script> next"));
    EXPECT_THAT(text, HasSubstr("| configuration "));
}

TEST(PrintTest, CsvHasALineForEachRun) {
    const std::string text = print_csv(hostile());
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 5);
    EXPECT_THAT(text, HasSubstr("'=cmd|'x'!A1,"));
    EXPECT_THAT(text, HasSubstr("\"\"quoted\"\"\""));
}

TEST(PrintTest, OversubscribedIsMarked) {
    Comparison comparison = hostile();
    EXPECT_THAT(print_text(comparison), Not(HasSubstr("oversubscribed")));
    comparison.configurations[0].is_oversubscribed = true;
    EXPECT_THAT(print_text(comparison), HasSubstr("a (oversubscribed)"));
}

}  // namespace
}  // namespace kura::compare
