#include "solver/base/memory_budget.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <thread>
#include <vector>

namespace kura::base {
namespace {

TEST(MemoryBudgetTest, NeverGivesMoreThanTheLimit) {
    // Goal: the limit is exact, and a refused request changes nothing.
    MemoryBudget budget(100);
    EXPECT_TRUE(budget.try_acquire(60));
    EXPECT_FALSE(budget.try_acquire(41));
    EXPECT_TRUE(budget.try_acquire(40));
    EXPECT_FALSE(budget.try_acquire(1));
    EXPECT_EQ(budget.used(), 100U);
    budget.release(60);
    EXPECT_EQ(budget.used(), 40U);
    EXPECT_EQ(budget.peak(), 100U);
    EXPECT_TRUE(budget.try_acquire(0));
}

TEST(MemoryBudgetTest, HugeRequestsDoNotWrapAround) {
    // Goal: a request near the largest number is refused. Method: with something in use, so that a
    // plain sum would overflow to a small number.
    MemoryBudget budget(100);
    EXPECT_TRUE(budget.try_acquire(10));
    EXPECT_FALSE(budget.try_acquire(std::numeric_limits<std::size_t>::max()));
    EXPECT_FALSE(budget.try_acquire(std::numeric_limits<std::size_t>::max() - 9));
    EXPECT_EQ(budget.used(), 10U);
}

TEST(MemoryBudgetTest, TheRestOfTheProcessCounts) {
    // Goal: what is measured outside lowers what is given, also below what is in use already.
    MemoryBudget budget(100);
    EXPECT_TRUE(budget.try_acquire(40));
    budget.set_rest(30);
    EXPECT_FALSE(budget.try_acquire(31));
    EXPECT_TRUE(budget.try_acquire(30));
    budget.set_rest(50);
    EXPECT_FALSE(budget.try_acquire(1));
    budget.set_rest(1000);
    EXPECT_FALSE(budget.try_acquire(1));
    budget.set_rest(0);
    EXPECT_TRUE(budget.try_acquire(30));
    EXPECT_EQ(budget.used(), 100U);
}

TEST(MemoryBudgetTest, ThreadsShareTheLimit) {
    // Goal: under contention the sum handed out is never above the limit and nothing is lost.
    // Method: threads acquire and release; each checks what it sees.
    MemoryBudget budget(1000);
    std::atomic<bool> exceeded{false};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 20000; ++i) {
                if (budget.try_acquire(300)) {
                    exceeded = exceeded || budget.used() > 1000;
                    budget.release(300);
                }
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_FALSE(exceeded);
    EXPECT_EQ(budget.used(), 0U);
    EXPECT_LE(budget.peak(), 900U);
}

}  // namespace
}  // namespace kura::base
