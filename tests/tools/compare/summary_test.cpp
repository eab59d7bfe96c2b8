// Goal: the figures of a configuration, by hand on small comparisons.
// Method: few runs, figures worked out in the comments.
#include "tools/compare/summary.hpp"

#include "tests/tools/compare/samples.hpp"

#include <gtest/gtest.h>

namespace kura::compare {
namespace {

TEST(SummaryTest, UnsolvedRunsCountTwiceTheLimit) {
    // Goal: PAR-2 and solved. Method: one solved in 1 s, one unsolved of 10 s: (1 + 20) / 2.
    Comparison comparison = sample(1, 2, 1);
    comparison.runs = {solved(0, 0, 0, 1), unsolved(0, 1, 0)};
    const Summary summary = summaries_of(Cells(comparison)).front();
    EXPECT_EQ(summary.solved, 1);
    EXPECT_EQ(summary.total, 2);
    EXPECT_DOUBLE_EQ(*summary.par2_seconds, 10.5);
    EXPECT_DOUBLE_EQ(*summary.quality_score, 0.5);
    EXPECT_DOUBLE_EQ(*summary.geomean_seconds, 1);
    EXPECT_EQ(summary.common, 1);
}

TEST(SummaryTest, AnUnverifiedRunIsUnsolvedAndAProblem) {
    // Goal: a claim is worth nothing. Method: verdict solved without verification, and unverified.
    Comparison comparison = sample(1, 2, 1);
    compare::Run claimed = solved(0, 0, 0, 1);
    claimed.verified = false;
    compare::Run wrong = unsolved(0, 1, 0);
    wrong.verdict = RunVerdict::unverified;
    wrong.problem = "it does not replay";
    comparison.runs = {claimed, wrong};
    const Cells cells(comparison);
    const Summary summary = summaries_of(cells).front();
    EXPECT_EQ(summary.solved, 0);
    EXPECT_EQ(summary.unverified, 1);
    EXPECT_DOUBLE_EQ(*summary.par2_seconds, 20);
    const std::vector<Problem> problems = problems_of(cells);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].run, 1);
}

TEST(SummaryTest, SolvedMeansInEveryRepetition) {
    // Goal: luck is shown apart. Method: one puzzle solved in one of two repetitions.
    Comparison comparison = sample(1, 1, 2);
    comparison.runs = {solved(0, 0, 0, 1), unsolved(0, 0, 1)};
    const Summary summary = summaries_of(Cells(comparison)).front();
    EXPECT_EQ(summary.solved, 0);
    EXPECT_EQ(summary.solved_sometimes, 1);
}

TEST(SummaryTest, QualityIsTheBestKnownByOnesOwn) {
    // Goal: pushes against the best of all configurations. Method: 10 against 8 pushes: 0.8.
    Comparison comparison = sample(2, 1, 1);
    comparison.runs = {solved(0, 0, 0, 1), solved(1, 0, 0, 1)};
    comparison.runs[0].pushes = 10;
    comparison.runs[1].pushes = 8;
    const std::vector<Summary> summaries = summaries_of(Cells(comparison));
    EXPECT_DOUBLE_EQ(*summaries[0].quality_score, 0.8);
    EXPECT_DOUBLE_EQ(*summaries[1].quality_score, 1);
}

TEST(SummaryTest, TheTimeScoreIsLogarithmic) {
    EXPECT_EQ(time_score(0.001, 10), 1);
    EXPECT_EQ(time_score(0.01, 10), 1);
    EXPECT_NEAR(time_score(0.1, 10), 2.0 / 3, 1e-12);
    EXPECT_NEAR(time_score(1, 10), 1.0 / 3, 1e-12);
    EXPECT_EQ(time_score(10, 10), 0);
}

TEST(SummaryTest, RatesAreSumsByRepetitionAndNeedFiveForAnInterval) {
    // Goal: states by the solver's own seconds. Method: 300 + 900 states in 1 + 3 s: 300 a second.
    for (const int repetitions : {4, 5}) {
        Comparison comparison = sample(1, 2, repetitions);
        for (int i = 0; i < repetitions; ++i) {
            for (int puzzle = 0; puzzle < 2; ++puzzle) {
                compare::Run run = solved(0, puzzle, i, 9);
                run.search_seconds = puzzle == 0 ? 1 : 3;
                run.expanded = puzzle == 0 ? 300 : 900;
                comparison.runs.push_back(run);
            }
        }
        const Summary summary = summaries_of(Cells(comparison)).front();
        EXPECT_DOUBLE_EQ(*summary.expanded_per_second.median, 300);
        EXPECT_EQ(summary.expanded_per_second.interval.has_value(), repetitions == 5);
        EXPECT_FALSE(summary.generated_per_second.median);
    }
}

TEST(SummaryTest, UnsolvableIsRefutedByASolutionOfAnother) {
    // Goal: a wrong proof is told. Method: a says unsolvable, b has a verified solution.
    Comparison comparison = sample(2, 1, 1);
    compare::Run wrong = unsolved(0, 0, 0);
    wrong.verdict = RunVerdict::unsolvable;
    comparison.runs = {wrong};
    EXPECT_TRUE(problems_of(Cells(comparison)).empty());
    comparison.runs.push_back(solved(1, 0, 0, 1));
    EXPECT_EQ(problems_of(Cells(comparison)).size(), 1U);
}

}  // namespace
}  // namespace kura::compare
