// Goal: what --explain and the alarm print. Method: results made up for it.
#include "tools/cli/explain_text.hpp"

#include "tools/cli/exit_codes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kura::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

SolveResult explained(Verdict verdict) {
    SolveResult result;
    result.verdict = verdict;
    result.strategy = "fess";
    Explanation::Lane fess;
    fess.name = "fess";
    fess.expanded = 12;
    fess.share = 0.75;
    fess.dead = {{"pairs", 7}, {"pi_corral", 3}};
    fess.figures = {{"plan_steps", 2}, {"open", 5}};
    fess.plan = {"c4-b2", "sink-d2"};
    fess.best_text = "1 of 2 packed";
    fess.best_rows = {"#####", "#@*.#", "#####"};
    Explanation::Lane astar;
    astar.name = "astar";
    astar.dead = {{"pairs", 9}};
    astar.best_text = "at least 4 pushes to go";
    astar.best_rows = {"#####", "#$@.#", "#####"};
    result.explanation = Explanation{.lanes = {fess, astar}};
    return result;
}

TEST(ExplainTextTest, ShowsLanesTestsPlanAndPositions) {
    const std::string text = explain_text(explained(Verdict::gave_up), DrawStyle::plain);
    EXPECT_THAT(text, AllOf(HasSubstr("plan steps 2, open 5\n"), HasSubstr("c4-b2 sink-d2\n"),
                            HasSubstr("1 of 2 packed\n        #####\n        #@*.#\n"),
                            HasSubstr("#$@.#"), HasSubstr(" 75%"), HasSubstr("pi_corral")));
}

TEST(ExplainTextTest, OfASolvedPuzzleOnlyTheSolvingLanesPosition) {
    EXPECT_THAT(explain_text(explained(Verdict::solved), DrawStyle::plain),
                AllOf(HasSubstr("#@*.#"), Not(HasSubstr("#$@.#"))));
}

TEST(ExplainTextTest, LongPlansAreWrapped) {
    SolveResult result = explained(Verdict::gave_up);
    result.explanation->lanes[0].plan.assign(60, "aa12-bb34");
    const std::string text = explain_text(result, DrawStyle::plain);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        EXPECT_LE(end - at, 100U);
        at = end + 1;
    }
}

TEST(AlarmTest, HasAllThatIsNeededToRunItAgain) {
    puzzles::Level level;
    level.rows = {"######", "#@$ .#", "######"};
    level.index = 3;
    Puzzle puzzle;
    puzzle.entry.level = level;
    Outcome outcome{&puzzle, {}};
    outcome.result.verdict = Verdict::gave_up;
    outcome.result.reason = Reason::contradiction;
    outcome.result.contradiction = Contradiction{.prover = "astar",
                                                 .claim = "that there is no solution",
                                                 .finder = "fess",
                                                 .solution = "RR",
                                                 .pushes = 2,
                                                 .moves = 2,
                                                 .lost_after = 1,
                                                 .lost_rows = {"######", "# @$.#", "######"}};
    EXPECT_THAT(alarm_text(outcome, "--seed 1"),
                AllOf(HasSubstr("astar proved that there is no solution"), HasSubstr("--seed 1"),
                      HasSubstr("\n#@$ .#\n"), HasSubstr("solution: RR"), HasSubstr("# @$.#")));
    Totals totals;
    totals.puzzles = 1;
    totals.add(outcome);
    EXPECT_EQ(exit_code(totals, &outcome), kExitInternal);
    totals.puzzles = 2;
    EXPECT_EQ(exit_code(totals, nullptr), kExitInternal);
}

}  // namespace
}  // namespace kura::cli
