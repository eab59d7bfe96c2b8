// Small searches of rooms against exhaustive search: nothing that can be solved is called dead.
#include "solver/deadlock/room_search.hpp"

#include "solver/deadlock/corral_search.hpp"
#include "tests/solver/deadlock/exhaustive.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kura::deadlock {
namespace {

using board::Board;
using board::Square;
using oracle::Exhaustive;
using oracle::Scope;

constexpr std::size_t kCacheBytes = std::size_t{1} << 20;

struct Fixture {
    explicit Fixture(const Board& board, RoomOptions options = {}, std::size_t bytes = kCacheBytes)
        : rooms(board),
          pairs(board, moves::Side::forward),
          cache(budget, bytes),
          settled(board),
          search(board, rooms, &pairs, cache, options) {}

    // Not dead for the tests that come before.
    [[nodiscard]] const WallFacts* facts(const Board& board, const state::State& state) {
        if (!state.boxes.is_subset_of(board.live_set()) ||
            FreezeTest(board).is_deadlock(state.boxes)) {
            return nullptr;
        }
        return settled.find(state).facts;
    }

    base::MemoryBudget budget{std::size_t{1} << 24};
    board::Rooms rooms;
    PairTable pairs;
    CorralCache cache;
    SettledBoxes settled;
    RoomSearch search;
};

struct Tally {
    int dead = 0;    // states without solution that pairs, freeze and settled boxes let pass
    int found = 0;   // of these, by the rooms
    int beyond = 0;  // of the latter, not by corral search
};

void check_all(const Board& board, Scope scope, Fixture& fixture, Tally& tally) {
    const Exhaustive all(board, scope);
    CorralCache corrals(fixture.budget, kCacheBytes);
    CorralSearch corral(board, corrals);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const state::State& state = all.state(i);
        const WallFacts* facts = fixture.facts(board, state);
        if (facts == nullptr || fixture.pairs.is_deadlock(state.boxes, state.player)) {
            continue;
        }
        const bool dead = fixture.search.is_dead(state, *facts);
        ASSERT_FALSE(dead && all.solvable(i)) << "state " << i;
        if (!all.solvable(i)) {
            ++tally.dead;
            tally.found += dead ? 1 : 0;
            tally.beyond += dead && !corral.is_dead(state) ? 1 : 0;
        }
    }
}

oracle::RandomBoard wish_of(int i) {
    oracle::RandomBoard wish;
    wish.boxes = 3 + i % 2;
    wish.rows = 4;
    wish.columns = wish.boxes == 4 ? 5 + i / 2 % 2 : 7;
    wish.wall_percent = 14 + i % 5 * 4;
    wish.solvable = i % 3 != 0;
    wish.options.simplify = i % 4 != 3;
    return wish;
}

// Goal: sound whatever the limits and however small the cache, and worth having.
// Method: all placements of random boards of one or more rooms against the oracle.
TEST(RoomSearchTest, NeverCallsASolvableStateDead) {
    base::Rng rng(31);
    Tally tally;
    for (int i = 0; i < 24; ++i) {
        const Board board = oracle::random_board(rng, wish_of(i));
        constexpr std::size_t kSizes[] = {0, 256, kCacheBytes};
        Fixture fixture(board, {.positions_first = i % 4 == 0 ? 5U : 200U}, kSizes[i % 3]);
        ASSERT_NO_FATAL_FAILURE(check_all(board, Scope::placements, fixture, tally))
            << "board " << i;
    }
    EXPECT_GT(tally.found * 2, tally.dead);
    EXPECT_GT(tally.beyond * 5, tally.dead);
}

// Goal: the cache key holds all that a verdict depends on. Method: without a limit the verdict is a
// function of the state, so a cache filled by all other states must answer like an empty one.
TEST(RoomSearchTest, CachedVerdictsEqualFreshOnes) {
    base::Rng rng(32);
    std::uint64_t saved = 0;
    for (int i = 0; i < 12; ++i) {
        oracle::RandomBoard wish = wish_of(i);
        wish.boxes = 3;
        const Board board = oracle::random_board(rng, wish);
        const Exhaustive all(board, Scope::placements);
        Fixture cached(board, {.positions_first = 100000});
        Fixture fresh(board, {.positions_first = 100000}, 0);
        for (std::size_t s = 0; s < all.size(); ++s) {
            const WallFacts* facts = cached.facts(board, all.state(s));
            if (facts != nullptr) {
                ASSERT_EQ(cached.search.is_dead(all.state(s), *facts),
                          fresh.search.is_dead(all.state(s), *facts))
                    << "board " << i << " state " << s;
            }
        }
        saved += fresh.search.stats().searches - cached.search.stats().searches;
    }
    EXPECT_GT(saved, 500U);
}

// Goal: a move only concerns the rooms of its box. Method: all pushes between states of boards with
// several rooms; dead by the moved box implies dead by all rooms.
TEST(RoomSearchTest, MovedBoxOnlyNarrowsTheTest) {
    base::Rng rng(33);
    int dead = 0;
    for (int i = 0; i < 12; ++i) {
        oracle::RandomBoard wish = wish_of(2 * i);
        wish.columns = 8;
        wish.wall_percent = 30;
        const Board board = oracle::random_board(rng, wish);
        const Exhaustive all(board, Scope::reachable);
        Fixture fixture(board, {.positions_first = 100000});
        for (std::size_t from = 0; from < all.size(); ++from) {
            for (const oracle::Edge& edge : all.pushes(from)) {
                const WallFacts* facts = fixture.facts(board, all.state(edge.to));
                if (facts == nullptr) {
                    continue;
                }
                const bool narrow =
                    fixture.search.is_dead(all.state(edge.to), *facts, edge.step.to);
                const bool wide = fixture.search.is_dead(all.state(edge.to), *facts);
                ASSERT_TRUE(wide || !narrow);
                dead += narrow ? 1 : 0;
            }
        }
    }
    EXPECT_GT(dead, 20);
}

}  // namespace
}  // namespace kura::deadlock
