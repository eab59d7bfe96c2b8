// Goal: every kind of value on the command line is read as people write it, and nothing else is.
// Method: tables of texts with what they must mean, and of texts that must be refused; whole
// command lines through the parser.
#include "tools/cli/arguments.hpp"

#include "tools/cli/duration.hpp"
#include "tools/cli/level_range.hpp"
#include "tools/cli/memory_size.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace kura::cli {
namespace {

Command parse(std::vector<const char*> words) {
    words.insert(words.begin(), "kura");
    return parse_command_line(static_cast<int>(words.size()), words.data());
}

std::string usage_message(std::vector<const char*> words) {
    const Command command = parse(std::move(words));
    const auto* error = std::get_if<UsageError>(&command);
    return error == nullptr ? "no error" : error->message;
}

TEST(LevelRangeTest, HoldsWhatTheListSays) {
    const auto range = LevelRange::parse("3,7-9,20-");
    ASSERT_TRUE(range);
    std::vector<int> held;
    for (int index = 1; index <= 21; ++index) {
        if (range->contains(index)) {
            held.push_back(index);
        }
    }
    EXPECT_THAT(held, testing::ElementsAre(3, 7, 8, 9, 20, 21));
    EXPECT_FALSE(range->holds_all());
    EXPECT_TRUE(LevelRange().contains(1));
}

TEST(LevelRangeTest, OpenFrontStartsAtOne) {
    const auto range = LevelRange::parse("-2");
    ASSERT_TRUE(range);
    EXPECT_TRUE(range->contains(1));
    EXPECT_TRUE(range->contains(2));
    EXPECT_FALSE(range->contains(3));
}

TEST(LevelRangeTest, RefusesEverythingElse) {
    for (const char* text : {"", "-", "0", "3,", ",3", "9-7", "a", "1-2-3", "1 2", "99999999999",
                             "3;4", "+3", "--2"}) {
        EXPECT_FALSE(LevelRange::parse(text)) << text;
    }
}

TEST(MemorySizeTest, ReadsSharesAndSizes) {
    const std::vector<std::pair<const char*, std::size_t>> sizes = {
        {"100", 100},           {"1k", 1024},        {"512M", 512ULL << 20}, {"4G", 4ULL << 30},
        {"1.5GiB", 3ULL << 29}, {"2gb", 2ULL << 30}, {"50%", 500},           {"100%", 1000},
    };
    for (const auto& [text, bytes] : sizes) {
        const auto size = MemorySize::parse(text);
        ASSERT_TRUE(size) << text;
        EXPECT_EQ(size->resolve(1000), bytes) << text;
    }
    for (const char* text :
         {"", "%", "0", "0%", "101%", "-1G", "4X", "G", "1e9", "nan", "4 G", "1Gx", "inf"}) {
        EXPECT_FALSE(MemorySize::parse(text)) << text;
    }
}

TEST(DurationTest, ReadsUnitsAndNoLimit) {
    EXPECT_EQ(parse_seconds("600").value(), 600);
    EXPECT_EQ(parse_seconds("0.5").value(), 0.5);
    EXPECT_EQ(parse_seconds("90s").value(), 90);
    EXPECT_EQ(parse_seconds("10m").value(), 600);
    EXPECT_EQ(parse_seconds("2h").value(), 7200);
    EXPECT_EQ(parse_seconds("0").value(), kNoLimitSeconds);
    EXPECT_EQ(parse_seconds("none").value(), kNoLimitSeconds);
    for (const char* text : {"", "s", "-1", "5d", "1e99", "nan", "1 s"}) {
        EXPECT_FALSE(parse_seconds(text)) << text;
    }
}

TEST(CommandLineTest, SolveTakesAllItsOptions) {
    const Command command =
        parse({"solve",    "a.sok",       "-",       "--time",     "5",       "--memory",
               "1G",       "--threads",   "3",       "--jobs",     "2",       "--optimal",
               "moves",    "--strategy",  "astar",   "--no-prune", "--level", "3,7-9",
               "--from",   "2",           "--to",    "8",          "-o",      "o.sok",
               "--resume", "r.sok",       "--jsonl", "--stats",    "yasc",    "--seed",
               "7",        "--nodes-max", "99",      "--color",    "never",   "--explain"});
    const auto* solve = std::get_if<SolveArguments>(&command);
    ASSERT_NE(solve, nullptr);
    EXPECT_THAT(solve->selection.inputs, testing::ElementsAre("a.sok", "-"));
    EXPECT_TRUE(solve->selection.levels.contains(8));
    EXPECT_FALSE(solve->selection.levels.contains(4));
    EXPECT_EQ(solve->selection.from, 2);
    EXPECT_EQ(solve->selection.to, 8);
    EXPECT_EQ(solve->seconds, 5);
    EXPECT_EQ(solve->memory.bytes, std::size_t{1} << 30);
    EXPECT_EQ(solve->threads, 3);
    EXPECT_EQ(solve->jobs, 2);
    EXPECT_EQ(solve->objective, Objective::moves);
    EXPECT_EQ(solve->strategy, "astar");
    EXPECT_FALSE(solve->prune);
    EXPECT_EQ(solve->output, "o.sok");
    EXPECT_EQ(solve->resume, "r.sok");
    EXPECT_EQ(solve->format, ResultFormat::json_lines);
    EXPECT_TRUE(solve->yasc_stats);
    EXPECT_TRUE(solve->explain);
    EXPECT_EQ(solve->seed, 7U);
    EXPECT_EQ(solve->nodes_max, 99U);
    EXPECT_EQ(solve->color, ColorMode::never);
}

TEST(CommandLineTest, DefaultsAreTheDocumentedOnes) {
    const Command command = parse({"solve", "a.sok"});
    const auto* solve = std::get_if<SolveArguments>(&command);
    ASSERT_NE(solve, nullptr);
    EXPECT_EQ(solve->seconds, 600);
    EXPECT_EQ(solve->memory.percent, 80);
    EXPECT_EQ(solve->jobs, 1);
    EXPECT_EQ(solve->objective, Objective::any);
    EXPECT_EQ(solve->strategy, "auto");
    EXPECT_TRUE(solve->prune);
}

TEST(CommandLineTest, OptimizeTakesItsValueAfterAnEqualsSignOnly) {
    Command command = parse({"solve", "--optimize", "a.sok"});
    const auto* solve = std::get_if<SolveArguments>(&command);
    ASSERT_NE(solve, nullptr);
    EXPECT_EQ(solve->optimize, optimize::Objective::pushes);
    EXPECT_EQ(solve->optimize_seconds, 10);
    EXPECT_THAT(solve->selection.inputs, testing::ElementsAre("a.sok"));
    command = parse({"solve", "--optimize=moves", "--optimize-time", "1m", "a.sok"});
    solve = std::get_if<SolveArguments>(&command);
    ASSERT_NE(solve, nullptr);
    EXPECT_EQ(solve->optimize, optimize::Objective::moves);
    EXPECT_EQ(solve->optimize_seconds, 60);
    command = parse({"solve", "a.sok", "--optimize", "--optimal", "moves"});
    solve = std::get_if<SolveArguments>(&command);
    ASSERT_NE(solve, nullptr);
    EXPECT_EQ(solve->optimize, optimize::Objective::moves);
    command = parse({"solve", "a.sok"});
    solve = std::get_if<SolveArguments>(&command);
    ASSERT_NE(solve, nullptr);
    EXPECT_FALSE(solve->optimize);
}

TEST(CommandLineTest, OptimizeCommandIsReadWhole) {
    const Command command =
        parse({"optimize", "a.sok", "b.sok", "--objective", "moves", "--time", "2m", "--threads",
               "3", "--memory", "1G", "--nodes-max", "9", "--seed", "4", "-o", "o.sok", "--json"});
    const auto* optimize = std::get_if<OptimizeArguments>(&command);
    ASSERT_NE(optimize, nullptr);
    EXPECT_THAT(optimize->selection.inputs, testing::ElementsAre("a.sok", "b.sok"));
    EXPECT_EQ(optimize->objective, optimize::Objective::moves);
    EXPECT_EQ(optimize->seconds, 120);
    EXPECT_EQ(optimize->threads, 3);
    EXPECT_EQ(optimize->memory.bytes, std::size_t{1} << 30);
    EXPECT_EQ(optimize->nodes_max, 9U);
    EXPECT_EQ(optimize->seed, 4U);
    EXPECT_EQ(optimize->output, "o.sok");
    EXPECT_EQ(optimize->format, ResultFormat::json);
}

TEST(CommandLineTest, WrongLinesGetAHint) {
    using testing::HasSubstr;
    EXPECT_THAT(usage_message({"slove", "x"}), HasSubstr("did you mean 'solve'?"));
    EXPECT_THAT(usage_message({"solve", "x", "--tiem", "3"}), HasSubstr("did you mean '--time'?"));
    EXPECT_THAT(usage_message({"solve", "x", "--tiem=3"}), HasSubstr("did you mean '--time'?"));
    EXPECT_THAT(usage_message({"puzzles", "lits"}), HasSubstr("lits"));
    EXPECT_THAT(usage_message({"solve", "x", "--time", "soon"}), HasSubstr("90s"));
    EXPECT_THAT(usage_message({"solve", "x", "--optimal", "both"}), HasSubstr("pushes|moves"));
    EXPECT_THAT(usage_message({"solve", "x", "--strategy", "magic"}), HasSubstr("astar"));
    EXPECT_THAT(usage_message({"solve", "x", "--json", "--jsonl"}), HasSubstr("--json"));
    EXPECT_THAT(usage_message({"solve", "x", "--threads", "0"}), HasSubstr("--threads"));
    EXPECT_THAT(usage_message({"solve", "x", "--optimize=both"}), HasSubstr("pushes|moves"));
    EXPECT_THAT(usage_message({"optimize", "x", "--objective", "a"}), HasSubstr("pushes|moves"));
    EXPECT_THAT(usage_message({"generate", "--size", "2x9"}), HasSubstr("8x10"));
    EXPECT_THAT(usage_message({"solve"}), HasSubstr("kura solve --help"));
    EXPECT_THAT(usage_message({}), HasSubstr("command is missing"));
}

TEST(CommandLineTest, EveryCommandHasHelpWithAnExample) {
    const std::vector<std::vector<const char*>> commands = {
        {},
        {"solve"},
        {"optimize"},
        {"verify"},
        {"show"},
        {"puzzles"},
        {"puzzles", "list"},
        {"generate"},
        {"puzzles", "show"},
        {"puzzles", "install"},
        {"completions"},
        {"puzzles", "convert"},
    };
    for (std::vector<const char*> words : commands) {
        words.push_back("--help");
        const Command command = parse(words);
        const auto* help = std::get_if<PrintText>(&command);
        ASSERT_NE(help, nullptr) << words.front();
        EXPECT_THAT(help->text, testing::ContainsRegex("Examples?:\n +(kura|source)"))
            << words.front();
    }
}

TEST(ConfigFileTest, GivesWhatTheCommandLineDoesNot) {
    // Goal: options from a file; the command line wins, lists too; what is wrong is told with the
    // file's name. Method: files as people write them.
    const std::string path = testing::TempDir() + "kura_node.conf";
    const auto parse_with = [&](const char* text, std::vector<const char*> words) {
        std::ofstream(path) << text;
        words.insert(words.begin(), {"node", "--config", path.c_str()});
        return parse(std::move(words));
    };
    const char* const text =
        "# a member\nlisten = \"10.0.0.1:7700\"\nreplicas = 5\njoin = \"a:1\"\njoin = \"b:2\"\n"
        "json-log = true\nweight = 7\n";
    const Command command = parse_with(text, {"--replicas", "2"});
    const auto* node = std::get_if<NodeArguments>(&command);
    ASSERT_NE(node, nullptr);
    EXPECT_EQ(node->listen, "10.0.0.1:7700");
    EXPECT_EQ(node->replicas, 2);
    EXPECT_THAT(node->join, testing::ElementsAre("a:1", "b:2"));
    EXPECT_TRUE(node->json_log);
    EXPECT_EQ(node->weight, 7U);
    for (const char* wrong : {"no-such-option = 1\n", "replicas = 99\n", "config = \"x\"\n"}) {
        EXPECT_TRUE(std::holds_alternative<UsageError>(parse_with(wrong, {}))) << wrong;
    }
    EXPECT_THAT(usage_message({"node", "--config", "/none.conf"}),
                testing::HasSubstr("/none.conf"));
}

}  // namespace
}  // namespace kura::cli
