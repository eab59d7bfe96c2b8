// Goal: a claim becomes a verdict only after the replay; what a process did otherwise is told.
// Method: processes' results made by hand, kura's and others' answers right and wrong.
#include "tools/compare/judge.hpp"

#include "tools/compare/kura_output.hpp"

#include <gtest/gtest.h>

#include <string>

namespace kura::compare {
namespace {

puzzles::Level board() {
    puzzles::Level level;
    level.rows = {"#####", "#@$.#", "#####"};
    return level;
}

ProcessResult done(std::string output, double seconds = 1) {
    ProcessResult result;
    result.ended = Ended::itself;
    result.exit_code = 0;
    result.seconds = seconds;
    result.output = std::move(output);
    return result;
}

std::string line(const std::string& verdict, const std::string& solution) {
    return R"({"schema":1,"verdict":")" + verdict + R"(","reason":"","detail":"","solution":)" +
           (solution.empty() ? "null" : '"' + solution + '"') +
           R"(,"expanded":5,"generated":9,"seconds":0.5,"nodes":[]})";
}

Run kura(const ProcessResult& process, double limit = 10) {
    compare::Run run;
    judge_kura(process, board(), {limit, 0}, run);
    return run;
}

TEST(JudgeTest, ARightSolutionIsSolved) {
    const compare::Run run = kura(done(line("solved", "r")));
    EXPECT_TRUE(run.is_solved());
    EXPECT_EQ(run.solution, "R");
    EXPECT_EQ(run.pushes, 1);
    EXPECT_EQ(run.expanded, 5);
    EXPECT_EQ(run.search_seconds, 0.5);
    EXPECT_EQ(run.stored, std::nullopt);
}

TEST(JudgeTest, AWrongSolutionIsUnverified) {
    for (const std::string solution : {"l", "RR", "x", ""}) {
        const compare::Run run = kura(done(line("solved", solution)));
        EXPECT_EQ(run.verdict, RunVerdict::unverified) << solution;
        EXPECT_FALSE(run.is_solved());
        EXPECT_FALSE(run.problem.empty());
    }
}

TEST(JudgeTest, TooLateIsTime) {
    const compare::Run run = kura(done(line("solved", "R"), 10.01));
    EXPECT_EQ(run.verdict, RunVerdict::gave_up);
    EXPECT_EQ(run.reason, "time");
    EXPECT_FALSE(run.is_solved());
}

TEST(JudgeTest, WhatIsNoResultFailed) {
    for (const std::string output :
         {"", "hello", "[]", "{\"verdict\":3}", "{\"verdict\":\"fine\"}"}) {
        const compare::Run run = kura(done(output));
        EXPECT_EQ(run.verdict, RunVerdict::failed) << output;
        EXPECT_FALSE(run.problem.empty());
    }
    ProcessResult crashed = done("");
    crashed.exit_code = -1;
    crashed.signal = 11;
    EXPECT_NE(kura(crashed).problem.find("signal 11"), std::string::npos);
}

TEST(JudgeTest, LimitsAreTold) {
    ProcessResult process = done("");
    process.ended = Ended::time;
    EXPECT_EQ(kura(process).reason, "time");
    process.ended = Ended::memory;
    EXPECT_EQ(kura(process).reason, "memory");
    process.ended = Ended::not_started;
    EXPECT_EQ(kura(process).verdict, RunVerdict::failed);
}

TEST(JudgeTest, OfSeveralSolutionsOneThatReplaysIsEnough) {
    compare::Run run;
    judge_answer(done(""), {.solutions = {"l", "R"}}, board(), {10, 0}, run);
    EXPECT_TRUE(run.is_solved());
    EXPECT_TRUE(run.problem.empty());
    compare::Run wrong;
    judge_answer(done(""), {.solutions = {"l"}}, board(), {10, 0}, wrong);
    EXPECT_EQ(wrong.verdict, RunVerdict::unverified);
}

TEST(JudgeTest, OthersClaimsAndExits) {
    compare::Run unsolvable;
    judge_answer(done(""), {.claims_unsolvable = true}, board(), {10, 0}, unsolvable);
    EXPECT_EQ(unsolvable.verdict, RunVerdict::unsolvable);
    compare::Run nothing;
    judge_answer(done(""), {}, board(), {10, 0}, nothing);
    EXPECT_EQ(nothing.verdict, RunVerdict::gave_up);
    ProcessResult missing = done("");
    missing.exit_code = 127;
    compare::Run failed;
    judge_answer(missing, {}, board(), {10, 0}, failed);
    EXPECT_EQ(failed.verdict, RunVerdict::failed);
    ProcessResult killed = done("");
    killed.ended = Ended::time;
    compare::Run late;
    judge_answer(killed, {}, board(), {10, 0}, late);
    EXPECT_EQ(late.reason, "time");
}

TEST(KuraOutputTest, Members) {
    EXPECT_EQ(members_in(R"({"members":[{"member":true},{"member":false},{"member":true},3]})"), 2);
    EXPECT_EQ(members_in("no answer"), 0);
}

}  // namespace
}  // namespace kura::compare
