#include "solver/deadlock/corral_search.hpp"

#include "tests/solver/deadlock/exhaustive.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kura::deadlock {
namespace {

using board::Board;
using board::kNoSquare;
using board::Square;
using board::SquareSet;
using oracle::Exhaustive;
using oracle::Scope;

constexpr std::size_t kCacheBytes = std::size_t{1} << 20;

struct Fixture {
    explicit Fixture(const Board& board, CorralOptions options = {},
                     std::size_t bytes = kCacheBytes)
        : cache(budget, bytes), search(board, cache, options) {}

    base::MemoryBudget budget{std::size_t{1} << 24};
    CorralCache cache;
    CorralSearch search;
};

bool has_corral(const Board& board, const state::State& state) {
    SquareSet region = board.no_squares();
    state::flood(board, state.boxes, state.player, region);
    return region.count() + state.boxes.count() < board.square_count();
}

struct Tally {
    int unsolvable = 0;     // states with a corral and no solution
    int found = 0;          // of these, proved
    int beyond_freeze = 0;  // of these, no freeze deadlock
    int found_beyond = 0;   // of the latter, proved
};

void check_all(const Board& board, Scope scope, Fixture& fixture, Tally& tally) {
    const Exhaustive all(board, scope);
    const FreezeTest freeze(board);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool dead = fixture.search.is_dead(all.state(i));
        ASSERT_FALSE(dead && all.solvable(i)) << "state " << i;
        if (!all.solvable(i) && has_corral(board, all.state(i))) {
            const bool beyond = !freeze.is_deadlock(all.state(i).boxes);
            tally.unsolvable += 1;
            tally.found += dead ? 1 : 0;
            tally.beyond_freeze += beyond ? 1 : 0;
            tally.found_beyond += beyond && dead ? 1 : 0;
        }
    }
}

oracle::RandomBoard wish_of(int i) {
    return {.rows = 4 + i % 2,
            .columns = 4 + i % 3,
            .boxes = 2 + i % 2,
            .wall_percent = i % 4 * 8,
            .options = {.simplify = i % 2 == 0, .live_only = i % 5 != 0}};
}

// Goal: no solvable state is ever called dead, and a fair share of the dead ones is found.
// Method: all placements of random boards against the exhaustive oracle, with every cache size
// (none, one bucket, plenty) and with limits that leave corrals unknown.
TEST(CorralSearchTest, NeverCallsASolvablePlacementDead) {
    base::Rng rng(4711);
    Tally tally;
    for (int i = 0; i < 160; ++i) {
        const Board board = oracle::random_board(rng, wish_of(i));
        constexpr std::size_t kSizes[] = {0, 256, kCacheBytes};
        Fixture fixture(board, {.positions_first = i % 4 == 0 ? 3U : 50U, .wide = i % 2 == 0},
                        kSizes[i % 3]);
        ASSERT_NO_FATAL_FAILURE(check_all(board, Scope::placements, fixture, tally))
            << "board " << i;
    }
    EXPECT_GT(tally.found * 2, tally.unsolvable);
    EXPECT_GT(tally.found_beyond * 4, tally.beyond_freeze);
}

// Goal: the same on boards with four and five boxes. Method: all reachable states.
TEST(CorralSearchTest, NeverCallsASolvableReachableStateDead) {
    base::Rng rng(815);
    Tally tally;
    for (int i = 0; i < 60; ++i) {
        const oracle::RandomBoard wish{.rows = 4 + i % 3,
                                       .columns = 5,
                                       .boxes = 4 + i % 2,
                                       .wall_percent = i % 4 * 7,
                                       .options = {}};
        const Board board = oracle::random_board(rng, wish);
        if (board.live_squares().size() > 18) {
            continue;  // keeps the oracle small
        }
        Fixture fixture(board, {.wide = i % 3 != 0});
        ASSERT_NO_FATAL_FAILURE(check_all(board, Scope::reachable, fixture, tally))
            << "board " << i;
    }
    EXPECT_GT(tally.found * 2, tally.unsolvable);
}

// Goal: looking only at regions that touch the box just moved proves nothing else.
// Method: all pushes between reachable states; dead by this way implies dead by looking at all.
TEST(CorralSearchTest, MovedBoxOnlyNarrowsTheTest) {
    base::Rng rng(5);
    int dead = 0;
    for (int i = 0; i < 30; ++i) {
        const Board board = oracle::random_board(rng, wish_of(i));
        const Exhaustive all(board, Scope::reachable);
        Fixture fixture(board, {.positions_first = 100000});
        for (std::size_t from = 0; from < all.size(); ++from) {
            for (const oracle::Edge& edge : all.pushes(from)) {
                if (fixture.search.is_dead(all.state(edge.to), edge.step.to)) {
                    ++dead;
                    ASSERT_FALSE(all.solvable(edge.to));
                    ASSERT_TRUE(fixture.search.is_dead(all.state(edge.to)));
                }
            }
        }
    }
    EXPECT_GT(dead, 100);
}

Board drawn(std::vector<std::string> rows) {
    return oracle::board_of(std::move(rows), {.simplify = false, .live_only = true});
}

// Corrals that no freeze test finds; the player is shut in or shut out.
const std::vector<std::vector<std::string>> kDeadCorrals = {
    {"#######", "#@    #", "#$   .#", "#.$   #", "# *   #", "#######"},
    {"#######", "# $@ .#", "# $   #", "#*# . #", "#    ##", "#######"},
    {"#######", "#@    #", "#.   $#", "#   $.#", "#. $  #", "#######"},
    {"#######", "#+ $  #", "#   $*#", "#   . #", "#     #", "#######"},
    {"#######", "#@    #", "#$    #", "#.*   #", "# $  .#", "#######"},
    {"#######", "#@ #  #", "##*$  #", "#    .#", "# $. ##", "#######"},
    {"#######", "#@. # #", "#   $ #", "# . $ #", "#  *  #", "#######"},
    {"#######", "# $@. #", "# $   #", "#$    #", "#.   .#", "#######"},
    {"#######", "#@ #  #", "# $.$.#", "#    $#", "#    .#", "#######"},
    {"#######", "#*+$  #", "#   # #", "#   * #", "#   # #", "#######"},
};

// Boards where the same boxes fence more than one region.
const std::vector<std::vector<std::string>> kSharedFences = {
    {"######", "#@  ##", "#$$###", "#.  ##", "#* * #", "#.# ##", "######"},
    {"#######", "# .#  #", "#     #", "# #  ##", "#$ * ##", "#+$ ###", "#######"},
    {"########", "####.  #", "##$    #", "#@ * ###", "### *  #", "########"},
    {"######", "# .  #", "# * ##", "#$ * #", "#@*  #", "######"},
};

void compare_cached_with_fresh(const Board& board, bool wide) {
    const Exhaustive all(board, Scope::placements);
    Fixture cached(board, {.positions_first = 100000, .wide = wide});
    Fixture fresh(board, {.positions_first = 100000, .wide = wide}, 0);
    for (std::size_t s = 0; s < all.size(); ++s) {
        ASSERT_EQ(cached.search.is_dead(all.state(s)), fresh.search.is_dead(all.state(s)))
            << "state " << s;
    }
    ASSERT_LE(cached.search.stats().searches, fresh.search.stats().searches);
}

// Goal: the cache key holds all a verdict depends on (boxes, player's side, which region).
// Method: without a limit the verdict is a function of the state, so a cache filled by all other
// states of the board must give the answer of an empty one, in every placement.
TEST(CorralSearchTest, CachedVerdictsEqualFreshOnes) {
    base::Rng rng(99);
    for (int i = 0; i < 40; ++i) {
        ASSERT_NO_FATAL_FAILURE(
            compare_cached_with_fresh(oracle::random_board(rng, wish_of(i)), i % 2 == 0))
            << "board " << i;
    }
    for (const std::vector<std::string>& rows : kSharedFences) {
        ASSERT_NO_FATAL_FAILURE(compare_cached_with_fresh(drawn(rows), false)) << rows[1];
        ASSERT_NO_FATAL_FAILURE(compare_cached_with_fresh(drawn(rows), true)) << rows[1];
    }
}

// Goal: known dead corrals are found, and their neighbours in state space judged soundly.
// Method: hand-picked boards; the oracle confirms that the start is dead and checks all placements.
TEST(CorralSearchTest, FindsKnownDeadCorrals) {
    for (std::size_t i = 0; i < kDeadCorrals.size(); ++i) {
        const Board board = drawn(kDeadCorrals[i]);
        EXPECT_FALSE(FreezeTest(board).is_deadlock(board.box_set())) << "board " << i;
        Fixture fixture(board);
        EXPECT_TRUE(fixture.search.is_dead({board.box_set(), board.player()})) << "board " << i;
        Tally tally;
        ASSERT_NO_FATAL_FAILURE(check_all(board, Scope::placements, fixture, tally))
            << "board " << i;
    }
}

// Goal: a goal that can't be filled any more is found though every box of the fence is on a goal.
// Method: a box on a goal closes a niche with a goal round the corner.
TEST(CorralSearchTest, GoalShutInBehindFilledGoalsIsDead) {
    const Board board =
        drawn({"#######", "#  @  #", "#  $  #", "#     #", "##*####", "#. ####", "#######"});
    ASSERT_FALSE(Exhaustive(board, Scope::reachable).solvable(0));
    EXPECT_TRUE(Fixture(board).search.is_dead({board.box_set(), board.player()}));
}

// Goal: boxes behind the fence count where they bar the way, and only where that is asked for.
// Method: a box that ends on the goal in the corner, where it touches the area no more, bars the
// only way to push the box below it; the narrow search drops it and sees a way out.
TEST(CorralSearchTest, BoxesBesideTheFenceBarTheWay) {
    const Board board =
        drawn({"#######", "#.$@  #", "#*. $ #", "# #   #", "#.# $ #", "##    #", "#######"});
    const state::State start{board.box_set(), board.player()};
    ASSERT_FALSE(Exhaustive(board, Scope::reachable).solvable(0));
    EXPECT_FALSE(Fixture(board, {.wide = false}).search.is_dead(start));
    EXPECT_TRUE(Fixture(board, {.wide = true}).search.is_dead(start));
}

// Goal: a finished corral is no deadlock, nor is a region that can simply be opened.
// Method: a filled goal in a corner behind filled goals; a box in a doorway with room behind it.
TEST(CorralSearchTest, FinishedOrOpenCorralsAreNotDead) {
    for (const Board& board :
         {drawn({"#######", "#  *  #", "#**   #", "#   @ #", "# $ . #", "#######"}),
          drawn({"########", "#  #   #", "#. $@  #", "#  #   #", "########"})}) {
        ASSERT_TRUE(Exhaustive(board, Scope::reachable).solvable(0));
        EXPECT_FALSE(Fixture(board).search.is_dead({board.box_set(), board.player()}));
    }
}

// Goal: the player's place is part of the verdict. Method: placements of random boards that differ
// in the player's region only (they follow one another); some must get different verdicts.
TEST(CorralSearchTest, SameBoxesOtherSideOtherVerdict) {
    base::Rng rng(3);
    int differ = 0;
    for (int i = 0; i < 40; ++i) {
        const Board board = oracle::random_board(rng, wish_of(i));
        const Exhaustive all(board, Scope::placements);
        Fixture fixture(board);
        for (std::size_t s = 0; s + 1 < all.size(); ++s) {
            const bool same_boxes = all.state(s).boxes == all.state(s + 1).boxes;
            differ += same_boxes && fixture.search.is_dead(all.state(s)) !=
                                        fixture.search.is_dead(all.state(s + 1))
                          ? 1
                          : 0;
        }
    }
    EXPECT_GT(differ, 20);
}

// Goal: a corral met often gets a longer search. Method: a first limit of one position leaves a
// dead corral unknown; asking again and again must prove it at the 128th query after, not before.
TEST(CorralSearchTest, UnknownCorralsAreSearchedAgainWithMoreEffort) {
    const Board board = drawn(kDeadCorrals[2]);
    const state::State start{board.box_set(), board.player()};
    Fixture fixture(board, {.positions_first = 1});
    int asked = 1;
    while (!fixture.search.is_dead(start) && asked < 10000) {
        ++asked;
    }
    EXPECT_EQ(asked, 129);
    EXPECT_TRUE(fixture.search.is_dead(start));
}

}  // namespace
}  // namespace kura::deadlock
