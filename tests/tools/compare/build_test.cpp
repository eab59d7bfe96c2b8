// Goal: what programs say of themselves is read, and what is no kura is refused.
// Method: a version as kura prints it; other programs.
#include "tools/compare/build.hpp"

#include <gtest/gtest.h>

#include <string>

namespace kura::compare {
namespace {

TEST(BuildTest, VersionsAreRead) {
    const Build build = read_version(
        "kura 0.1.0 (git 21f5f42, modified)\nRelease build, GNU 12.2.0, flags: -O2 "
        "-march=native\n");
    EXPECT_EQ(build.version, "0.1.0");
    EXPECT_EQ(build.commit, "21f5f42, modified");
    EXPECT_EQ(build.compiler, "GNU 12.2.0");
    EXPECT_EQ(build.flags, "-O2 -march=native");
    EXPECT_TRUE(read_version("something else").version.empty());
}

TEST(BuildTest, WhatIsNoKuraIsRefused) {
    for (const char* path : {"/bin/true", "/nonexistent/kura"}) {
        EXPECT_FALSE(probe_build("other", path)) << path;
    }
}

TEST(BuildTest, AnothersVersionIsItsFirstLine) {
    const std::string rest = "command = a\nread = sok\nprogram = x\n";
    const auto adapter = Adapter::parse(rest + "version = echo {program} 3.1\n");
    ASSERT_TRUE(adapter);
    EXPECT_EQ(probe_version(*adapter), "x 3.1");
    EXPECT_EQ(probe_version(*Adapter::parse(rest)), "");
}

}  // namespace
}  // namespace kura::compare
