// Goal: a process is measured, limited and gone afterwards, with all it started.
// Method: small shell commands as stand-ins for solvers.
#include "tools/process/run_process.hpp"

#include "tools/process/process_tree.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <csignal>
#include <string>

namespace kura::process {
namespace {

ProcessSpec shell(const std::string& script) {
    ProcessSpec spec;
    spec.words = {"sh", "-c", script};
    return spec;
}

TEST(RunProcessTest, OutputExitCodeAndLastWords) {
    const ProcessResult result =
        run_process(shell("echo out; echo first >&2; echo last >&2; exit 3"));
    EXPECT_EQ(result.ended, Ended::itself);
    EXPECT_EQ(result.exit_code, 3);
    EXPECT_EQ(result.output, "out\n");
    EXPECT_EQ(result.last_words, "last");
    EXPECT_GT(result.seconds, 0);
}

TEST(RunProcessTest, AProgramThatIsNotThereSaysSo) {
    ProcessSpec spec;
    spec.words = {"/nonexistent/solver"};
    const ProcessResult result = run_process(spec);
    EXPECT_EQ(result.ended, Ended::not_started);
    EXPECT_NE(result.last_words.find("/nonexistent/solver"), std::string::npos);
    EXPECT_EQ(run_process({}).ended, Ended::not_started);
}

TEST(RunProcessTest, ATimeLimitEndsTheWholeGroup) {
    // Goal: children of the process end with it. Method: a child that would run for ever prints its
    // number; afterwards there is no such process, or one that waits to be reaped by init.
    ProcessSpec spec = shell("sleep 1000 & echo $!; wait");
    spec.seconds_max = 0.2;
    const ProcessResult result = run_process(spec);
    EXPECT_EQ(result.ended, Ended::time);
    EXPECT_EQ(result.signal, SIGKILL);
    EXPECT_GE(result.seconds, 0.2);
    EXPECT_LT(result.seconds, 20);
    const pid_t child = std::stoi(result.output);
    EXPECT_EQ(memory_of_tree(child).resident_bytes, 0U);
    EXPECT_EQ(::kill(child, 0), -1) << "nor does it wait to be reaped";
}

TEST(RunProcessTest, WhatHoldsThePipesDoesNotHoldUsUp) {
    // Goal: a process that left the group and keeps standard output open is not waited for.
    const ProcessResult result = run_process(shell("setsid sleep 30 & echo done"));
    EXPECT_EQ(result.output, "done\n");
    EXPECT_LT(result.seconds, 20);
}

TEST(RunProcessTest, ProcessorTimeAndMemoryAreMeasured) {
    // Goal: figures of the process, not of this one. Method: fill 64 MB, count for a while.
    ProcessSpec spec;
    spec.words = {"python3", "-S", "-c",
                  "x = bytearray(64 << 20)\nn = 0\nwhile n < 3_000_000: n += 1"};
    const ProcessResult result = run_process(spec);
    ASSERT_EQ(result.exit_code, 0);
    EXPECT_GT(result.cpu_seconds, 0.02);
    ASSERT_TRUE(result.peak_bytes);
    EXPECT_GT(*result.peak_bytes, 64 << 20);
    EXPECT_LT(*result.peak_bytes, 1 << 30);
}

TEST(RunProcessTest, AMemoryLimitEndsIt) {
    ProcessSpec spec;
    spec.words = {"python3", "-S", "-c", "x = bytearray(256 << 20)\nwhile True: pass"};
    spec.memory_bytes_max = std::uint64_t{100} << 20;
    spec.seconds_max = 30;
    EXPECT_EQ(run_process(spec).ended, Ended::memory);
}

TEST(RunProcessTest, TheStopFlagEndsIt) {
    const std::atomic<bool> stop{true};
    ProcessSpec spec = shell("sleep 1000");
    spec.stop = &stop;
    EXPECT_EQ(run_process(spec).ended, Ended::stopped);
}

TEST(RunProcessTest, MuchOutputIsTakenWhole) {
    const ProcessResult result = run_process(shell("yes kura | head -c 3000000"));
    EXPECT_EQ(result.output.size(), 3'000'000U);
}

}  // namespace
}  // namespace kura::process
