// The freeze test against exhaustive search, against a naive peel written here, and along optimal
// solutions: it never fires on what can be solved, and it finds a good share of what can't.
#include "solver/deadlock/freeze.hpp"

#include "solver/deadlock/two_by_two.hpp"
#include "tests/solver/deadlock/boards.hpp"
#include "tests/solver/deadlock/exhaustive.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace kura::deadlock {
namespace {

using board::Board;
using board::Square;
using board::SquareSet;

// The rule as it stands in the header, by rounds over all boxes.
SquareSet naive_frozen(const Board& board, const SquareSet& boxes, bool pruning) {
    SquareSet held = boxes;
    bool changed = true;
    while (changed) {
        changed = false;
        boxes.for_each([&](Square box) {
            const auto blocked = [&](board::Direction axis) {
                const Square one = board.neighbour(box, axis);
                const Square other = board.neighbour(box, board::opposite(axis));
                if (one == board::kNoSquare || other == board::kNoSquare || held.contains(one) ||
                    held.contains(other)) {
                    return true;
                }
                return pruning && !board.is_live(one) && !board.is_live(other);
            };
            if (held.contains(box) && !(blocked(board::kUp) && blocked(board::kRight))) {
                held.erase(box);
                changed = true;
            }
        });
    }
    return held;
}

struct Share {
    int dead = 0;
    int found = 0;
};

// Every state of the board: whatever is flagged must be unsolvable, and the flags of all entry
// points must agree with the naive peel.
void check_states(const Board& board, oracle::Scope scope, Share& share) {
    const FreezeTest test(board);
    const oracle::Exhaustive all(board, scope);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const SquareSet& boxes = all.state(i).boxes;
        const bool expected = !naive_frozen(board, boxes, true).is_subset_of(board.goal_set());
        ASSERT_EQ(test.is_deadlock(boxes), expected);
        ASSERT_FALSE(expected && all.solvable(i)) << "state " << i;
        ASSERT_TRUE(test.immovable(boxes) == naive_frozen(board, boxes, false));
        if (!expected) {
            const SquareSet frozen = naive_frozen(board, boxes, true);
            ASSERT_TRUE(test.frozen(boxes) == frozen);
            ASSERT_TRUE(frozen.is_subset_of(board.goal_set()));
        }
        boxes.for_each([&](Square box) {
            ASSERT_TRUE(expected || !test.makes_deadlock(boxes, box));
            ASSERT_TRUE(expected || !makes_two_by_two(board, boxes, box));
        });
        if (!all.solvable(i)) {
            ++share.dead;
            share.found += expected ? 1 : 0;
        }
    }
}

TEST(FreezeTest, NeverFlagsAStateThatCanBeSolved) {
    // Hand-made boards, all states; the naive peel also says which states must be flagged.
    Share share;
    for (const auto& rows : oracle::kBoards) {
        const Board board = oracle::board_of(rows);
        check_states(board, oracle::Scope::reachable, share);
        check_states(board, oracle::Scope::placements, share);
    }
    EXPECT_GT(share.found * 10, share.dead * 2) << share.found << " of " << share.dead;
}

TEST(FreezeTest, NeverFlagsAStateThatCanBeSolvedOnRandomBoards) {
    base::Rng rng(11);
    Share share;
    for (int i = 0; i < 100; ++i) {
        const Board board = oracle::random_board(rng, oracle::small_board(i));
        check_states(board, oracle::Scope::reachable, share);
        check_states(board, oracle::Scope::placements, share);
    }
    EXPECT_GT(share.found * 10, share.dead * 2) << share.found << " of " << share.dead;
}

TEST(FreezeTest, FindsEveryFreezeTheLastPushMade) {
    // Along every push from a state without freeze, asking about the pushed box alone must be as
    // good as asking about all boxes.
    base::Rng rng(12);
    int made = 0;
    for (int i = 0; i < 60; ++i) {
        const Board board = oracle::random_board(rng, oracle::small_board(i));
        const FreezeTest test(board);
        const oracle::Exhaustive all(board, oracle::Scope::placements);
        for (std::size_t from = 0; from < all.size(); ++from) {
            if (test.is_deadlock(all.state(from).boxes)) {
                continue;
            }
            for (const oracle::Edge& push : all.pushes(from)) {
                const SquareSet& boxes = all.state(push.to).boxes;
                const bool dead = test.is_deadlock(boxes);
                ASSERT_EQ(test.makes_deadlock(boxes, push.step.to), dead);
                made += dead ? 1 : 0;
            }
        }
    }
    EXPECT_GT(made, 1000);
}

TEST(FreezeTest, FrozenBoxesStayForEver) {
    // One push never moves a frozen box and never thaws one; by induction no sequence does.
    // Placements restrict pushes to live squares, as frozen() demands; immovable() must hold for
    // all pushes, so it is checked on boards where every square is live.
    base::Rng rng(13);
    int frozen_boxes = 0;
    for (int i = 0; i < 60; ++i) {
        auto wish = oracle::small_board(i);
        wish.options.live_only = i % 2 == 0;
        const Board board = oracle::random_board(rng, wish);
        const FreezeTest test(board);
        const oracle::Exhaustive all(board, oracle::Scope::placements);
        for (std::size_t from = 0; from < all.size(); ++from) {
            const SquareSet& boxes = all.state(from).boxes;
            const SquareSet held =
                wish.options.live_only ? test.frozen(boxes) : test.immovable(boxes);
            frozen_boxes += held.count();
            for (const oracle::Edge& push : all.pushes(from)) {
                const SquareSet& after = all.state(push.to).boxes;
                ASSERT_TRUE(held.is_subset_of(wish.options.live_only ? test.frozen(after)
                                                                     : test.immovable(after)));
            }
        }
    }
    EXPECT_GT(frozen_boxes, 1000);
}

TEST(FreezeTest, NeverFiresAlongASolution) {
    base::Rng rng(14);
    int solved = 0;
    for (int i = 0; i < 200; ++i) {
        auto wish = oracle::small_board(i);
        wish.solvable = true;
        const Board board = oracle::random_board(rng, wish);
        const FreezeTest test(board);
        const oracle::Exhaustive all(board, oracle::Scope::reachable);
        const std::vector<std::size_t> path = all.solution();
        solved += path.size() > 1 ? 1 : 0;
        for (const std::size_t at : path) {
            const SquareSet& boxes = all.state(at).boxes;
            EXPECT_FALSE(test.is_deadlock(boxes));
            boxes.for_each([&](Square box) {
                EXPECT_FALSE(test.makes_deadlock(boxes, box));
                EXPECT_FALSE(makes_two_by_two(board, boxes, box));
            });
        }
    }
    EXPECT_EQ(solved, 200);
}

TEST(FreezeTest, FindsTheBoxOffGoalHeldByTheOneOnAGoal) {
    // The pushed box comes to rest on a goal in a corner; the one beside it freezes, off goal.
    const Board board = oracle::board_of({"#######",  //
                                          "#. $  #",  //
                                          "#.   .#",  //
                                          "# $$@ #",  //
                                          "#     #",  //
                                          "#######"});
    SquareSet boxes = board.no_squares();
    boxes.insert(board.goals()[0]);
    boxes.insert(board.goals()[0] + 1);
    const FreezeTest test(board);
    EXPECT_TRUE(test.makes_deadlock(boxes, board.goals()[0]));
    boxes.erase(board.goals()[0] + 1);
    EXPECT_FALSE(test.makes_deadlock(boxes, board.goals()[0]));
    EXPECT_TRUE(test.frozen(boxes) == boxes);
}

TEST(FreezeTest, ManyBoxesInOneClusterAreQuick) {
    // 300 boxes that all touch: recursion without memory would take exponential time here.
    std::vector<std::string> rows{std::string(27, '#')};
    for (int i = 0; i < 12; ++i) {
        rows.push_back("#" + std::string(25, '$') + "#");
    }
    rows.push_back("#" + std::string(24, ' ') + "@#");
    for (int i = 0; i < 12; ++i) {
        rows.push_back("#" + std::string(25, '.') + "#");
    }
    rows.emplace_back(27, '#');
    const Board board = oracle::board_of(rows, {.live_only = false});
    const FreezeTest test(board);
    EXPECT_TRUE(test.is_deadlock(board.box_set()));
    board.box_set().for_each(
        [&](Square box) { EXPECT_EQ(test.makes_deadlock(board.box_set(), box), true); });
    EXPECT_TRUE(test.immovable(board.box_set()) == naive_frozen(board, board.box_set(), false));
}

}  // namespace
}  // namespace kura::deadlock
