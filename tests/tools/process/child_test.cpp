// Goal: a child prints into its log, ends when it is asked to, and never outlives its owner.
// Method: small shell commands as stand-ins for nodes; waiting has a deadline far away.
#include "tools/process/child.hpp"

#include "solver/base/temporary_folder.hpp"
#include "tools/process/last_words.hpp"
#include "tools/process/process_tree.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace kura::process {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr const char* kForEver = "exec sleep 1000";

class ChildTest : public testing::Test {
  protected:
    Child start(const std::string& script, bool appends = false, bool ends_with_input = false) {
        auto child = Child::start({.program = "sh",
                                   .words = {"sh", "-c", script},
                                   .log = folder_.path() / "log",
                                   .appends = appends,
                                   .ends_with_input = ends_with_input});
        EXPECT_TRUE(child) << child.error().message;
        return *std::move(child);
    }

    [[nodiscard]] std::string said() const { return last_words_of_file(folder_.path() / "log"); }

    // Whether it ended by itself.
    static bool has_ended(Child& child) {
        const auto deadline = steady_clock::now() + seconds(60);
        child.wait_until(deadline);
        return steady_clock::now() < deadline;
    }

    const base::TemporaryFolder folder_;
};

bool exists(pid_t process) {
    return ::kill(process, 0) == 0;
}

TEST_F(ChildTest, WhatItPrintsIsInItsLog) {
    Child child = start("echo out; echo error >&2");
    EXPECT_TRUE(has_ended(child));
    EXPECT_EQ(said(), "error");
    child = start("echo E: more", true);
    EXPECT_TRUE(has_ended(child));
    child = start("echo nothing", true);
    EXPECT_TRUE(has_ended(child));
    EXPECT_EQ(said(), "more") << "the log was emptied";
    child = start("true");
    EXPECT_TRUE(has_ended(child));
    EXPECT_EQ(said(), "") << "the log was not emptied";
}

TEST_F(ChildTest, ItEndsWhenItIsAskedTo) {
    Child by_signal = start(kForEver);
    EXPECT_TRUE(by_signal.is_running());
    by_signal.ask_to_end();
    EXPECT_TRUE(has_ended(by_signal));
    Child by_input = start("cat >/dev/null; echo left", false, true);
    by_input.ask_to_end();
    EXPECT_TRUE(has_ended(by_input));
    EXPECT_EQ(said(), "left");
}

TEST_F(ChildTest, ADeadlineEndsItWithAllThatItStarted) {
    // Method: one that tells the number of its own child, and of which nobody asks anything.
    Child child = start("sleep 1000 & echo $!; wait");
    const auto limit = steady_clock::now() + seconds(60);
    while (said().empty() && steady_clock::now() < limit) {
        std::this_thread::yield();
    }
    const pid_t grandchild = std::stoi(said());
    child.wait_until(steady_clock::now());
    EXPECT_FALSE(child.is_running());
    EXPECT_EQ(child.pid(), 0);
    // It is gone, or waits to be reaped by init, soon.
    while (resident_bytes_of(grandchild) > 0 && steady_clock::now() < limit) {
        std::this_thread::yield();
    }
    EXPECT_EQ(resident_bytes_of(grandchild), 0U);
}

TEST_F(ChildTest, ItEndsWithItsOwnerAndNotBefore) {
    // Goal: moving it, as a growing vector does, ends nothing; giving it up does.
    std::vector<Child> children;
    children.push_back(start(kForEver));
    const pid_t process = children.front().pid();
    children.resize(100);
    EXPECT_EQ(children.front().pid(), process);
    EXPECT_TRUE(exists(process));
    children.front() = Child();
    EXPECT_FALSE(exists(process));
    children.back() = start(kForEver);
    const pid_t other = children.back().pid();
    children.clear();
    EXPECT_FALSE(exists(other));
}

TEST_F(ChildTest, AProgramThatIsNotThereEndsAtOnce) {
    auto child = Child::start(
        {.program = "/nonexistent/kura", .words = {"kura"}, .log = folder_.path() / "log"});
    ASSERT_TRUE(child);
    EXPECT_TRUE(has_ended(*child));
    EXPECT_FALSE(
        Child::start({.program = "sh", .words = {"sh"}, .log = folder_.path() / "no/log"}));
}

TEST_F(ChildTest, NoneIsNotRunning) {
    Child none;
    EXPECT_FALSE(none.is_running());
    none.ask_to_end();
    none.wait_until(steady_clock::now());
    EXPECT_EQ(none.pid(), 0);
}

}  // namespace
}  // namespace kura::process
