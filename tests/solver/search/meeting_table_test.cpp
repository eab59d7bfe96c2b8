#include "solver/search/meeting_table.hpp"

#include "solver/base/rng.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace kura::search {
namespace {

constexpr auto kForward = MeetingSide::forward;
constexpr auto kBackward = MeetingSide::backward;

// Goal: a side sees the other side's smallest cost, never its own.
// Method: one state, a sequence of insertions with known answers.
TEST(MeetingTableTest, ReportsTheSmallestCostOfTheOtherSide) {
    base::MemoryBudget budget(1 << 20);
    MeetingTable table(1 << 16, budget);
    EXPECT_FALSE(table.insert_and_probe(42, kForward, 10));
    EXPECT_FALSE(table.insert_and_probe(42, kForward, 12));
    table.prefetch(42);
    auto hit = table.insert_and_probe(42, kBackward, 7);
    ASSERT_TRUE(hit);
    EXPECT_EQ(hit->cost, 10U);
    hit = table.insert_and_probe(42, kForward, 9);
    ASSERT_TRUE(hit);
    EXPECT_EQ(hit->cost, 7U);
    hit = table.insert_and_probe(42, kBackward, 8);
    ASSERT_TRUE(hit);
    EXPECT_EQ(hit->cost, 9U);
    EXPECT_EQ(table.insert_and_probe(42, kForward, 9)->cost, 7U);
    EXPECT_FALSE(table.insert_and_probe(43, kForward, 1));
}

// Goal: costs beyond 16 bits saturate instead of spoiling side or fingerprint.
// Method: insert one huge cost, read it from the other side.
TEST(MeetingTableTest, LargeCostsSaturate) {
    base::MemoryBudget budget(1 << 20);
    MeetingTable table(1 << 16, budget);
    EXPECT_FALSE(table.insert_and_probe(0, kBackward, 1'000'000));
    const auto hit = table.insert_and_probe(0, kForward, 3);
    ASSERT_TRUE(hit);
    EXPECT_EQ(hit->cost, MeetingTable::kCostMax);
}

// Goal: at moderate load nearly every meeting is seen, and strangers practically never meet.
// Method: 4,000 states in 16,384 entries from one side, all from the other; then fresh states.
TEST(MeetingTableTest, FindsMostMeetingsAndInventsNone) {
    base::MemoryBudget budget(1 << 20);
    MeetingTable table(1 << 17, budget);
    base::Rng forward(1);
    for (std::uint32_t n = 0; n < 4000; ++n) {
        ASSERT_FALSE(table.insert_and_probe(forward.next(), kForward, n));
    }
    base::Rng backward(1);
    int met = 0;
    for (std::uint32_t n = 0; n < 4000; ++n) {
        const auto hit = table.insert_and_probe(backward.next(), kBackward, 5);
        met += hit && hit->cost == n ? 1 : 0;
    }
    EXPECT_GT(met, 3800);
    for (int n = 0; n < 20000; ++n) {
        ASSERT_FALSE(table.insert_and_probe(forward.next(), kForward, 1));
    }
}

// Goal: an overfull table forgets, and still sees what is recent.
// Method: 100,000 states into 512 entries, each met from the other side at once.
TEST(MeetingTableTest, OverfullTableStillSeesRecentStates) {
    base::MemoryBudget budget(1 << 20);
    MeetingTable table(4096, budget);
    base::Rng rng(2);
    for (int n = 0; n < 100000; ++n) {
        const std::uint64_t state = rng.next();
        ASSERT_FALSE(table.insert_and_probe(state, kForward, 4));
        ASSERT_TRUE(table.insert_and_probe(state, kBackward, 4));
    }
}

// Goal: the budget rules the size; with none the table works as one that never hits.
// Method: a budget smaller than the wish, and one smaller than a page.
TEST(MeetingTableTest, ShrinksToTheBudget) {
    base::MemoryBudget small(100000);
    {
        MeetingTable table(1 << 20, small);
        EXPECT_GT(table.memory_bytes(), 0U);
        EXPECT_EQ(small.used(), table.memory_bytes());
        EXPECT_FALSE(table.insert_and_probe(1, kForward, 1));
        EXPECT_TRUE(table.insert_and_probe(1, kBackward, 1));
    }
    EXPECT_EQ(small.used(), 0U);
    base::MemoryBudget none(100);
    MeetingTable table(1 << 20, none);
    table.prefetch(1);
    EXPECT_FALSE(table.insert_and_probe(1, kForward, 1));
    EXPECT_FALSE(table.insert_and_probe(1, kBackward, 1));
}

// Goal: concurrent use is free of data races (under TSan) and never invents a cost.
// Method: four threads over the same few states; a cost identifies its state and side.
TEST(MeetingTableTest, ConcurrentUseKeepsEntriesWhole) {
    base::MemoryBudget budget(1 << 20);
    MeetingTable table(4096, budget);
    std::vector<int> wrong(4, 0);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < 4; ++t) {
        threads.emplace_back([&table, &wrong, t] {
            base::Rng rng(t);
            for (int n = 0; n < 20000; ++n) {
                const std::uint64_t state = rng.below(700);
                const auto side = t % 2 == 0 ? kForward : kBackward;
                const auto cost = static_cast<std::uint32_t>(state * 2 + t % 2);
                const auto hit = table.insert_and_probe(state, side, cost);
                wrong[t] += hit && hit->cost != (cost ^ 1U) ? 1 : 0;
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

}  // namespace
}  // namespace kura::search
