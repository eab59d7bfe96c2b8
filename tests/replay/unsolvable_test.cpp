// The shipped puzzles without a solution: each is proved, with and without pruning.

#include "puzzles/format/reader.hpp"
#include "solver/engine.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kura::replay {
namespace {

const char* const kFile = "puzzles/sets/unsolvable.sok";

SolveResult solve_by(const std::string& strategy, const puzzles::Level& level, int threads,
                     bool prune) {
    base::MemoryBudget budget(std::size_t{512} << 20);
    SolveOptions options;
    options.strategy = strategy;
    options.threads = threads;
    options.prune = prune;
    options.memory = &budget;
    return solve(level, options);
}

TEST(UnsolvableTest, TheFileIsReadWithoutAComplaintAndStatesEveryReason) {
    // Goal: the puzzles are proper ones, so that the proof is about Sokoban and not about errors.
    const puzzles::ReadResult read = puzzles::read_path(kFile);
    EXPECT_TRUE(read.problems.empty());
    EXPECT_GE(read.entries.size(), 12U);
    for (const puzzles::Entry& entry : read.entries) {
        EXPECT_TRUE(entry.usable()) << entry.level.title;
        EXPECT_FALSE(entry.level.title.empty()) << entry.level.line;
        EXPECT_GE(entry.level.comment.size(), 20U) << entry.level.title;
        EXPECT_TRUE(entry.level.solutions.empty()) << entry.level.title;
    }
}

TEST(UnsolvableTest, EveryPuzzleIsProvedByTheDefaultStrategy) {
    for (const puzzles::Entry& entry : puzzles::read_path(kFile).entries) {
        for (const int threads : {1, 2}) {
            const SolveResult result = solve_by("auto", entry.level, threads, true);
            EXPECT_EQ(result.verdict, Verdict::unsolvable) << entry.level.title;
            EXPECT_FALSE(result.detail.empty()) << entry.level.title;
        }
    }
}

TEST(UnsolvableTest, EveryPuzzleIsProvedBySearchAloneWithoutAnyPruning) {
    // Goal: the puzzles are what they claim, whatever the detectors say. Method: the oracle.
    for (const puzzles::Entry& entry : puzzles::read_path(kFile).entries) {
        const SolveResult result = solve_by("bfs", entry.level, 1, false);
        EXPECT_EQ(result.verdict, Verdict::unsolvable) << entry.level.title;
        EXPECT_GT(result.expanded, 0U) << entry.level.title;
    }
}

}  // namespace
}  // namespace kura::replay
