#include "solver/bound/push_bound.hpp"

#include "solver/base/rng.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace kura::bound {
namespace {

using board::Board;
using board::Square;
using board::SquareSet;
using moves::Side;
using moves::Step;
using state::State;

Board make_board(std::vector<std::string> rows) {
    puzzles::Level level;
    level.rows = std::move(rows);
    auto board = Board::make(level, {.simplify = false, .live_only = false});
    EXPECT_TRUE(board.has_value());
    return std::move(*board);
}

Square at(const Board& board, int row, int column) {
    for (Square square = 0; square < board.square_count(); ++square) {
        if (board.where(square).row == row && board.where(square).column == column) {
            return square;
        }
    }
    return board::kNoSquare;
}

using Key = std::vector<Square>;  // the boxes, then the lowest square of the player's region

Key key_of(const Board& board, const State& state) {
    Key key;
    state.boxes.for_each([&](Square box) { key.push_back(box); });
    key.push_back(state::normalised_player(board, state.boxes, state.player));
    return key;
}

std::vector<Step> steps_of(const Board& board, const State& state, Side side) {
    SquareSet region = board.no_squares();
    state::flood(board, state.boxes, state.player, region);
    std::vector<Step> steps;
    moves::generate_steps(board, state.boxes, region, side, steps);
    return steps;
}

struct Explored {
    std::vector<State> states;  // breadth first
    std::map<Key, int> depth;
};

Explored explore(const Board& board, const std::vector<State>& roots, Side side) {
    Explored all;
    for (const State& root : roots) {
        if (all.depth.emplace(key_of(board, root), 0).second) {
            all.states.push_back(root);
        }
    }
    for (std::size_t head = 0; head < all.states.size(); ++head) {
        const State parent = all.states[head];
        const int depth = all.depth.at(key_of(board, parent));
        for (const Step& step : steps_of(board, parent, side)) {
            State child = parent;
            moves::apply(board, step, side, child);
            if (all.depth.emplace(key_of(board, child), depth + 1).second) {
                all.states.push_back(child);
            }
        }
    }
    return all;
}

// All states with the boxes on the goals, one for each square the player may stand on.
std::vector<State> final_states(const Board& board) {
    std::vector<State> states;
    for (Square square = 0; square < board.square_count(); ++square) {
        if (!board.is_goal(square)) {
            states.push_back({board.goal_set(), square});
        }
    }
    return states;
}

std::vector<std::vector<std::string>> small_levels() {
    return {
        {"#######", "#@    #", "# $$  #", "# #.# #", "#  .  #", "#######"},
        {"#########", "#   #   #", "# $   . #", "#@$ # . #", "#   #   #", "#########"},
        {"########", "#   #  #", "# $  . #", "##  #$##", " # @ . #", " #######"},
        {"  ####", "###  ####", "#  $    #", "#   #.# #", "# *@$ . #", "#########"},
        // A ring that a box cuts: the player's side matters.
        {"#######", "#.   .#", "# ### #", "#$ # $#", "# ### #", "#  @  #", "#######"},
        {"#####", "#@$.#", "#####"},
        {"##########", "#        #", "#  $ #   #", "#   .$.  #", "#  $ .@  #", "#        #",
         "##########"},
        // No solution: two boxes for one side, and a box that starts in a corner.
        {"########", "#  #  .#", "#@$$ . #", "#  #   #", "########"},
        {"######", "#$  .#", "# $@.#", "#    #", "######"},
    };
}

struct Tally {
    int states = 0;
    int exact = 0;       // bound equals the true distance
    int infeasible = 0;  // bound proves that there is no solution
};

// Compares the bound of every state in reach with its true distance, and every child's bound with
// a solve from scratch.
Tally expect_admissible(const Board& board, Side side) {
    const Side other = side == Side::forward ? Side::backward : Side::forward;
    const State start{board.box_set(), board.player()};
    const std::vector<State> ends = final_states(board);
    const Explored reached =
        side == Side::forward ? explore(board, {start}, side) : explore(board, ends, side);
    const Explored true_distance =
        side == Side::forward ? explore(board, ends, other) : explore(board, {start}, other);
    PushBound bound(board, side);
    PushBound fresh(board, side);
    Tally tally;
    for (const State& state : reached.states) {
        ++tally.states;
        const int value = bound.prepare(state);
        const auto found = true_distance.depth.find(key_of(board, state));
        if (found != true_distance.depth.end()) {
            EXPECT_LE(value, found->second);
            tally.exact += value == found->second ? 1 : 0;
        } else {
            tally.infeasible += value == kInfeasible ? 1 : 0;
        }
        for (const Step& step : steps_of(board, state, side)) {
            State child = state;
            moves::apply(board, step, side, child);
            const int scratch = fresh.prepare(child);
            EXPECT_EQ(bound.after(step), scratch);
            if (value != kInfeasible) {
                EXPECT_LE(bound.at_least_after(step.from, step.to, child.player), scratch);
                EXPECT_GE(scratch, value - 1);  // one step saves at most one
            }
        }
        EXPECT_EQ(bound.value(), value);
    }
    return tally;
}

Tally sum_over_levels(Side side) {
    Tally sum;
    for (const auto& rows : small_levels()) {
        const Tally one = expect_admissible(make_board(rows), side);
        sum.states += one.states;
        sum.exact += one.exact;
        sum.infeasible += one.infeasible;
    }
    return sum;
}

// Goal: admissible, and infeasible only where there is no solution; children equal a fresh solve.
// Method: every state in reach of the start, true distances by a search back from the ends.
TEST(PushBoundTest, ForwardNeverOverestimates) {
    const Tally tally = sum_over_levels(Side::forward);
    EXPECT_GT(tally.states, 5000);
    EXPECT_GT(tally.exact, 500);
    EXPECT_GT(tally.infeasible, 5000);
}

// Goal: the same for pulls, where the player's place at the start counts. Method: as above, from
// every final state back.
TEST(PushBoundTest, BackwardNeverOverestimates) {
    const Tally tally = sum_over_levels(Side::backward);
    EXPECT_GT(tally.states, 500);
    EXPECT_GT(tally.exact, 500);
    EXPECT_GT(tally.infeasible, 50);
}

// Goal: both sides are exact for a lone box. Method: all positions of one box on a board with a
// cut square; the bound must equal the true distance, kInfeasible included.
TEST(PushBoundTest, ALoneBoxIsExactOnBothSides) {
    const Board board = make_board(
        {"########", "#@ #   #", "# $    #", "#  # # #", "## ###.#", " #     #", " ########"});
    for (const Side side : {Side::forward, Side::backward}) {
        const State start{board.box_set(), board.player()};
        const Explored goalwards = explore(board, final_states(board), Side::backward);
        const Explored startwards = explore(board, {start}, Side::forward);
        PushBound bound(board, side);
        const auto& depth = (side == Side::forward ? goalwards : startwards).depth;
        int feasible = 0;
        for (Square box = 0; box < board.square_count(); ++box) {
            for (Square player = 0; player < board.square_count(); ++player) {
                if (player == box) {
                    continue;
                }
                State state{board.no_squares(), player};
                state.boxes.insert(box);
                const auto found = depth.find(key_of(board, state));
                const int expected = found == depth.end() ? kInfeasible : found->second;
                EXPECT_EQ(bound.prepare(state), expected) << box << ' ' << player;
                feasible += expected != kInfeasible ? 1 : 0;
            }
        }
        EXPECT_GT(feasible, 20);
    }
}

// Goal: incremental equals from scratch far from the start too, boxes passing each other's order.
// Method: seeded random walks of pushes and pulls on an open board with six boxes.
TEST(PushBoundTest, RandomWalksAgreeWithFreshSolves) {
    const Board board =
        make_board({"############", "#..   #    #", "#..   $ $  #", "#.. #  $   #", "#   # $  # #",
                    "### # $$ # #", "#     @    #", "############"});
    for (const Side side : {Side::forward, Side::backward}) {
        base::Rng rng(7);
        PushBound bound(board, side);
        int children = 0;
        for (int walk = 0; walk < 20; ++walk) {
            State state{side == Side::forward ? board.box_set() : board.goal_set(),
                        at(board, 6, 6)};
            for (int i = 0; i < 60; ++i) {
                const std::vector<Step> steps = steps_of(board, state, side);
                if (steps.empty()) {
                    break;
                }
                bound.prepare(state);
                for (const Step& step : steps) {
                    State child = state;
                    moves::apply(board, step, side, child);
                    PushBound fresh(board, side);
                    ASSERT_EQ(bound.after(step), fresh.prepare(child));
                    ++children;
                }
                moves::apply(board, steps[rng.below(steps.size())], side, state);
            }
        }
        EXPECT_GT(children, 1000);
    }
}

// Goal: a frozen box is a wall for the others. Method: a box resting on its goal in a gap of the
// middle wall; frozen, it sends the other box round by the far gap, or nowhere if there is none.
TEST(PushBoundTest, FrozenBoxesLengthenTheWay) {
    const std::vector<std::string> open{"#########", "#   #   #", "#@$ *  .#", "#   #   #",
                                        "#   #   #", "#       #", "#   #   #", "#########"};
    const Board board = make_board(open);
    const Square gap = at(board, 2, 4);
    ASSERT_TRUE(board.is_goal(gap));
    PushBound bound(board, Side::forward);
    const State start{board.box_set(), board.player()};
    EXPECT_EQ(bound.prepare(start), 5);
    SquareSet frozen = board.no_squares();
    frozen.insert(gap);
    bound.set_frozen(frozen);
    // Down three, through the gap below, up three: six pushes more.
    EXPECT_EQ(bound.prepare(start), 11);
    EXPECT_EQ(bound.after(at(board, 2, 2), at(board, 3, 2), at(board, 2, 2)), 10);
    bound.set_frozen(board.no_squares());
    EXPECT_EQ(bound.prepare(start), 5);

    std::vector<std::string> closed = open;
    closed[5][4] = '#';
    const Board divided = make_board(closed);
    SquareSet wall = divided.no_squares();
    wall.insert(at(divided, 2, 4));
    PushBound none(divided, Side::forward);
    const State first{divided.box_set(), divided.player()};
    EXPECT_EQ(none.prepare(first), 5);
    none.set_frozen(wall);
    EXPECT_EQ(none.prepare(first), kInfeasible);
}

// Goal: boxes that are walls or out of the player's reach keep only the goal they stand on. Method:
// rows of the table with a wall that cuts the player off from the right half.
TEST(DistanceTableTest, StuckBoxesKeepTheirOwnGoal) {
    const Board board = make_board({"#########", "#@$ * .*#", "#########"});
    SquareSet walls = board.no_squares();
    const Square wall = at(board, 1, 4);
    walls.insert(wall);
    const board::PushGraph graph(board, walls);
    const DistanceTable table(board, graph, Side::forward);
    ASSERT_EQ(table.target_count(), 3);
    ASSERT_EQ(table.columns(), 8);
    const auto row = [&](Square box) {
        const std::uint16_t* entries = table.row_for(box, board.player());
        return std::vector<int>(entries, entries + table.columns());
    };
    constexpr int kFar = board::kFar;
    EXPECT_EQ(row(wall), (std::vector<int>{0, kFar, kFar, kFar, kFar, kFar, kFar, kFar}));
    EXPECT_EQ(row(at(board, 1, 7)),
              (std::vector<int>{kFar, kFar, 0, kFar, kFar, kFar, kFar, kFar}));
    EXPECT_EQ(row(at(board, 1, 5)), std::vector<int>(8, kFar));
    EXPECT_EQ(row(at(board, 1, 2)), std::vector<int>(8, kFar));
}

void expect_same_table(const Board& board, const PushBound& bound, const SquareSet& walls) {
    const board::PushGraph graph(board, walls);
    const DistanceTable fresh(board, graph, Side::forward);
    for (Square box = 0; box < board.square_count(); ++box) {
        for (Square player = 0; player < board.square_count(); ++player) {
            if (player == box || walls.contains(player)) {
                continue;
            }
            const std::uint16_t* expected = fresh.row_for(box, player);
            const std::uint16_t* row = bound.table().row_for(box, player);
            ASSERT_TRUE(std::equal(expected, expected + fresh.columns(), row)) << box;
        }
    }
}

// Goal: the cache of frozen tables keeps its limits, gives each set its own table and drops the one
// unused for longest. Method: more sets than it may hold, visited twice, each table compared with
// one built for it; then a set in constant use among others.
TEST(PushBoundTest, FrozenTablesAreCachedByTheirExactSet) {
    const Board board =
        make_board({"########", "#@ $   #", "# .$.$ #", "# $ .. #", "#      #", "########"});
    const State start{board.box_set(), board.player()};
    const auto one = [&](Square square) {
        SquareSet set = board.no_squares();
        set.insert(square);
        return set;
    };
    PushBound small(board, Side::forward, {.frozen_tables_max = 3});
    PushBound large(board, Side::forward);
    for (int round = 0; round < 2; ++round) {
        for (Square square = 1; square < board.square_count(); ++square) {
            small.set_frozen(one(square));
            large.set_frozen(one(square));
            expect_same_table(board, small, one(square));
            expect_same_table(board, large, one(square));
            ASSERT_EQ(small.prepare(start), large.prepare(start)) << square;
            ASSERT_LE(small.frozen_tables(), 3);
        }
    }
    EXPECT_EQ(large.tables_built(), static_cast<std::uint64_t>(board.square_count()) - 1);
    EXPECT_EQ(small.tables_built(), 2 * large.tables_built());

    PushBound busy(board, Side::forward, {.frozen_tables_max = 3});
    for (Square square = 2; square < board.square_count(); ++square) {
        busy.set_frozen(one(1));
        busy.set_frozen(one(square));
    }
    EXPECT_EQ(busy.tables_built(), static_cast<std::uint64_t>(board.square_count()) - 1);

    PushBound tiny(board, Side::forward, {.frozen_bytes_max = 100});
    tiny.set_frozen(one(2));
    EXPECT_EQ(tiny.frozen_tables(), 0);
    PushBound plain(board, Side::forward);
    EXPECT_EQ(tiny.prepare(start), plain.prepare(start));
}

}  // namespace
}  // namespace kura::bound
