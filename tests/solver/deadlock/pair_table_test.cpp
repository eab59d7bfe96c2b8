// The pair table against brute force: every pair with every player square by a plain search of
// its own, and whole positions against exhaustive search.
#include "solver/deadlock/pair_table.hpp"

#include "tests/solver/deadlock/boards.hpp"
#include "tests/solver/deadlock/exhaustive.hpp"

#include <gtest/gtest.h>

#include <set>

namespace kura::deadlock {
namespace {

using board::Board;
using board::Square;
using board::SquareSet;
using moves::Side;

using PairState = std::tuple<Square, Square, Square>;  // two boxes, lowest square of the region

PairState pair_state(const Board& board, const state::State& state) {
    SquareSet rest = state.boxes;
    const Square low = rest.first();
    rest.erase(low);
    return {low, rest.first(), state::normalised_player(board, state.boxes, state.player)};
}

// All states two boxes reach from `from` by pushes within the live squares.
std::set<PairState> reached(const Board& board, const std::vector<state::State>& from) {
    std::set<PairState> seen;
    std::vector<state::State> queue;
    const auto add = [&](const state::State& state) {
        if (seen.insert(pair_state(board, state)).second) {
            queue.push_back(state);
        }
    };
    for (const state::State& state : from) {
        add(state);
    }
    std::vector<moves::Step> steps;
    for (std::size_t head = 0; head < queue.size(); ++head) {
        SquareSet region = board.no_squares();
        state::flood(board, queue[head].boxes, queue[head].player, region);
        steps.clear();
        moves::generate_steps(board, queue[head].boxes, region, Side::forward, steps);
        for (const moves::Step& step : steps) {
            state::State next = queue[head];
            moves::apply(board, step, Side::forward, next);
            if (board.is_live(step.to)) {
                add(next);
            }
        }
    }
    return seen;
}

SquareSet pair_of(const Board& board, Square a, Square b) {
    SquareSet boxes = board.no_squares();
    boxes.insert(a);
    boxes.insert(b);
    return boxes;
}

bool can_be_finished(const Board& board, const state::State& state) {
    for (const auto& [a, b, player] : reached(board, {state})) {
        if (board.is_goal(a) && board.is_goal(b)) {
            return true;
        }
    }
    return false;
}

template <typename Visit>
void for_each_pair(const Board& board, Visit visit) {
    for (const Square high : board.live_squares()) {
        for (const Square low : board.live_squares()) {
            for (Square player = 0; low < high && player < board.square_count(); ++player) {
                if (player != low && player != high) {
                    visit(low, high, player);
                }
            }
        }
    }
}

std::vector<Board> test_boards(int random, std::uint64_t seed) {
    std::vector<Board> boards;
    for (const auto& rows : oracle::kBoards) {
        boards.push_back(oracle::board_of(rows));
    }
    base::Rng rng(seed);
    for (int i = 0; i < random; ++i) {
        boards.push_back(oracle::random_board(rng, oracle::small_board(i)));
    }
    return boards;
}

TEST(PairTableTest, EqualsBruteForceForEveryPairAndPlayerSquare) {
    int dead = 0;
    int alive = 0;
    int mixed = 0;
    for (const Board& board : test_boards(12, 31)) {
        const PairTable table(board, Side::forward);
        for_each_pair(board, [&](Square low, Square high, Square player) {
            const SquareSet boxes = pair_of(board, low, high);
            const bool expected = !can_be_finished(board, {boxes, player});
            ASSERT_EQ(table.is_dead(low, high, player), expected)
                << low << ' ' << high << ' ' << player;
            ASSERT_EQ(table.is_dead(high, low, player), expected);
            ASSERT_EQ(table.makes_deadlock(boxes, low, player), expected);
            dead += expected ? 1 : 0;
            alive += expected ? 0 : 1;
            const Square first = low == 0 ? (high == 1 ? 2 : 1) : 0;
            mixed += table.is_dead(low, high, first) != expected ? 1 : 0;
        });
    }
    EXPECT_GT(dead, 1000);
    EXPECT_GT(alive, 1000);
    EXPECT_GT(mixed, 100);
}

TEST(PairTableTest, BackwardEqualsBruteForceForEveryPairAndPlayerSquare) {
    int dead = 0;
    int alive = 0;
    for (const Board& board : test_boards(60, 32)) {
        const PairTable table(board, Side::backward);
        std::vector<state::State> starts;
        for (const Square a : board.boxes()) {
            for (const Square b : board.boxes()) {
                if (a < b && board.is_live(a) && board.is_live(b)) {
                    starts.push_back({pair_of(board, a, b), board.player()});
                }
            }
        }
        const std::set<PairState> all = reached(board, starts);
        for_each_pair(board, [&](Square low, Square high, Square player) {
            const SquareSet boxes = pair_of(board, low, high);
            const bool expected = !all.contains(pair_state(board, {boxes, player}));
            ASSERT_EQ(table.is_dead(low, high, player), expected)
                << low << ' ' << high << ' ' << player;
            ASSERT_EQ(table.makes_deadlock(boxes, high, player), expected);
            dead += expected ? 1 : 0;
            alive += expected ? 0 : 1;
        });
    }
    EXPECT_GT(dead, 1000);
    EXPECT_GT(alive, 1000);
}

TEST(PairTableTest, NeverFiresOnAStateThatCanBeSolved) {
    // All placements, forward; also that one look at the pushed box is as good as a look at all
    // pairs, once the state before is known to have no dead pair.
    int dead = 0;
    int found = 0;
    for (const Board& board : test_boards(100, 33)) {
        const PairTable table(board, Side::forward);
        const oracle::Exhaustive all(board, oracle::Scope::placements);
        for (std::size_t i = 0; i < all.size(); ++i) {
            const bool fires = table.is_deadlock(all.state(i).boxes, all.state(i).player);
            ASSERT_FALSE(fires && all.solvable(i));
            dead += all.solvable(i) ? 0 : 1;
            found += fires ? 1 : 0;
            for (const oracle::Edge& push : all.pushes(i)) {
                const SquareSet& boxes = all.state(push.to).boxes;
                ASSERT_EQ(table.is_deadlock(boxes, push.step.from),
                          fires || table.makes_deadlock(boxes, push.step.to, push.step.from));
                ASSERT_FALSE(all.solvable(push.to) &&
                             table.makes_deadlock(boxes, push.step.to, push.step.from));
            }
        }
    }
    EXPECT_GT(found * 10, dead * 4) << found << " of " << dead;
}

TEST(PairTableTest, BackwardNeverFiresOnAStateBetweenStartAndGoal) {
    // States reached from the start that can be solved are exactly those a backward search may
    // need. Pulls are the pushes reversed; one look at the pulled box must be enough there too.
    int needed = 0;
    int unreached = 0;
    int found = 0;
    for (const Board& board : test_boards(100, 34)) {
        const PairTable table(board, Side::backward);
        const oracle::Exhaustive forward(board, oracle::Scope::reachable);
        const oracle::Exhaustive all(board, oracle::Scope::placements);
        for (std::size_t i = 0; i < all.size(); ++i) {
            const state::State& to = all.state(i);
            const bool fires = table.is_deadlock(to.boxes, to.player);
            const std::size_t there = forward.find(to);
            if (there == forward.size()) {
                ++unreached;
                found += fires ? 1 : 0;
            } else if (forward.solvable(there) && forward.solvable(0)) {
                ++needed;
                ASSERT_FALSE(fires);
            }
        }
        for (std::size_t i = 0; i < all.size(); ++i) {
            for (const oracle::Edge& push : all.pushes(i)) {
                const state::State& after = all.state(push.to);  // before the pull
                const SquareSet& boxes = all.state(i).boxes;
                const Square player = board.neighbour(push.step.from, push.step.side);
                ASSERT_EQ(table.is_deadlock(boxes, player),
                          table.is_deadlock(after.boxes, after.player) ||
                              table.makes_deadlock(boxes, push.step.from, player));
            }
        }
    }
    EXPECT_GT(needed, 1000);
    EXPECT_GT(found * 10, unreached) << found << " of " << unreached;
}

TEST(PairTableTest, StaysEmptyBeyondTheWorkLimitAndForOneBox) {
    const Board board = oracle::board_of(oracle::kBoards[0]);
    const PairTable none(board, Side::forward, 10);
    EXPECT_TRUE(none.is_empty());
    EXPECT_FALSE(none.is_deadlock(board.box_set(), board.player()));
    EXPECT_FALSE(none.makes_deadlock(board.box_set(), board.boxes()[0], board.player()));
    EXPECT_FALSE(none.is_dead(board.boxes()[0], board.boxes()[1], board.player()));
    const Board single = oracle::board_of({"######", "#@$ .#", "######"});
    EXPECT_TRUE(PairTable(single, Side::forward).is_empty());
    EXPECT_TRUE(PairTable(single, Side::backward).is_empty());
}

}  // namespace
}  // namespace kura::deadlock
