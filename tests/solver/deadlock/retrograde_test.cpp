// The retrograde test and the boxes that are settled, against exhaustive search: nothing that can
// be solved is called dead, and no solution moves a box that is called settled.
#include "solver/deadlock/retrograde.hpp"

#include "solver/deadlock/settled_boxes.hpp"
#include "tests/solver/deadlock/boards.hpp"
#include "tests/solver/deadlock/exhaustive.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace kura::deadlock {
namespace {

using board::Board;
using board::Square;
using board::SquareSet;
using oracle::Exhaustive;
using oracle::Scope;

struct Tally {
    int dead = 0;           // states without solution that the freeze test misses
    int by_retrograde = 0;  // of these, found with frozen boxes as walls
    int by_settled = 0;     // of these, found by SettledBoxes
    int frozen = 0;         // boxes frozen in states that can be solved
    int settled = 0;        // boxes settled in these
    int never_moved = 0;    // boxes on goals in these that really no solution moves
    int narrower = 0;       // of these states, those with fewer live squares than the board
};

// The boxes that some solution moves, for every state: those that a push between solvable states
// moves there, or later.
std::vector<SquareSet> moved_boxes(const Board& board, const Exhaustive& all) {
    std::vector<SquareSet> moved(all.size(), board.no_squares());
    for (bool changed = true; changed;) {
        changed = false;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (!all.solvable(i)) {
                continue;
            }
            SquareSet set = moved[i];
            for (const oracle::Edge& edge : all.pushes(i)) {
                if (all.solvable(edge.to)) {
                    SquareSet later = moved[edge.to];
                    later.erase(edge.step.to);
                    later &= all.state(i).boxes;
                    set |= later;
                    set.insert(edge.step.from);
                }
            }
            changed = changed || set != moved[i];
            moved[i] = set;
        }
    }
    return moved;
}

void check_all(const Board& board, Scope scope, Tally& tally) {
    const Exhaustive all(board, scope);
    const FreezeTest freeze(board);
    SettledBoxes settled(board, 8);
    const std::vector<SquareSet> moved = moved_boxes(board, all);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const state::State& state = all.state(i);
        if (freeze.is_deadlock(state.boxes) || !state.boxes.is_subset_of(board.live_set())) {
            continue;
        }
        const SquareSet frozen = freeze.frozen(state.boxes);
        const bool dead = Retrograde(board, frozen).is_dead(state);
        const SettledBoxes::Result result = settled.find(state);
        ASSERT_TRUE(result.dead || !dead) << "weaker than its part, state " << i;
        if (!all.solvable(i)) {
            ++tally.dead;
            tally.by_retrograde += dead ? 1 : 0;
            tally.by_settled += result.dead ? 1 : 0;
            continue;
        }
        ASSERT_FALSE(result.dead) << "state " << i;
        const SquareSet& walls = result.facts->walls;
        ASSERT_TRUE(frozen.is_subset_of(walls));
        ASSERT_TRUE(walls.is_subset_of(board.goal_set()));
        ASSERT_FALSE(walls.intersects(moved[i])) << "a solution moves a settled box, state " << i;
        SquareSet still = state.boxes;
        still &= board.goal_set();
        still -= moved[i];
        tally.frozen += frozen.count();
        tally.settled += walls.count();
        tally.never_moved += still.count();
        tally.narrower += result.facts->live() == board.live_set() ? 0 : 1;
    }
}

// Goal: sound in every state, and stronger than the freeze test. Method: hand-made boards and
// random ones, all placements and all reachable states.
TEST(SettledBoxesTest, NoSolutionMovesThemAndNothingSolvableIsDead) {
    Tally tally;
    for (const auto& rows : oracle::kBoards) {
        const Board board = oracle::board_of(rows);
        ASSERT_NO_FATAL_FAILURE(check_all(board, Scope::reachable, tally));
        ASSERT_NO_FATAL_FAILURE(check_all(board, Scope::placements, tally));
    }
    base::Rng rng(21);
    for (int i = 0; i < 100; ++i) {
        const Board board = oracle::random_board(rng, oracle::small_board(i));
        ASSERT_NO_FATAL_FAILURE(check_all(board, Scope::reachable, tally)) << "board " << i;
        ASSERT_NO_FATAL_FAILURE(check_all(board, Scope::placements, tally)) << "board " << i;
    }
    EXPECT_GT(tally.by_retrograde * 25, tally.dead);
    EXPECT_GT(tally.by_settled * 3, tally.dead);
    EXPECT_GT(tally.settled, tally.frozen + 100);
    EXPECT_GT(tally.narrower, 1000);
}

// Goal: few facts kept, many asked for, same answers. Method: room for one set of walls against
// plenty, over all placements in turn.
TEST(SettledBoxesTest, ForgettingFactsChangesNothing) {
    base::Rng rng(22);
    std::uint64_t rebuilt = 0;
    for (int i = 0; i < 20; ++i) {
        const Board board = oracle::random_board(rng, oracle::small_board(3 * i + 2));
        const Exhaustive all(board, Scope::placements);
        SettledBoxes few(board, 1);
        SettledBoxes many(board);
        for (std::size_t s = 0; s < all.size(); ++s) {
            const SettledBoxes::Result one = few.find(all.state(s));
            const SettledBoxes::Result other = many.find(all.state(s));
            ASSERT_EQ(one.dead, other.dead);
            ASSERT_TRUE(one.dead || one.facts->walls == other.facts->walls);
        }
        rebuilt += few.facts_built() - many.facts_built();
    }
    EXPECT_GT(rebuilt, 100U);
}

// Goal: known deadlocks of goals that can only have been filled before others, none of them frozen.
// Method: hand-picked boards; the oracle confirms each.
TEST(RetrogradeTest, FindsGoalsThatCanNoLongerBeFilled) {
    const std::vector<std::vector<std::string>> boards = {
        {"#######", "##.$ ##", "# $ $ #", "#.#   #", "# +   #", "#######"},
        {"#######", "# *@. #", "#     #", "#$#   #", "#.  $ #", "#######"},
        {"#######", "##.  ##", "##$ $##", "##@  ##", "## .$.#", "#######"},
        {"#######", "# . $ #", "# $@$ #", "#    ##", "# .# .#", "#######"},
    };
    for (const auto& rows : boards) {
        const Board board = oracle::board_of(rows);
        const state::State start{board.box_set(), board.player()};
        EXPECT_FALSE(FreezeTest(board).is_deadlock(start.boxes)) << rows[1];
        EXPECT_TRUE(FreezeTest(board).frozen(start.boxes).empty()) << rows[1];
        EXPECT_TRUE(Retrograde(board, board.no_squares()).is_dead(start)) << rows[1];
        EXPECT_FALSE(Exhaustive(board, Scope::reachable).solvable(0)) << rows[1];
    }
}

}  // namespace
}  // namespace kura::deadlock
