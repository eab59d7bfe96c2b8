// Goal: conditions mean what they say, and hostile ones are refused with a place.
// Method: tables of conditions and answers; random text, which must never be taken as a crash.
#include "tools/compare/gate.hpp"

#include "solver/base/rng.hpp"
#include "tests/tools/compare/samples.hpp"
#include "tools/compare/baseline.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kura::compare {
namespace {

std::optional<bool> holds(const std::string& text, const Figures& now, const Figures* before) {
    const auto gate = Gate::parse(text);
    EXPECT_TRUE(gate) << text << ": " << (gate ? "" : gate.error().message);
    return gate ? gate->holds(now, before) : std::nullopt;
}

TEST(GateTest, RatiosAndFigures) {
    const Figures now = {{"states_per_s", 90}, {"solved", 8}, {"par2", 3}};
    const Figures before = {{"states_per_s", 100}, {"solved", 10}};
    EXPECT_EQ(holds("states_per_s < 0.95", now, &before), true);
    EXPECT_EQ(holds("states_per_s<0.85", now, &before), false);
    EXPECT_EQ(holds("now.states_per_s == 90", now, &before), true);
    EXPECT_EQ(holds("solved >= 1 or states_per_s != 0.9", now, &before), false);
    EXPECT_EQ(holds("now.par2 > 2 and now.solved <= 8", now, nullptr), true);
}

TEST(GateTest, AndBindsTighterThanOr) {
    const Figures now = {{"par2", 1}};
    EXPECT_EQ(holds("now.par2 == 1 or now.par2 == 2 and now.par2 == 3", now, nullptr), true);
    EXPECT_EQ(holds("(now.par2 == 1 or now.par2 == 2) and now.par2 == 3", now, nullptr), false);
}

TEST(GateTest, AMissingFigureIsNoAnswerUnlessTheRestDecides) {
    const Figures now = {{"par2", 1}};
    EXPECT_EQ(holds("par2 < 2", now, nullptr), std::nullopt);
    EXPECT_EQ(holds("now.geomean < 2", now, nullptr), std::nullopt);
    EXPECT_EQ(holds("now.geomean < 2 or now.par2 < 2", now, nullptr), true);
    EXPECT_EQ(holds("now.geomean < 2 and now.par2 > 2", now, nullptr), false);
}

TEST(GateTest, WhatIsNoConditionIsRefusedWithItsPlace) {
    for (const std::string text :
         {"", "states_per_s", "states_per_s <", "states_per_s < x", "speed < 1", "solved < nan",
          "solved < 1 solved < 2", "solved < 1 or", "(solved < 1", "solved < 1)", "solved << 1",
          "now. < 1", "solved < 1e999", "; drop table runs"}) {
        const auto gate = Gate::parse(text);
        ASSERT_FALSE(gate) << text;
        EXPECT_NE(gate.error().message.find("character"), std::string::npos) << text;
    }
}

TEST(GateTest, DepthAndLengthHaveLimits) {
    EXPECT_FALSE(Gate::parse(std::string(200, '(') + "solved < 1" + std::string(200, ')')));
    EXPECT_TRUE(Gate::parse(std::string(30, '(') + "solved < 1" + std::string(30, ')')));
    EXPECT_FALSE(Gate::parse(std::string(2000, ' ') + "solved < 1"));
}

TEST(GateTest, RandomTextIsRefusedOrUnderstood) {
    base::Rng rng(5);
    const std::string letters = "()<>=! .0123456789eandor_solvednowpar2";
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        for (std::uint64_t i = 0; i < rng.below(40); ++i) {
            text += letters[rng.below(letters.size())];
        }
        if (const auto gate = Gate::parse(text)) {
            (void)gate->holds({{"solved", 1}, {"par2", 1}}, nullptr);
        }
    }
}

TEST(BaselineTest, TheFirstBuildIsTheBaselineOfTheOthers) {
    // Goal: builds taken in turn are held against each other. Method: b is slower by half.
    Comparison comparison = sample(2, 12, 1);
    for (int puzzle = 0; puzzle < 12; ++puzzle) {
        comparison.runs.push_back(solved(0, puzzle, 0, 1));
        comparison.runs.push_back(solved(1, puzzle, 0, 1.5));
    }
    const auto answers = judge_gate(comparison, nullptr, *Gate::parse("seconds > 1.05"));
    ASSERT_TRUE(answers);
    ASSERT_EQ(answers->size(), 1U);
    EXPECT_EQ(answers->front().configuration, 1);
    EXPECT_TRUE(answers->front().fails);
    EXPECT_FALSE(judge_gate(comparison, nullptr, *Gate::parse("seconds > 1.6"))->front().fails);
}

TEST(BaselineTest, OtherBoardsOrLimitsAreNoBaseline) {
    const Comparison comparison = sample(1, 2, 1);
    const Gate gate = *Gate::parse("solved < 1");
    Comparison other = comparison;
    EXPECT_TRUE(judge_gate(comparison, &other, gate));
    other.sets[0].digest = "fedcba9876543210";
    EXPECT_FALSE(judge_gate(comparison, &other, gate));
    other = comparison;
    other.limits.seconds = 60;
    EXPECT_FALSE(judge_gate(comparison, &other, gate));
    other = comparison;
    other.objective = "pushes";
    EXPECT_FALSE(judge_gate(comparison, &other, gate));
    other = comparison;
    other.configurations[0].name = "another";
    EXPECT_FALSE(judge_gate(comparison, &other, gate));
}

TEST(BaselineTest, AnotherMemoryLimitCountsWhereItWasMet) {
    // Goal: what is free differs from day to day, and so does the default; that alone is no
    // obstacle. Method: one byte more, without and with a run that ran out of memory.
    Comparison comparison = sample(1, 2, 1);
    comparison.runs = {solved(0, 0, 0, 1), unsolved(0, 1, 0)};
    Comparison other = comparison;
    ++other.limits.memory_bytes;
    const Gate gate = *Gate::parse("solved < 1");
    EXPECT_TRUE(judge_gate(comparison, &other, gate));
    other.runs[1].reason = "memory";
    EXPECT_FALSE(judge_gate(comparison, &other, gate));
    EXPECT_FALSE(judge_gate(other, &comparison, gate));
    other.limits.memory_bytes = comparison.limits.memory_bytes;
    EXPECT_TRUE(judge_gate(comparison, &other, gate));
}

TEST(BaselineTest, WhatItLacksIsSaid) {
    // Goal: a configuration that is held against nothing is named. Method: one new, one imported.
    Comparison comparison = sample(3, 1, 1);
    comparison.configurations[2].is_imported = true;
    Comparison other = sample(1, 1, 1);
    EXPECT_EQ(judge_gate(comparison, &other, *Gate::parse("solved < 1"))->size(), 1U);
    const std::vector<std::string> notes = baseline_notes(comparison, other);
    ASSERT_EQ(notes.size(), 2U);
    EXPECT_EQ(notes[1], "b: not in the baseline.");
}

TEST(BaselineTest, AFigureThatIsMissingFails) {
    // Goal: a gate never opens for want of figures. Method: no run at all, so no rate.
    const Comparison comparison = sample(1, 1, 1);
    const auto answers = judge_gate(comparison, &comparison, *Gate::parse("states_per_s < 0.9"));
    ASSERT_TRUE(answers);
    EXPECT_TRUE(answers->front().fails);
}

}  // namespace
}  // namespace kura::compare
