// Goal: the small parts of the command line do what their headers say.
// Method: tables of inputs and what must come out; the batch runner with counters.
#include "tools/cli/batch.hpp"
#include "tools/cli/drawing.hpp"
#include "tools/cli/exit_codes.hpp"
#include "tools/cli/outcome.hpp"
#include "tools/cli/solution_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

namespace kura::cli {
namespace {

puzzles::Level level_of(std::vector<std::string> rows) {
    puzzles::Level level;
    level.rows = std::move(rows);
    return level;
}

TEST(CanonicalBoardTest, MarginsAndOuterFloorDontCount) {
    const std::string plain = canonical_board(level_of({"#####", "#@$.#", "#####"}));
    EXPECT_EQ(plain, canonical_board(level_of({"", "  #####", "  #@$.#   ", "  #####", ""})));
    EXPECT_NE(plain, canonical_board(level_of({"######", "#@$ .#", "######"})));
    EXPECT_NE(plain, canonical_board(level_of({"#####", "#.$@#", "#####"})));
}

TEST(ResumeTest, TakesTheBestRightSolutionThatMeetsTheObjective) {
    puzzles::Level stored = level_of({"#######", "#@ $ .#", "#     #", "#######"});
    stored.solutions = {{"a", "rrL"}, {"b", "drurRR"}, {"c", "rRR"}};
    SolutionIndex index;
    index.add(stored);
    const puzzles::Level asked = level_of({" #######", " #@ $ .#", " #     #", " #######"});
    const SolveResult any = resume_result(index, asked, Objective::any);
    EXPECT_EQ(any.verdict, Verdict::solved);
    EXPECT_EQ(any.solution, "rRR");
    EXPECT_FALSE(resume_result(index, asked, Objective::pushes).has_solution);

    stored.fields = {{"Optimal", "pushes"}};
    SolutionIndex proved;
    proved.add(stored);
    EXPECT_TRUE(resume_result(proved, asked, Objective::pushes).has_solution);
    EXPECT_FALSE(resume_result(proved, asked, Objective::moves).has_solution);
}

TEST(ResumeTest, WrongSolutionsDontCount) {
    puzzles::Level stored = level_of({"#####", "#@$.#", "#####"});
    stored.solutions = {{"a", "L"}};
    SolutionIndex index;
    index.add(stored);
    EXPECT_FALSE(resume_result(index, stored, Objective::any).has_solution);
}

TEST(ReplayTest, DrawsEachStep) {
    Replay replay(level_of({"######", "#.$@.#", "######"}));
    replay.step('L');
    EXPECT_THAT(replay.rows(), testing::ElementsAre("######", "#*@ .#", "######"));
    replay.step('r');
    replay.step('r');
    EXPECT_THAT(replay.rows(), testing::ElementsAre("######", "#*  +#", "######"));
    EXPECT_EQ(replay.pushes(), 1);
    EXPECT_EQ(replay.moves(), 3);
}

TEST(ExitCodeTest, OnePuzzleTellsWhy) {
    struct Case {
        Verdict verdict;
        Reason reason;
        int code;
    };
    for (const Case& expected : {Case{Verdict::solved, Reason::none, kExitOk},
                                 Case{Verdict::unsolvable, Reason::none, kExitUnsolvable},
                                 Case{Verdict::gave_up, Reason::incomplete, kExitGaveUp},
                                 Case{Verdict::gave_up, Reason::memory, kExitMemory},
                                 Case{Verdict::gave_up, Reason::time, kExitTime},
                                 Case{Verdict::gave_up, Reason::nodes, kExitNodes},
                                 Case{Verdict::invalid, Reason::bad_level, kExitBadInput}}) {
        Outcome outcome;
        outcome.result.verdict = expected.verdict;
        outcome.result.reason = expected.reason;
        Totals totals;
        totals.puzzles = 1;
        totals.add(outcome);
        EXPECT_EQ(exit_code(totals, &outcome), expected.code);
        // In a batch only "all solved" is told apart.
        EXPECT_EQ(exit_code(totals, nullptr), expected.code == kExitOk ? kExitOk : kExitUnsolved);
    }
}

TEST(BatchTest, RunsEachIndexOnceHoweverManyJobs) {
    for (const int jobs : {1, 2, 5, 64}) {
        std::vector<std::atomic<int>> runs(37);
        run_batch(
            runs.size(), jobs, [&](std::size_t index) { ++runs[index]; }, [] { return false; });
        for (const auto& count : runs) {
            EXPECT_EQ(count.load(), 1) << jobs;
        }
    }
}

TEST(BatchTest, StartsNothingAfterTheStop) {
    for (const int jobs : {1, 3}) {
        std::atomic<int> runs{0};
        std::atomic<bool> stop{false};
        run_batch(
            1000, jobs,
            [&](std::size_t) {
                if (++runs == 10) {
                    stop = true;
                }
            },
            [&] { return stop.load(); });
        EXPECT_GE(runs.load(), 10);
        EXPECT_LE(runs.load(), 10 + jobs);
    }
}

TEST(BatchTest, NeverMoreAtOnceThanJobs) {
    std::atomic<int> now{0};
    std::atomic<int> most{0};
    run_batch(
        200, 3,
        [&](std::size_t) {
            const int running = ++now;
            int seen = most.load();
            while (seen < running && !most.compare_exchange_weak(seen, running)) {
            }
            --now;
        },
        [] { return false; });
    EXPECT_LE(most.load(), 3);
}

}  // namespace
}  // namespace kura::cli
