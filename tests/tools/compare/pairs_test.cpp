// Goal: verdicts between two configurations are there when they should be, and only then.
// Method: runs drawn from known distributions, with noise as on a shared machine.
#include "tools/compare/pairs.hpp"

#include "solver/base/rng.hpp"
#include "tests/tools/compare/samples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace kura::compare {
namespace {

using testing::ElementsAre;

// Roughly normal: the sum of twelve even draws, mean 0, variance 1.
double noise(base::Rng& rng) {
    double sum = -6;
    for (int i = 0; i < 12; ++i) {
        sum += static_cast<double>(rng.below(1U << 24)) / (1U << 24);
    }
    return sum;
}

struct World {
    int puzzles = 12;
    int repetitions = 5;
    double slowdown = 1;        // of b
    double run_noise = 0.05;    // of each run's logarithm
    double offset_noise = 0.0;  // of each puzzle's, for b: searches that differ
};

Comparison draw(const World& world, std::uint64_t seed) {
    base::Rng rng(seed);
    Comparison comparison = sample(2, world.puzzles, world.repetitions);
    for (int puzzle = 0; puzzle < world.puzzles; ++puzzle) {
        const double usual = std::exp(2 * noise(rng));
        const double offset = std::exp(world.offset_noise * noise(rng));
        for (int repetition = 0; repetition < world.repetitions; ++repetition) {
            const double of_a = usual * std::exp(world.run_noise * noise(rng));
            const double of_b =
                usual * offset * world.slowdown * std::exp(world.run_noise * noise(rng));
            comparison.runs.push_back(solved(0, puzzle, repetition, of_a));
            comparison.runs.push_back(solved(1, puzzle, repetition, of_b));
        }
    }
    return comparison;
}

int verdicts(const World& world, PairVerdict wanted, int tries) {
    int count = 0;
    for (int i = 0; i < tries; ++i) {
        const Comparison comparison = draw(world, static_cast<std::uint64_t>(i) + 1);
        count += compare_two(Cells(comparison), 0, 1).verdict == wanted ? 1 : 0;
    }
    return count;
}

TEST(PairsTest, EqualBuildsAreHardlyEverCalledDifferent) {
    // Goal: at least 19 of 20, and as the significance says 99 of 100. Method: 500 tries.
    EXPECT_GE(verdicts({}, PairVerdict::no_evidence, 500), 488);
}

TEST(PairsTest, ASlowedBuildIsCalledSlower) {
    // Goal: ten percent under five percent of noise are seen, and called by the right name.
    EXPECT_GE(verdicts({.slowdown = 1.1}, PairVerdict::slower, 100), 95);
    EXPECT_GE(verdicts({.slowdown = 1 / 1.1}, PairVerdict::faster, 100), 95);
}

TEST(PairsTest, RepetitionsOfAPuzzleAreNotTakenForPuzzles) {
    // Goal: two strategies that are as good as each other, each faster on some puzzles by far, are
    // not told apart by repeating them. Method: offsets by puzzle, many repetitions.
    const World world{.puzzles = 12, .repetitions = 20, .offset_noise = 0.7};
    EXPECT_GE(verdicts(world, PairVerdict::no_evidence, 200), 194);
}

TEST(PairsTest, FewPuzzlesAreComparedRunByRun) {
    // Goal: one puzzle, repeated often enough, can tell two builds apart. Method: ten repetitions.
    const World world{.puzzles = 1, .repetitions = 10, .slowdown = 1.3};
    EXPECT_GE(verdicts(world, PairVerdict::slower, 100), 95);
    const Comparison comparison = draw(world, 1);
    const Pair pair = compare_two(Cells(comparison), 0, 1);
    EXPECT_FALSE(pair.is_of_puzzles);
    EXPECT_EQ(pair.pairs, 10U);
}

TEST(PairsTest, BelowTenPairsThereIsNoVerdict) {
    // Goal: nine pairs say nothing, even if all agree. Method: twice as slow, nine puzzles.
    const Comparison comparison = draw({.puzzles = 9, .repetitions = 1, .slowdown = 2}, 1);
    const Pair pair = compare_two(Cells(comparison), 0, 1);
    EXPECT_EQ(pair.verdict, PairVerdict::too_few);
    EXPECT_EQ(pair.p, std::nullopt);
    EXPECT_FALSE(pair.interval);
}

TEST(PairsTest, TheRatioAndItsIntervalHoldTheTruth) {
    // Goal: b's seconds by a's. Method: half as slow again; no interval below 5 repetitions.
    const Comparison comparison = draw({.puzzles = 30, .slowdown = 1.5}, 5);
    const Pair pair = compare_two(Cells(comparison), 0, 1);
    ASSERT_TRUE(pair.ratio && pair.interval);
    EXPECT_NEAR(*pair.ratio, 1.5, 0.03);
    EXPECT_LT(pair.interval->low, 1.5);
    EXPECT_GT(pair.interval->high, 1.5);
    const Comparison fewer = draw({.puzzles = 30, .repetitions = 4, .slowdown = 1.5}, 5);
    EXPECT_FALSE(compare_two(Cells(fewer), 0, 1).interval);
}

TEST(PairsTest, PuzzlesOfOneSideAreListedAndNotCompared) {
    // Goal: what only one solves enters no ratio. Method: b fails on two puzzles, a on one.
    Comparison comparison = sample(2, 4, 1);
    comparison.runs = {solved(0, 0, 0, 1), solved(1, 0, 0, 1), solved(0, 1, 0, 1),
                       unsolved(1, 1, 0),  solved(0, 2, 0, 1), unsolved(1, 2, 0),
                       unsolved(0, 3, 0),  solved(1, 3, 0, 1)};
    const Pair pair = compare_two(Cells(comparison), 0, 1);
    EXPECT_THAT(pair.only_a, ElementsAre(1, 2));
    EXPECT_THAT(pair.only_b, ElementsAre(3));
    EXPECT_EQ(pair.pairs, 1U);
}

TEST(PairsTest, ImportedRunsEnterNoRatio) {
    // Goal: what was not run in turn is not compared. Method: three configurations, one imported.
    Comparison comparison = sample(3, 1, 1);
    comparison.configurations[1].is_imported = true;
    const std::vector<Pair> pairs = pairs_of(Cells(comparison));
    ASSERT_EQ(pairs.size(), 1U);
    EXPECT_EQ(pairs[0].a, 0);
    EXPECT_EQ(pairs[0].b, 2);
}

}  // namespace
}  // namespace kura::compare
