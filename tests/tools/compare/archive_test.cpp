// Goal: what goes into the archive, or into JSON, comes out again; hostile contents do no harm.
// Method: round trips of a sample in a database of its own; damaged plans and rows.
#include "tools/compare/archive.hpp"

#include "solver/base/rng.hpp"
#include "tests/tools/compare/samples.hpp"
#include "tools/compare/comparison_json.hpp"
#include "tools/compare/history.hpp"
#include "tools/compare/import.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <unistd.h>

#include <filesystem>
#include <string>

namespace kura::compare {
namespace {

class ArchiveTest : public testing::Test {
  protected:
    ArchiveTest()
        : folder_(std::filesystem::temp_directory_path() /
                  ("archive" + std::to_string(::getpid()))),
          path_((folder_ / "deep/comparisons.sqlite").string()) {}
    ~ArchiveTest() override { std::filesystem::remove_all(folder_); }

    Archive open() {
        auto archive = Archive::open(path_);
        EXPECT_TRUE(archive) << archive.error().message;
        return *std::move(archive);
    }

    const std::filesystem::path folder_;
    const std::string path_;
};

Comparison full() {
    Comparison comparison = sample(2, 3, 2);
    comparison.objective = "pushes";
    comparison.adapters = {{"other", "command = other\nread = sok\n"}};
    comparison.hosts = {{"one", "two"}, "ssh {host} {command}", "/opt/kura", "key"};
    comparison.configurations[1].nodes = 2;
    return comparison;
}

TEST_F(ArchiveTest, RunsComeBackAsTheyWere) {
    Comparison comparison = full();
    compare::Run run = solved(1, 2, 1, 1.25);
    run.order = 5;
    run.cpu_seconds = 0.5;
    run.expanded = 7;
    run.problem = "none";
    run.nodes = {{.expanded = 3, .generated = 4, .sent = 5, .bytes_sent = 9, .busy_seconds = 0.25},
                 {.expanded = 1}};
    run.timeline = {{0.5, 1.25}, {{1, 3}, {0, 1}}};
    {
        Archive archive = open();
        ASSERT_TRUE(archive.add(comparison));
        ASSERT_TRUE(archive.add_run(comparison, run));
        ASSERT_TRUE(archive.add_run(comparison, unsolved(0, 0, 0)));
        EXPECT_FALSE(archive.add_run(comparison, run)) << "a second run of one turn";
    }
    Archive archive = open();
    const auto loaded = archive.load("last", true);
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(plan_text(*loaded), plan_text(comparison));
    ASSERT_EQ(loaded->runs.size(), 2U);
    const compare::Run& back = loaded->runs[1];
    EXPECT_EQ(back.configuration, 1);
    EXPECT_EQ(back.puzzle, 2);
    EXPECT_EQ(back.repetition, 1);
    EXPECT_TRUE(back.is_solved());
    EXPECT_EQ(back.seconds, 1.25);
    EXPECT_EQ(back.cpu_seconds, 0.5);
    EXPECT_EQ(back.expanded, 7);
    EXPECT_EQ(back.generated, std::nullopt);
    EXPECT_EQ(back.solution, "R");
    EXPECT_EQ(back.timeline, run.timeline);
    EXPECT_EQ(loaded->runs[0].timeline, Timeline());
    ASSERT_EQ(back.nodes.size(), 2U);
    EXPECT_EQ(back.nodes[0].bytes_sent, 9U);
    EXPECT_EQ(back.nodes[0].busy_seconds, 0.25);
    EXPECT_FALSE(back.nodes[1].bytes_sent);
}

TEST_F(ArchiveTest, ComparisonsAreFoundByIdNameAndAge) {
    Comparison first = full();
    Comparison second = full();
    second.id = "20260102T000000Z-0002";
    second.started = "2026-01-02T00:00:00Z";
    second.name = "weekend";
    Archive archive = open();
    ASSERT_TRUE(archive.add(first));
    ASSERT_TRUE(archive.add(second));
    EXPECT_EQ(archive.load("last")->id, second.id);
    EXPECT_EQ(archive.load("weekend")->id, second.id);
    EXPECT_EQ(archive.load(first.id)->id, first.id);
    EXPECT_FALSE(archive.load("nothing"));
    EXPECT_FALSE(archive.load("' OR 1=1 --"));
    second.finished = "2026-01-02T00:00:09Z";
    ASSERT_TRUE(archive.finish(second));
    EXPECT_EQ(archive.load("last")->finished, second.finished);
    EXPECT_EQ(archive.load("last", true)->id, first.id);
    EXPECT_FALSE(archive.load("weekend", true)) << "it is finished";
    const auto entries = archive.list();
    ASSERT_TRUE(entries);
    ASSERT_EQ(entries->size(), 2U);
    EXPECT_EQ(entries->front().name, "weekend");
    EXPECT_EQ(entries->front().turns, 2 * 3 * 2);
    EXPECT_NE(history_text(*entries).find("not finished"), std::string::npos);
    EXPECT_EQ(nlohmann::json::parse(history_json(*entries)).size(), 2U);
}

TEST_F(ArchiveTest, WhatItTakesCanBeReadAgain) {
    // Goal: nothing is archived that no command can show. Method: more times than --repetitions
    // of a usual comparison, as hyperfine writes them; more puzzles than one call may read.
    std::string times = "1.0";
    for (int i = 1; i < 2000; ++i) {
        times += ",1.0";
    }
    Comparison many;
    many.id = "many";
    ASSERT_TRUE(import_hyperfine(R"({"results":[{"command":"a","times":[)" + times + "]}]}", many));
    Archive archive = open();
    ASSERT_TRUE(archive.add(many));
    const auto loaded = archive.load("many");
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->runs.size(), 2000U);
    EXPECT_FALSE(archive.add(sample(1, 100'001, 1)));
    EXPECT_FALSE(archive.add(sample(2, 1000, 1000))) << "two million runs";
    EXPECT_EQ(archive.list()->size(), 1U);
}

TEST_F(ArchiveTest, ConfigurationsHaveNamesOfTheirOwn) {
    // Goal: tables and baselines, which go by name, never take one for another. Method: imports
    // of one name, as if the same file were given twice.
    Archive archive = open();
    Comparison twice = sample(1, 1, 1);
    twice.configurations.push_back(twice.configurations[0]);
    twice.configurations[1].is_imported = true;
    const auto added = archive.add(twice);
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().message, "two configurations are 'a'");
}

TEST_F(ArchiveTest, RunsOutsideThePlanAreRefused) {
    // Goal: the file may have been written to by anybody. Method: a row of no such cell.
    Comparison comparison = full();
    Archive archive = open();
    ASSERT_TRUE(archive.add(comparison));
    ASSERT_TRUE(archive.add_run(comparison, solved(7, 0, 0, 1)));
    EXPECT_FALSE(archive.load("last"));
}

TEST_F(ArchiveTest, WhatIsNoDatabaseIsRefused) {
    EXPECT_FALSE(Archive::open("/dev/null/archive"));
    EXPECT_FALSE(Archive::open("/etc/hostname"));
}

TEST(PlanTest, DamagedPlansAreRefusedOrRead) {
    // Goal: no text of a plan does harm. Method: each with a few bytes changed.
    const std::string whole = plan_text(full());
    ASSERT_TRUE(comparison_of_plan(whole));
    base::Rng rng(9);
    for (int round = 0; round < 3000; ++round) {
        std::string damaged = whole;
        for (std::uint64_t i = 0; i < 1 + rng.below(3); ++i) {
            damaged[rng.below(damaged.size())] = "0-9{}[],\":xn"[rng.below(12)];
        }
        (void)comparison_of_plan(damaged);
    }
    EXPECT_FALSE(comparison_of_plan(""));
    EXPECT_FALSE(comparison_of_plan("[]"));
    EXPECT_FALSE(comparison_of_plan("{}"));
    EXPECT_FALSE(comparison_of_plan(whole.substr(0, whole.size() / 2)));
}

TEST(PlanTest, DamagedTimelinesAreRefused) {
    // Goal: rows are as long as the list of times, whatever the text says.
    const Timeline good{{0.5, 1}, {{1, 2}, {0, 7}}};
    EXPECT_EQ(timeline_of_text(text_of_timeline(good)), good);
    for (const char* text :
         {"", "[]", "{}", R"({"seconds":[1],"expanded":[[1,2]]})",
          R"({"seconds":[1],"expanded":[["1"]]})", R"({"seconds":1,"expanded":[1]})",
          R"({"seconds":[[]],"expanded":[]})", R"({"seconds":[1],"expanded":{"0":[1]}})"}) {
        EXPECT_EQ(timeline_of_text(text), Timeline()) << text;
    }
}

TEST(DocumentTest, HasTheColumnsItNames) {
    // Goal: rows are as wide as their columns, figures agree with the runs.
    Comparison comparison = full();
    compare::Run run = solved(1, 0, 0, 2);
    run.nodes = {{.expanded = 3}, {.expanded = 1}};
    run.timeline = {{0.5, 1.5}, {{1, 3}, {0, 1}}};
    comparison.runs = {solved(0, 0, 0, 1), run, unsolved(0, 1, 0)};
    const auto document = nlohmann::json::parse(document_text(comparison, true));
    EXPECT_EQ(document["format"], "kura comparison 1");
    EXPECT_EQ(document["runs"]["rows"].size(), 3U);
    for (const char* table : {"runs", "nodes"}) {
        for (const auto& row : document[table]["rows"]) {
            EXPECT_EQ(row.size(), document[table]["columns"].size()) << table;
        }
    }
    EXPECT_EQ(document["nodes"]["rows"].size(), 2U);
    const auto& timelines = document["timelines"];
    ASSERT_EQ(timelines.size(), 2U);
    EXPECT_EQ(timelines[1]["run"], 1);
    EXPECT_EQ(timelines[1]["node"], 1);
    EXPECT_EQ(timelines[0]["seconds"], (std::vector<double>{0.5, 1.5}));
    EXPECT_EQ(timelines[0]["states_per_second"], (std::vector<double>{2, 2}));
    EXPECT_EQ(timelines[1]["states_per_second"], (std::vector<double>{0, 1}));
    EXPECT_EQ(document["solutions"].size(), 2U);
    EXPECT_EQ(document["solutions"][0]["lurd"], "R");
    EXPECT_EQ(document["summary"].size(), 2U);
    EXPECT_EQ(document["summary"][0]["solved"], 1);
    EXPECT_EQ(document["summary"][0]["total"], 2);
    EXPECT_EQ(document["pairs"].size(), 1U);
    EXPECT_EQ(document["pairs"][0]["verdict"], "too few");
    EXPECT_EQ(document["puzzles"][0]["board"], "#####\n#@$.#\n#####\n");
    EXPECT_TRUE(document["finished"].is_null());
}

}  // namespace
}  // namespace kura::compare
