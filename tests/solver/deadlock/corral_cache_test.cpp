#include "solver/deadlock/corral_cache.hpp"

#include "solver/base/rng.hpp"

#include <gtest/gtest.h>

#include <array>
#include <thread>

namespace kura::deadlock {
namespace {

constexpr std::size_t kBytes = std::size_t{64} << 20;

CorralKey key_of(std::uint64_t number) {
    CorralKey key{};
    key.squares.fill(board::kNoSquare);
    key.squares[0] = static_cast<board::Square>(number % 7);
    key.squares[1] = 1;
    key.squares[2] = static_cast<board::Square>(number / 7 % 11);
    key.squares[3] = static_cast<board::Square>(number / 77);
    return key;
}

CorralVerdict verdict_of(std::uint64_t number) {
    return number % 3 == 0 ? CorralVerdict::dead : CorralVerdict::alive;
}

// Goal: entries outlive the table's growth, and no answer is another key's. Method: fill it with a
// dozen times what its first pages hold, asking for what came a while before.
TEST(CorralCacheTest, EntriesAreFoundWhileItGrows) {
    base::MemoryBudget budget(2 * kBytes);
    CorralCache cache(budget, kBytes);
    constexpr std::uint32_t kKeys = 250'000;
    constexpr std::uint32_t kRecent = 2'000;
    std::uint32_t missed = 0;
    for (std::uint32_t number = 0; number < kKeys; ++number) {
        cache.store(key_of(number), verdict_of(number));
        const std::uint32_t earlier = number < kRecent ? 0 : number - kRecent;
        const CorralVerdict found = cache.query(key_of(earlier)).verdict;
        missed += found == CorralVerdict::absent ? 1 : 0;
        ASSERT_TRUE(found == CorralVerdict::absent || found == verdict_of(earlier)) << earlier;
    }
    EXPECT_LT(missed, kKeys / 100);
}

// Goal: a hit is never wrong. Method: every other key.
TEST(CorralCacheTest, WhatWasNeverStoredIsAbsent) {
    base::MemoryBudget budget(2 * kBytes);
    CorralCache cache(budget, kBytes);
    for (std::uint32_t number = 0; number < 20'000; number += 2) {
        cache.store(key_of(number), verdict_of(number));
    }
    for (std::uint32_t number = 1; number < 20'000; number += 2) {
        ASSERT_EQ(cache.query(key_of(number)).verdict, CorralVerdict::absent) << number;
    }
}

// Goal: verdicts stay with their keys while two threads fill and read one small table.
// Method: the verdict is a function of the key; every answer is that or "absent".
TEST(CorralCacheTest, TwoThreadsNeverSeeAnotherKeysVerdict) {
    base::MemoryBudget budget(std::size_t{1} << 20);
    CorralCache cache(budget, std::size_t{1} << 14);
    std::array<int, 2> wrong{};
    std::array<int, 2> hits{};
    const auto work = [&](std::size_t thread) {
        base::Rng rng(thread);
        for (int i = 0; i < 20000; ++i) {
            const std::uint64_t number = rng.below(1000);
            const CorralCache::Answer answer = cache.query(key_of(number));
            if (answer.verdict == CorralVerdict::absent) {
                cache.store(key_of(number), verdict_of(number));
            } else {
                wrong[thread] += answer.verdict != verdict_of(number) ? 1 : 0;
                ++hits[thread];
            }
        }
    };
    std::thread other([&work] { work(1); });
    work(0);
    other.join();
    EXPECT_EQ(wrong[0] + wrong[1], 0);
    EXPECT_GT(hits[0], 1000);
    EXPECT_GT(hits[1], 1000);
}

// Goal: the budget is kept and given back; without memory the cache stores nothing.
// Method: a budget of three quarters of the wish, then one of nothing.
TEST(CorralCacheTest, KeepsTheMemoryBudget) {
    base::MemoryBudget budget(3 << 14);
    {
        CorralCache cache(budget, 1 << 16);
        EXPECT_EQ(cache.memory_bytes(), std::size_t{1} << 15);
        EXPECT_EQ(budget.used(), cache.memory_bytes());
        CorralCache none(budget, 255);
        none.store(key_of(1), CorralVerdict::dead);
        EXPECT_EQ(none.query(key_of(1)).verdict, CorralVerdict::absent);
    }
    EXPECT_EQ(budget.used(), 0U);
}

// Goal: known verdicts are not lost to unknown ones. Method: store unknown over dead; fill a bucket
// of a one-bucket table with dead entries, add an unknown one to it and a dead one after that.
TEST(CorralCacheTest, UnknownEntriesGoFirst) {
    base::MemoryBudget budget(1 << 16);
    CorralCache cache(budget, 256);
    cache.store(key_of(0), CorralVerdict::dead);
    cache.store(key_of(0), CorralVerdict::unknown);
    EXPECT_EQ(cache.query(key_of(0)).verdict, CorralVerdict::dead);
    cache.store(key_of(7), CorralVerdict::alive);
    cache.store(key_of(14), CorralVerdict::unknown);
    cache.store(key_of(21), CorralVerdict::dead);
    EXPECT_EQ(cache.query(key_of(14)).queries, 1U);
    cache.store(key_of(28), CorralVerdict::dead);
    EXPECT_EQ(cache.query(key_of(14)).verdict, CorralVerdict::absent);
    EXPECT_EQ(cache.query(key_of(0)).verdict, CorralVerdict::dead);
    EXPECT_EQ(cache.query(key_of(28)).verdict, CorralVerdict::dead);
}

}  // namespace
}  // namespace kura::deadlock
