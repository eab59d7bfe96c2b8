#include "solver/deadlock/corral_cache.hpp"

#include <gtest/gtest.h>

namespace kura::deadlock {
namespace {

constexpr std::size_t kBytes = std::size_t{64} << 20;

CorralKey key_of(std::uint32_t number) {
    CorralKey key{};
    key.squares.fill(board::kNoSquare);
    key.squares[0] = static_cast<board::Square>(number % 1000);
    key.squares[1] = static_cast<board::Square>(number / 1000);
    return key;
}

CorralVerdict verdict_of(std::uint32_t number) {
    return number % 3 == 0 ? CorralVerdict::dead : CorralVerdict::alive;
}

TEST(CorralCacheTest, EntriesAreFoundWhileItGrows) {
    base::MemoryBudget budget(2 * kBytes);
    CorralCache cache(budget, kBytes);
    // More than a dozen times what the first pages hold: it doubles again and again on the way.
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

TEST(CorralCacheTest, AnUnknownEntryCountsItsQueriesAndIsSettledOnce) {
    base::MemoryBudget budget(2 * kBytes);
    CorralCache cache(budget, kBytes);
    cache.store(key_of(7), CorralVerdict::unknown);
    EXPECT_EQ(cache.query(key_of(7)).queries, 1U);
    EXPECT_EQ(cache.query(key_of(7)).queries, 2U);
    cache.store(key_of(7), CorralVerdict::dead);
    cache.store(key_of(7), CorralVerdict::unknown);
    EXPECT_EQ(cache.query(key_of(7)).verdict, CorralVerdict::dead);
}

TEST(CorralCacheTest, WithoutMemoryItStoresNothing) {
    base::MemoryBudget budget(1024);
    CorralCache cache(budget, kBytes);
    EXPECT_EQ(cache.memory_bytes(), 0U);
    cache.store(key_of(1), CorralVerdict::dead);
    EXPECT_EQ(cache.query(key_of(1)).verdict, CorralVerdict::absent);
}

}  // namespace
}  // namespace kura::deadlock
