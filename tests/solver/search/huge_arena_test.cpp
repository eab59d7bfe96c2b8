#include "solver/search/huge_arena.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <utility>

namespace kura::search {
namespace {

// Goal: contents survive growth, also beyond the reservation, and fresh bytes are zero.
// Method: grow in steps past a tiny reservation; the last byte of each step carries its number.
TEST(HugeArenaTest, GrowsInPlaceAndBeyondItsReservation) {
    HugeArena arena;
    std::size_t last = 0;
    for (int step = 1; step <= 40; ++step) {
        const std::size_t bytes = arena.rounded(arena.committed() + 300000);
        ASSERT_TRUE(arena.grow(bytes, 1));
        ASSERT_EQ(arena.committed(), bytes);
        ASSERT_EQ(reinterpret_cast<std::uintptr_t>(arena.base()) % HugeArena::kHugePageBytes, 0U);
        for (std::size_t at = last; at < bytes; at += 4096) {
            ASSERT_EQ(arena.base()[at], 0);
        }
        arena.base()[bytes - 1] = static_cast<std::uint8_t>(step);
        if (step > 1) {
            ASSERT_EQ(arena.base()[last - 1], step - 1);
        }
        last = bytes;
    }
    HugeArena moved = std::move(arena);
    EXPECT_EQ(moved.base()[last - 1], 40);
    EXPECT_EQ(arena.base(), nullptr);
}

// Goal: a small arena needs no address space, and leaving the heap loses nothing.
// Method: grow page by page to past the limit; each page keeps its mark, the rest reads zero.
TEST(HugeArenaTest, StartsOnTheHeap) {
    HugeArena arena;
    for (std::size_t bytes = HugeArena::kPageBytes; bytes <= 2 * HugeArena::kHeapBytesMax;
         bytes += HugeArena::kPageBytes) {
        ASSERT_TRUE(arena.grow(bytes, std::size_t{1} << 20));
        ASSERT_EQ(arena.reserved() == 0, bytes <= HugeArena::kHeapBytesMax);
        for (std::size_t at = 0; at + HugeArena::kPageBytes < bytes; ++at) {
            ASSERT_EQ(arena.base()[at], at % HugeArena::kPageBytes == 0 ? 1 : 0);
        }
        arena.base()[bytes - HugeArena::kPageBytes] = 1;
        ASSERT_EQ(arena.base()[bytes - 1], 0);
    }
}

// Goal: an absurd wish for address space degrades to what can be had.
// Method: wish for 2^60 bytes, use one page.
TEST(HugeArenaTest, AnImpossibleReservationIsHalvedUntilItFits) {
    HugeArena arena;
    const std::size_t bytes = 2 * HugeArena::kHeapBytesMax;
    ASSERT_TRUE(arena.grow(bytes, std::size_t{1} << 60));
    std::memset(arena.base(), 1, bytes);
    EXPECT_GE(arena.reserved(), bytes);
}

// Goal: small arenas are not rounded up to huge pages; large ones are.
// Method: the rounding itself, on both sides of the limit and for both kinds.
TEST(HugeArenaTest, RoundsToHugePagesOnlyWhenLarge) {
    const HugeArena large(HugeArena::Pages::huge_when_large);
    const HugeArena small(HugeArena::Pages::small);
    EXPECT_EQ(large.rounded(1), HugeArena::kPageBytes);
    EXPECT_EQ(large.rounded(HugeArena::kHugeFromBytes - 4096), HugeArena::kHugeFromBytes - 4096);
    EXPECT_EQ(large.rounded(HugeArena::kHugeFromBytes + 1),
              HugeArena::kHugeFromBytes + HugeArena::kHugePageBytes);
    EXPECT_EQ(small.rounded(HugeArena::kHugeFromBytes + 1), HugeArena::kHugeFromBytes + 4096);
}

}  // namespace
}  // namespace kura::search
