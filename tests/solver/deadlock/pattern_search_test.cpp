// Learned patterns against exhaustive search: what is learned from dead states never matches one
// that can be solved.
#include "solver/deadlock/pattern_search.hpp"

#include "tests/solver/deadlock/boards.hpp"
#include "tests/solver/deadlock/exhaustive.hpp"

#include <gtest/gtest.h>

#include <array>
#include <thread>

namespace kura::deadlock {
namespace {

using board::Board;
using board::Square;
using board::SquareSet;
using oracle::Exhaustive;
using oracle::Scope;

struct Fixture {
    explicit Fixture(const Board& board, PatternOptions options = {},
                     std::size_t patterns_max = 512)
        : pairs(board, moves::Side::forward),
          cache(budget, std::size_t{1} << 18),
          store(board, budget, patterns_max),
          search(board, &pairs, store, cache, options) {}

    base::MemoryBudget budget{std::size_t{1} << 24};
    PairTable pairs;
    CorralCache cache;
    PatternStore store;
    PatternSearch search;
};

struct Tally {
    int dead = 0;     // states without solution that pairs, freeze and settled boxes let pass
    int offered = 0;  // of these, proved when offered
    int matched = 0;  // of these, matched by patterns in the end
    int walls = 0;    // patterns with walls
};

bool is_plain(const Board& board, const Fixture& fixture, const state::State& state) {
    return state.boxes.is_subset_of(board.live_set()) &&
           !FreezeTest(board).is_deadlock(state.boxes) &&
           !fixture.pairs.is_deadlock(state.boxes, state.player);
}

void check_all(const Board& board, Scope scope, Fixture& fixture, Tally& tally) {
    const Exhaustive all(board, scope);
    SettledBoxes settled(board);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const state::State& state = all.state(i);
        if (!is_plain(board, fixture, state)) {
            continue;
        }
        const SettledBoxes::Result result = settled.find(state);
        if (!result.dead) {
            const bool dead = fixture.search.offer(state, *result.facts);
            ASSERT_FALSE(dead && all.solvable(i)) << "state " << i;
            tally.offered += dead ? 1 : 0;
        }
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        const state::State& state = all.state(i);
        if (!is_plain(board, fixture, state)) {
            continue;
        }
        const SettledBoxes::Result result = settled.find(state);
        if (!result.dead) {
            const bool matches = fixture.store.matches(state, result.facts->walls);
            ASSERT_FALSE(matches && all.solvable(i)) << "state " << i;
            tally.dead += all.solvable(i) ? 0 : 1;
            tally.matched += matches ? 1 : 0;
        }
    }
    for (std::size_t i = 0; i < fixture.store.size(); ++i) {
        tally.walls += fixture.store.pattern(i).walls.empty() ? 0 : 1;
    }
}

// Goal: sound whatever the limits, and worth having. Method: every state of random boards is
// offered, then every state is matched against all that was learned.
TEST(PatternSearchTest, NeverMatchesAStateThatCanBeSolved) {
    base::Rng rng(51);
    Tally tally;
    for (int i = 0; i < 40; ++i) {
        const Board board = oracle::random_board(rng, oracle::small_board(i));
        for (const Scope scope : {Scope::reachable, Scope::placements}) {
            Fixture fixture(board,
                            {.positions_max = i % 3 == 0 ? 20U : 500U, .boxes_max = 2 + i % 4},
                            i % 2 == 0 ? 4 : 512);
            ASSERT_NO_FATAL_FAILURE(check_all(board, scope, fixture, tally)) << "board " << i;
            ASSERT_LE(fixture.store.size(), i % 2 == 0 ? 4U : 512U);
        }
    }
    EXPECT_GT(tally.offered * 5, tally.dead);
    EXPECT_GT(tally.matched, tally.offered);
    EXPECT_GT(tally.walls, 20);
}

// Goal: a pattern is no larger than it must be: without any of its boxes the rest can be solved by
// the same search. Method: patterns of random boards; each box in turn is left out.
TEST(PatternSearchTest, PatternsAreAsSmallAsTheProofAllows) {
    base::Rng rng(52);
    int patterns = 0;
    for (int i = 0; i < 20; ++i) {
        const Board board = oracle::random_board(rng, oracle::small_board(2 + 3 * i));
        Fixture fixture(board);
        Tally tally;
        ASSERT_NO_FATAL_FAILURE(check_all(board, Scope::reachable, fixture, tally));
        SmallSearch search(board, &fixture.pairs);
        for (std::size_t p = 0; p < fixture.store.size(); ++p) {
            const Pattern pattern = fixture.store.pattern(p);
            const WallFacts facts(board, pattern.walls);
            ++patterns;
            state::State state{pattern.boxes, pattern.region.first()};
            ASSERT_EQ(search.run(state, facts, {.both_axes = true}, 500), CorralVerdict::dead);
            pattern.boxes.for_each([&](Square box) {
                state.boxes.erase(box);
                ASSERT_NE(search.run(state, facts, {.both_axes = true}, 500), CorralVerdict::dead);
                state.boxes.insert(box);
            });
        }
    }
    EXPECT_GT(patterns, 20);
}

// Goal: readers see whole patterns only while another thread adds some.
// Method: patterns of one box each; a reader asks for what the count says is there.
TEST(PatternStoreTest, ReadersSeeWholePatterns) {
    const Board board = oracle::board_of(oracle::kBoards[7]);
    base::MemoryBudget budget(std::size_t{1} << 20);
    for (int round = 0; round < 20; ++round) {
        PatternStore store(board, budget, 64);
        const auto pattern_of = [&](Square square) {
            Pattern pattern{board.no_squares(), board.no_squares(), board.all_squares()};
            pattern.boxes.insert(square);
            return pattern;
        };
        std::thread writer([&] {
            for (Square square = 0; square < board.square_count(); ++square) {
                store.add(pattern_of(square));
            }
        });
        std::size_t seen = 0;
        while (seen < static_cast<std::size_t>(board.square_count())) {
            const std::size_t size = store.size();
            for (; seen < size; ++seen) {
                const Pattern pattern = pattern_of(static_cast<Square>(seen));
                ASSERT_TRUE(store.pattern(seen).boxes == pattern.boxes);
                ASSERT_TRUE(store.matches({pattern.boxes, 0}, board.no_squares()));
            }
        }
        writer.join();
    }
}

// Goal: bounded memory, from the budget; covered patterns are not kept. Method: small stores.
TEST(PatternStoreTest, KeepsItsBounds) {
    const Board board = oracle::board_of(oracle::kBoards[7]);
    base::MemoryBudget budget(100);
    Pattern pattern{board.no_squares(), board.no_squares(), board.all_squares()};
    pattern.boxes.insert(3);
    {
        PatternStore none(board, budget, 1000);
        EXPECT_TRUE(none.is_full());
        EXPECT_FALSE(none.add(pattern));
        EXPECT_FALSE(none.matches({pattern.boxes, 0}, board.no_squares()));
        PatternStore two(board, budget, 2);
        EXPECT_GT(budget.used(), 0U);
        EXPECT_TRUE(two.add(pattern));
        Pattern larger = pattern;
        larger.boxes.insert(5);
        EXPECT_FALSE(two.add(larger)) << "covered by the first";
        EXPECT_TRUE(two.matches({larger.boxes, 0}, board.no_squares()));
        Pattern other = pattern;
        other.boxes.erase(3);
        other.boxes.insert(5);
        other.walls.insert(6);
        other.region = board.no_squares();
        other.region.insert(1);
        EXPECT_TRUE(two.add(other));
        EXPECT_FALSE(two.add(other)) << "full";
        SquareSet boxes = board.no_squares();
        boxes |= other.boxes;
        boxes.insert(6);
        EXPECT_TRUE(two.matches({boxes, 1}, other.walls));
        EXPECT_FALSE(two.matches({boxes, 0}, other.walls)) << "the player is elsewhere";
        EXPECT_FALSE(two.matches({boxes, 1}, board.no_squares())) << "not settled";
    }
    EXPECT_EQ(budget.used(), 0U);
}

}  // namespace
}  // namespace kura::deadlock
