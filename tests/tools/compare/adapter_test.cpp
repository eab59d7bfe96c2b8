// Goal: adapters and command templates say what is called and where the answer stands.
// Method: adapters as a user writes them, wrong ones, hostile values and outputs.
#include "tools/compare/adapter.hpp"

#include "tools/compare/node_cluster.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace kura::compare {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(CommandTemplateTest, WordsQuotesAndPlaceholders) {
    const auto command =
        CommandTemplate::parse(R"(run 'two words' "{a} b" c\ d -t={a}{b} "")", {"a", "b"});
    ASSERT_TRUE(command);
    EXPECT_THAT(command->fill({{"a", "x y"}, {"b", "$(rm -r /)"}}),
                ElementsAre("run", "two words", "x y b", "c d", "-t=x y$(rm -r /)", ""));
    EXPECT_TRUE(command->has("a"));
    EXPECT_FALSE(command->has("c"));
}

TEST(CommandTemplateTest, AValueIsNeverFilledAgain) {
    const auto command = CommandTemplate::parse("{a} {b}", {"a", "b"});
    EXPECT_THAT(command->fill({{"a", "{b}"}, {"b", "1"}}), ElementsAre("{b}", "1"));
}

TEST(CommandTemplateTest, WhatIsNoCommandIsRefused) {
    EXPECT_FALSE(CommandTemplate::parse("", {}));
    EXPECT_FALSE(CommandTemplate::parse("   ", {}));
    EXPECT_FALSE(CommandTemplate::parse("a 'b", {}));
    EXPECT_FALSE(CommandTemplate::parse("a {unknown}", {"known"}));
    EXPECT_FALSE(CommandTemplate::parse(std::string(5000, 'a'), {}));
}

TEST(CommandTemplateTest, AShellGetsWordsAsTheyAre) {
    EXPECT_EQ(shell_line({"kura", "a b", "it's", "$x", ""}), R"(kura 'a b' 'it'\''s' '$x' '')");
    EXPECT_THAT(host_shell_line({"kura", "node"}), HasSubstr("kura node </dev/null & node=$!"));
}

TEST(AdapterTest, StandardOutputByPatterns) {
    const auto adapter = Adapter::parse(
        "# a comment\n"
        "name = mine\n"
        "command = mine --time {seconds} {puzzle_file}\n"
        "solution = ^Solution: ([lurdLURD]+)$\n"
        "expanded = ^nodes=(\\d+)\n"
        "memory_kb = mem (\\d+)\n"
        "unsolvable = ^no solution\n");
    ASSERT_TRUE(adapter) << adapter.error().message;
    EXPECT_EQ(adapter->name, "mine");
    const Answer answer =
        read_answer(*adapter, "hello\nnodes=42\nmem 7\nSolution: rR\nbye\n", "/nonexistent");
    EXPECT_THAT(answer.solutions, ElementsAre("rR"));
    EXPECT_EQ(answer.expanded, 42);
    EXPECT_EQ(answer.memory_bytes, 7 * 1024);
    EXPECT_EQ(answer.generated, std::nullopt);
    EXPECT_FALSE(answer.claims_unsolvable);
    EXPECT_TRUE(read_answer(*adapter, "no solution\n", "/nonexistent").claims_unsolvable);
}

TEST(AdapterTest, SolutionFilesOfTheFolder) {
    // Goal: Festival and YASS write .sok files somewhere in their folder. Method: two such files.
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("adapter" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder / "out");
    std::ofstream(folder / "puzzle.sok") << "#####\n#@$.#\n#####\nTitle: one\n";
    std::ofstream(folder / "out/solutions.sok") << "#####\n#@$.#\n#####\n\nSolution\nR\n";
    const auto adapter = adapter_of("festival=/opt/festival");
    ASSERT_TRUE(adapter) << adapter.error().message;
    EXPECT_EQ(adapter->program, "/opt/festival");
    EXPECT_THAT(read_answer(*adapter, "", folder).solutions, ElementsAre("R"));
    std::filesystem::remove_all(folder);
}

TEST(AdapterTest, BuiltInsAndFiles) {
    for (const std::string& name : built_in_adapters()) {
        const auto adapter = adapter_of(name);
        ASSERT_TRUE(adapter) << adapter.error().message;
        EXPECT_EQ(adapter->name, name);
        EXPECT_EQ(adapter->program, name);
        EXPECT_TRUE(adapter->command.has("puzzle_file"));
    }
    EXPECT_FALSE(adapter_of("/nonexistent.adapter"));
}

TEST(AdapterTest, WhatIsWrongIsSaidWithItsLine) {
    const auto message = [](const std::string& text) {
        const auto adapter = Adapter::parse(text);
        return adapter ? std::string() : adapter.error().message;
    };
    EXPECT_THAT(message("command = a\nnonsense\n"), HasSubstr("line 2"));
    EXPECT_THAT(message("command = a\nspeed = 3\n"), HasSubstr("unknown key 'speed'"));
    EXPECT_THAT(message("command = a\ncommand = b\n"), HasSubstr("second time"));
    EXPECT_THAT(message("name = a\n"), HasSubstr("command"));
    EXPECT_THAT(message("command = a\n"), HasSubstr("solution = PATTERN"));
    EXPECT_THAT(message("command = a\nsolution = ([a\n"), HasSubstr("solution"));
    EXPECT_THAT(message("command = a\nsolution = lurd\n"), HasSubstr("group"));
    EXPECT_THAT(message("command = a\nread = xml\n"), HasSubstr("xml"));
    EXPECT_FALSE(message(std::string(70'000, '#')).empty());
}

TEST(AdapterTest, HostilePatternsAndOutputsEnd) {
    // Goal: time linear in the output, whatever the pattern. Method: one that backtracks for ever
    // in other engines, on a megabyte.
    const auto adapter = Adapter::parse("command = a\nsolution = ^(r+)+R$\n");
    ASSERT_TRUE(adapter);
    EXPECT_TRUE(read_answer(*adapter, std::string(1 << 20, 'r'), "/nonexistent").solutions.empty());
}

}  // namespace
}  // namespace kura::compare
