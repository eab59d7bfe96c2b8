// Goal: a plan out of an archive, which anybody may have written, is refused before anything runs.
// Method: plans of other solvers, so that no program has to be there; damaged in one place each.
#include "tools/compare/runner.hpp"

#include "solver/base/temporary_folder.hpp"
#include "tests/tools/compare/samples.hpp"
#include "tools/compare/digest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <utility>
#include <vector>

namespace kura::compare {
namespace {

using testing::HasSubstr;

Comparison of_another_solver() {
    Comparison comparison = sample(1, 1, 1);
    comparison.configurations[0].solver = "other";
    comparison.adapters = {{"other", "command = true {puzzle_file}\nread = sok\n"}};
    return comparison;
}

// Why no run can be made; empty if they can.
std::string refusal(const Comparison& comparison) {
    const base::TemporaryFolder folder;
    const std::atomic<bool> stop{false};
    const auto runner = Runner::start(comparison, folder.path(), stop);
    return runner ? std::string() : runner.error().message;
}

TEST(RunnerTest, ACommandForHostsThatIsNoneIsRefused) {
    Comparison comparison = of_another_solver();
    comparison.hosts = {{"one"}, "ssh {host} {command}", "kura", ""};
    EXPECT_EQ(refusal(comparison), "");
    for (const char* text : {"", "ssh 'one", "ssh {hots} {command}", "ssh {host}"}) {
        comparison.hosts.command = text;
        EXPECT_THAT(refusal(comparison), HasSubstr("--host-command")) << text;
    }
}

TEST(RunnerTest, SecondsAreWrittenWithoutAnExponent) {
    // Goal: every solver reads the limit. Method: a fraction, a long day, none.
    Comparison comparison = sample(1, 1, 1);
    for (const auto& [seconds, text] : std::vector<std::pair<double, std::string>>{
             {0.5, "0.5"}, {10, "10"}, {1e6, "1000000"}, {1e9, "1000000000"}, {0, "0"}}) {
        comparison.limits.seconds = seconds;
        const std::vector<std::string> words =
            solve_words(comparison, comparison.configurations[0]);
        const auto option = std::find(words.begin(), words.end(), "--time");
        ASSERT_NE(option, words.end());
        EXPECT_EQ(*(option + 1), text);
    }
}

TEST(RunnerTest, AnotherProgramUnderTheSameNameIsRefused) {
    // Goal: a build that was made anew is not taken for the one that the runs so far are of.
    // Method: any file, under its digest and under another.
    Comparison comparison = sample(1, 1, 1);
    Build& build = comparison.configurations[0].build;
    build.path = "/bin/true";
    build.digest = digest_of_file(build.path);
    EXPECT_EQ(refusal(comparison), "");
    build.digest = "0123456789abcdef";
    EXPECT_THAT(refusal(comparison), HasSubstr("not the program"));
}

TEST(RunnerTest, TwoSolversOfOneNameAreRefused) {
    // Goal: the second one is not run as if it were the first.
    Comparison comparison = of_another_solver();
    comparison.adapters.push_back({"other", "command = false {puzzle_file}\nread = sok\n"});
    EXPECT_EQ(refusal(comparison), "two solvers are 'other'");
}

}  // namespace
}  // namespace kura::compare
