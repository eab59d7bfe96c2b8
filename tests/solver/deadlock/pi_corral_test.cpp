#include "solver/deadlock/pi_corral.hpp"

#include "tests/solver/deadlock/exhaustive.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kura::deadlock {
namespace {

using board::Board;
using board::Square;
using board::SquareSet;
using oracle::Exhaustive;
using oracle::Scope;

PiCorral::Result find(const PiCorral& test, const Board& board, const state::State& state) {
    SquareSet region = board.no_squares();
    state::flood(board, state.boxes, state.player, region);
    return test.find(state.boxes, region);
}

struct Tally {
    int states = 0;
    int restricted = 0;
    int dead = 0;
    int dead_states = 0;
};

// Every solvable state must keep a push that is one nearer to the end: by induction a search that
// always obeys the test then finds the optimal push count from every state.
void check_all(const Board& board, Scope scope, Tally& tally) {
    const PiCorral test(board);
    const Exhaustive all(board, scope);
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all.distance(i) == 0) {
            continue;
        }
        const PiCorral::Result result = find(test, board, all.state(i));
        ++tally.states;
        tally.dead_states += all.solvable(i) ? 0 : 1;
        tally.restricted += result.kind == PiCorral::Kind::restricted ? 1 : 0;
        tally.dead += result.kind == PiCorral::Kind::dead ? 1 : 0;
        if (!all.solvable(i) || result.kind == PiCorral::Kind::none) {
            continue;
        }
        ASSERT_EQ(result.kind, PiCorral::Kind::restricted) << "called dead, but solvable";
        ASSERT_TRUE(result.boxes.is_subset_of(all.state(i).boxes));
        bool kept = false;
        for (const oracle::Edge& edge : all.pushes(i)) {
            kept = kept || (result.boxes.contains(edge.step.from) &&
                            all.distance(edge.to) == all.distance(i) - 1);
        }
        ASSERT_TRUE(kept) << "no push of the allowed boxes begins an optimal solution";
    }
}

// Breadth-first search that obeys the test everywhere; the pushes of a shortest solution, or -1.
int pruned_distance(const Board& board, const Exhaustive& all) {
    const PiCorral test(board);
    std::vector<int> depth(all.size(), -1);
    std::vector<std::size_t> queue{0};
    depth[0] = 0;
    for (std::size_t head = 0; head < queue.size(); ++head) {
        const std::size_t i = queue[head];
        if (all.state(i).boxes == board.goal_set()) {
            return depth[i];
        }
        const PiCorral::Result result = find(test, board, all.state(i));
        for (const oracle::Edge& edge : all.pushes(i)) {
            const bool allowed =
                result.kind == PiCorral::Kind::none || (result.kind == PiCorral::Kind::restricted &&
                                                        result.boxes.contains(edge.step.from));
            if (allowed && depth[edge.to] < 0) {
                depth[edge.to] = depth[i] + 1;
                queue.push_back(edge.to);
            }
        }
    }
    return -1;
}

// Goal: no optimal solution is lost, in any state of random boards, reachable or not.
// Method: compare with the exhaustive oracle; the test must also fire often enough to be worth it.
TEST(PiCorralTest, KeepsAnOptimalPushInEveryPlacement) {
    base::Rng rng(20261);
    Tally tally;
    for (int i = 0; i < 150; ++i) {
        const oracle::RandomBoard wish{.rows = 4 + i % 2,
                                       .columns = 4 + i % 3,
                                       .boxes = 2 + i % 2,
                                       .wall_percent = 5 + i % 4 * 8,
                                       .options = {.live_only = i % 5 != 0}};
        ASSERT_NO_FATAL_FAILURE(
            check_all(oracle::random_board(rng, wish), Scope::placements, tally))
            << "board " << i;
    }
    EXPECT_GT(tally.restricted, tally.states / 50);
    EXPECT_GT(tally.dead, tally.dead_states / 10);
}

// Goal: the same on solvable boards with more boxes, and the whole pruned search from the start.
// Method: all reachable states of random boards; a breadth-first search that obeys the test has to
// come to the optimal push count.
TEST(PiCorralTest, PrunedSearchFindsTheOptimalPushCount) {
    base::Rng rng(77);
    Tally tally;
    for (int solvable = 0, i = 0; solvable < 60; ++i) {
        const oracle::RandomBoard wish{.rows = 4 + i % 2,
                                       .columns = 5,
                                       .boxes = 3 + i % 2,
                                       .wall_percent = i % 4 * 7,
                                       .options = {}};
        const Board board = oracle::random_board(rng, wish);
        const Exhaustive all(board, Scope::reachable);
        if (!all.solvable(0)) {
            continue;
        }
        ++solvable;
        ASSERT_NO_FATAL_FAILURE(check_all(board, Scope::reachable, tally)) << "board " << i;
        ASSERT_EQ(pruned_distance(board, all), all.distance(0)) << "board " << i;
    }
    EXPECT_GT(tally.restricted, tally.states / 100);
}

// Rows as they are: no simplification, every square live, so that the pictures mean what they show.
Board plain(std::vector<std::string> rows) {
    return oracle::board_of(std::move(rows), {.simplify = false, .live_only = false});
}

Square at(const Board& board, int row, int column) {
    for (const Square square : board.live_squares()) {
        if (board.where(square).row == row && board.where(square).column == column) {
            return square;
        }
    }
    return board::kNoSquare;
}

PiCorral::Result find_at_start(const Board& board) {
    return find(PiCorral(board), board, {board.box_set(), board.player()});
}

// Goal: the plain case. Method: a box in a doorway, a goal behind it, another box in the open.
TEST(PiCorralTest, RestrictsToTheBoxInTheDoor) {
    const Board board =
        plain({"########", "#  #   #", "# .$@  #", "#  # $ #", "#### . #", "########"});
    const PiCorral::Result result = find_at_start(board);
    ASSERT_EQ(result.kind, PiCorral::Kind::restricted);
    SquareSet door = board.no_squares();
    door.insert(at(board, 2, 3));
    EXPECT_EQ(result.boxes, door);
}

// Goal: an unfilled goal inside is work, even if every fence box is on a goal.
// Method: the door's box on a goal, another goal behind it.
TEST(PiCorralTest, UnfilledGoalInsideIsWork) {
    const Board board =
        plain({"########", "#  #   #", "# .*@  #", "#  # $ #", "####   #", "########"});
    EXPECT_EQ(find_at_start(board).kind, PiCorral::Kind::restricted);
}

// Goal: a push into the corral that is not possible yet forbids the rule.
// Method: a box that can be pushed aside stands where the player would have to stand.
TEST(PiCorralTest, BoxOnThePushersSquareGivesNothing) {
    const Board board =
        plain({"########", "#  #   #", "# .$$@ #", "#  #   #", "####  .#", "########"});
    EXPECT_EQ(find_at_start(board).kind, PiCorral::Kind::none);
}

// Goal: a corral without work is left alone. Method: the door's box on a goal, no goal behind it.
TEST(PiCorralTest, FinishedCorralGivesNothing) {
    const Board board =
        plain({"########", "#  #   #", "#  *@  #", "#  # $ #", "#### . #", "########"});
    EXPECT_EQ(find_at_start(board).kind, PiCorral::Kind::none);
}

// Goal: a fence box that can be pushed along the fence forbids the rule.
// Method: a one-square corral at a wall closed by three boxes, the middle one of which can slide.
TEST(PiCorralTest, FenceBoxThatCanBePushedAsideGivesNothing) {
    const Board board =
        plain({"########", "#.$ $  #", "# .$   #", "#   @  #", "#     .#", "########"});
    EXPECT_EQ(find_at_start(board).kind, PiCorral::Kind::none);
}

// Goal: boxes that hold each other in are dead at once. Method: two boxes side by side in a
// passage of width two, two more behind them.
TEST(PiCorralTest, LockedPassageIsDead) {
    const Board board = plain({"########", "#..$$  #", "#..$$@ #", "#######", "########"});
    EXPECT_EQ(find_at_start(board).kind, PiCorral::Kind::dead);
}

// Goal: where the player reaches everything there is no corral. Method: one free box.
TEST(PiCorralTest, OneRegionGivesNothing) {
    const Board board = plain({"######", "#    #", "# $. #", "# @  #", "######"});
    EXPECT_EQ(find_at_start(board).kind, PiCorral::Kind::none);
}

}  // namespace
}  // namespace kura::deadlock
