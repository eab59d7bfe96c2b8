// Endgames against exhaustive search: no state that can be solved misses all of them.
#include "solver/deadlock/endgame.hpp"

#include "tests/solver/deadlock/boards.hpp"
#include "tests/solver/deadlock/exhaustive.hpp"

#include <gtest/gtest.h>

namespace kura::deadlock {
namespace {

using board::Board;
using oracle::Exhaustive;
using oracle::Scope;

struct Tally {
    int dead = 0;   // states without solution that freeze and settled boxes let pass
    int found = 0;  // of these, by endgames
    std::uint64_t tables = 0;
    std::uint64_t telling = 0;
};

void check_all(const Board& board, Scope scope, EndgameOptions options, bool use_pairs,
               Tally& tally) {
    const Exhaustive all(board, scope);
    const FreezeTest freeze(board);
    const PairTable pairs(board, moves::Side::backward);
    SettledBoxes settled(board);
    Endgames endgames(board, use_pairs ? &pairs : nullptr, options);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const state::State& state = all.state(i);
        if (freeze.is_deadlock(state.boxes) || !state.boxes.is_subset_of(board.live_set())) {
            continue;
        }
        const SettledBoxes::Result result = settled.find(state);
        if (result.dead) {
            continue;
        }
        const bool dead = endgames.is_dead(state, *result.facts);
        ASSERT_FALSE(dead && all.solvable(i)) << "state " << i;
        tally.dead += all.solvable(i) ? 0 : 1;
        tally.found += dead ? 1 : 0;
    }
    tally.tables += endgames.stats().tables;
    tally.telling += endgames.stats().telling;
}

// Goal: sound for every distance, limit and number of tables, and stronger with distance.
// Method: random boards; with the pair table, which holds in states reached from the start only,
// all of these, without it all placements.
TEST(EndgamesTest, EverySolvableStateFitsOne) {
    base::Rng rng(41);
    for (int distance = 1; distance <= 4; ++distance) {
        Tally tally;
        for (int i = 0; i < 70; ++i) {
            const Board board = oracle::random_board(rng, oracle::small_board(i));
            const EndgameOptions options{.distances = {distance, 2},
                                         .positions_max = i % 3 == 0 ? 20U : 600U,
                                         .queries_first = 1,
                                         .tables_max = i % 2 == 0 ? 1 : 512};
            ASSERT_NO_FATAL_FAILURE(check_all(board, Scope::reachable, options, true, tally)) << i;
            ASSERT_NO_FATAL_FAILURE(check_all(board, Scope::placements, options, false, tally))
                << i;
        }
        EXPECT_GT(tally.found, tally.dead * distance / 50) << "of " << tally.dead;
        EXPECT_GT(tally.telling, 20U) << "of " << tally.tables;
    }
}

// Goal: a table is made when walls come up often enough, not before, and once.
// Method: one state asked about again and again.
TEST(EndgamesTest, TablesAreMadeForWallsMetOften) {
    const Board board = oracle::board_of(oracle::kBoards[0]);
    SettledBoxes settled(board);
    const state::State start{board.box_set(), board.player()};
    const WallFacts* facts = settled.find(start).facts;
    ASSERT_NE(facts, nullptr);
    Endgames endgames(board, nullptr, {.queries_first = 3});
    for (const std::uint64_t tables : {0U, 0U, 1U, 1U, 1U}) {
        EXPECT_FALSE(endgames.is_dead(start, *facts));
        EXPECT_EQ(endgames.stats().tables, tables);
    }
}

}  // namespace
}  // namespace kura::deadlock
