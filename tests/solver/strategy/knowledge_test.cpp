// What a job prepares before it searches: only what its rules use.

#include "solver/strategy/knowledge.hpp"

#include "tests/support/levels.hpp"

#include <gtest/gtest.h>

namespace kura::strategy {
namespace {

board::Board small_board() {
    return *board::Board::make(
        support::level_from({"#######", "#     #", "# $$  #", "#@ .. #", "#######"}));
}

TEST(KnowledgeTest, RulesThatAreOffCostNothing) {
    const board::Board board = small_board();
    base::MemoryBudget budget(std::size_t{64} << 20);
    const Knowledge knowledge(board, Rules::none(), true, budget);
    EXPECT_EQ(knowledge.forward_pairs, nullptr);
    EXPECT_EQ(knowledge.backward_pairs, nullptr);
    EXPECT_EQ(knowledge.corral_cache, nullptr);
    EXPECT_EQ(budget.used(), 0U);
}

TEST(KnowledgeTest, BackwardTablesAreBuiltOnlyForBackwardLanes) {
    const board::Board board = small_board();
    base::MemoryBudget budget(std::size_t{64} << 20);
    const Knowledge forward(board, Rules{}, false, budget);
    EXPECT_NE(forward.forward_pairs, nullptr);
    EXPECT_EQ(forward.backward_pairs, nullptr);
    const Knowledge both(board, Rules{}, true, budget);
    EXPECT_NE(both.forward_pairs, nullptr);
    EXPECT_NE(both.backward_pairs, nullptr);
}

TEST(KnowledgeTest, WhatLearnsTakesItsShareOfTheBudgetAndGivesItBack) {
    const board::Board board = small_board();
    base::MemoryBudget budget(std::size_t{64} << 20);
    {
        const Knowledge knowledge(board, Rules{}, false, budget);
        ASSERT_NE(knowledge.corral_cache, nullptr);
        ASSERT_NE(knowledge.patterns, nullptr);
        const std::size_t patterns_bytes = std::size_t{512} * 3 * 8;  // one word a set
        EXPECT_GT(budget.used(), patterns_bytes);
        EXPECT_LE(budget.used(), budget.limit() / 16 + patterns_bytes);
    }
    EXPECT_EQ(budget.used(), 0U);
}

TEST(KnowledgeTest, WithoutMemoryItStillStands) {
    // Goal: no memory for the cache is no reason to fail. Method: a budget of one byte.
    const board::Board board = small_board();
    base::MemoryBudget budget(1);
    const Knowledge knowledge(board, Rules{}, true, budget);
    EXPECT_EQ(budget.used(), 0U);
    EXPECT_FALSE(knowledge.freeze.is_deadlock(board.box_set()));
}

}  // namespace
}  // namespace kura::strategy
