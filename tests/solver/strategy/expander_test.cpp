// The expander against its parts done from scratch, on random boards of every size class.

#include "solver/strategy/expander.hpp"

#include "solver/base/rng.hpp"
#include "solver/state/placement_hash.hpp"
#include "tests/support/levels.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

namespace kura::strategy {
namespace {

using board::Board;
using board::Square;
using board::SquareSet;
using moves::Side;
using moves::Step;
using state::State;

struct BoardWish {
    int rows;
    int columns;
    int boxes;
    int wall_percent;
    int squares_more_than;  // the size class the board must be in
};

// One word, two words, three or four words, and more than the fast paths know.
const std::vector<BoardWish> kWishes{{6, 7, 3, 15, 0},
                                     {8, 8, 5, 20, 0},
                                     {11, 11, 9, 15, 64},
                                     {14, 15, 24, 12, 128},
                                     {20, 20, 40, 10, 256}};

Board make_board(const BoardWish& wish, std::uint64_t seed) {
    for (;; seed += 1000) {
        const auto board = Board::make(support::random_level({.rows = wish.rows,
                                                              .columns = wish.columns,
                                                              .boxes = wish.boxes,
                                                              .wall_percent = wish.wall_percent,
                                                              .seed = seed}),
                                       {.simplify = false, .live_only = false});
        if (board && board->box_count() > 0 && board->square_count() > wish.squares_more_than) {
            return *board;
        }
    }
}

SquareSet region_of(const Board& board, const State& state) {
    SquareSet region = board.no_squares();
    state::flood(board, state.boxes, state.player, region);
    return region;
}

State first_state(const Board& board, Side side, base::Rng& rng) {
    if (side == Side::forward) {
        return {board.box_set(), state::normalised_player(board, board.box_set(), board.player())};
    }
    for (;;) {
        const auto square =
            static_cast<Square>(rng.below(static_cast<std::uint64_t>(board.square_count())));
        if (!board.is_goal(square)) {
            return {board.goal_set(), state::normalised_player(board, board.goal_set(), square)};
        }
    }
}

State after(const Board& board, const State& state, const Step& step, Side side) {
    State next = state;
    moves::apply(board, step, side, next);
    next.player = state::normalised_player(board, next.boxes, next.player);
    return next;
}

// Calls visit(state) along random walks over all boards of one kind.
void on_random_walks(Side side, const std::function<void(const Board&, const State&)>& visit) {
    constexpr int kSteps = 40;
    for (const BoardWish& wish : kWishes) {
        for (std::uint64_t seed = 1; seed <= 6; ++seed) {
            const Board board = make_board(wish, seed);
            base::Rng rng(seed);
            State state = first_state(board, side, rng);
            std::vector<Step> steps;
            for (int i = 0; i < kSteps; ++i) {
                visit(board, state);
                steps.clear();
                moves::generate_steps(board, state.boxes, region_of(board, state), side, steps);
                std::erase_if(steps, [&](const Step& s) { return !board.is_live(s.to); });
                state = steps.empty() ? first_state(board, side, rng)
                                      : after(board, state, steps[rng.below(steps.size())], side);
            }
        }
    }
}

// The level with its boxes and player where a state has them.
puzzles::Level level_at(const Board& board, puzzles::Level level, const State& state) {
    for (std::string& row : level.rows) {
        for (char& c : row) {
            c = c == '$' || c == '@' ? ' ' : c == '*' || c == '+' ? '.' : c;
        }
    }
    const auto put = [&](Square square, char plain, char on_goal) {
        const auto [row, column] = board.where(square);
        level.rows[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)] =
            board.is_goal(square) ? on_goal : plain;
    };
    state.boxes.for_each([&](Square box) { put(box, '$', '*'); });
    put(state.player, '@', '+');
    return level;
}

// Calls visit(board, state) along walks of pulls from the solved board to what becomes the start,
// so that every state can be finished, and with a few pushes off those walks.
void on_solvable_walks(const std::function<void(const Board&, const State&)>& visit) {
    constexpr int kPulls = 60;
    for (const BoardWish& wish : kWishes) {
        for (std::uint64_t seed = 1; seed <= 3; ++seed) {
            const puzzles::Level level = support::random_level({.rows = wish.rows,
                                                                .columns = wish.columns,
                                                                .boxes = wish.boxes,
                                                                .wall_percent = wish.wall_percent,
                                                                .seed = seed});
            const auto plain = Board::make(level, {.simplify = false, .live_only = false});
            ASSERT_TRUE(plain.has_value());
            base::Rng rng(seed);
            std::vector<State> path{first_state(*plain, Side::backward, rng)};
            std::vector<Step> steps;
            const auto wander = [&](const Board& board, const State& from, Side side) {
                steps.clear();
                moves::generate_steps(board, from.boxes, region_of(board, from), side, steps);
                return steps.empty() ? from
                                     : after(board, from, steps[rng.below(steps.size())], side);
            };
            for (int i = 0; i < kPulls; ++i) {
                path.push_back(wander(*plain, path.back(), Side::backward));
            }
            // Not simplified, so that the squares keep their numbers.
            const auto board = Board::make(level_at(*plain, level, path.back()),
                                           {.simplify = false, .live_only = true});
            ASSERT_TRUE(board.has_value());
            for (const State& state : path) {
                visit(*board, state);
                const State aside = wander(*board, state, Side::forward);
                if (aside.boxes.is_subset_of(board->live_set())) {
                    visit(*board, aside);
                }
            }
        }
    }
}

TEST(ExpanderTest, ChildrenWithoutRulesAreAllSteps) {
    // Goal: with every rule off nothing is dropped, invented or reordered. Method: boards where all
    // squares count as live, against the plain generator.
    for (const Side side : {Side::forward, Side::backward}) {
        on_random_walks(side, [&](const Board& board, const State& state) {
            base::MemoryBudget budget(std::size_t{1} << 20);
            const Knowledge knowledge(board, Rules::none(), true, budget);
            Expander expander(knowledge, side);
            EXPECT_EQ(expander.open(state, state::placement_hash(state.boxes), board::kNoSquare),
                      0);
            std::vector<Step> expected;
            moves::generate_steps(board, state.boxes, region_of(board, state), side, expected);
            std::vector<Step> found;
            const int dropped = expander.children([&](const Child& child, const SquareSet&) {
                EXPECT_EQ(child.bound, 0);
                found.push_back(child.step);
            });
            EXPECT_EQ(found, expected);
            EXPECT_EQ(dropped, 0);
        });
    }
}

TEST(ExpanderTest, EveryChildIsTheStateItSays) {
    // Goal: boxes, normalised player and hash of a child are right, also where the player's place
    // is found without a flood. Method: compare with the step applied and flooded from scratch.
    std::uint64_t children = 0;
    for (const Side side : {Side::forward, Side::backward}) {
        on_random_walks(side, [&](const Board& board, const State& state) {
            base::MemoryBudget budget(std::size_t{1} << 20);
            const Knowledge knowledge(board, Rules::none(), true, budget);
            Expander expander(knowledge, side);
            static_cast<void>(
                expander.open(state, state::placement_hash(state.boxes), board::kNoSquare));
            expander.children([&](const Child& child, const SquareSet& boxes) {
                const State expected = after(board, state, child.step, side);
                EXPECT_TRUE(boxes == expected.boxes);
                ASSERT_EQ(child.player, expected.player);
                EXPECT_EQ(child.placement_hash, state::placement_hash(expected.boxes));
                ++children;
            });
        });
    }
    EXPECT_GT(children, 20'000U);
}

TEST(ExpanderTest, BoundsEqualThoseOfAFreshMatching) {
    // Goal: a child's bound is that of its state alone, and it is dropped only if no assignment
    // exists or its square is dead. Method: one rule, against PushBound::prepare of each child.
    Rules rules = Rules::none();
    rules.matching = true;
    std::uint64_t feasible = 0;
    for (const Side side : {Side::forward, Side::backward}) {
        on_solvable_walks([&](const Board& board, const State& state) {
            base::MemoryBudget budget(std::size_t{1} << 20);
            const Knowledge knowledge(board, rules, true, budget);
            Expander expander(knowledge, side);
            bound::PushBound fresh(board, side);
            const int bound = expander.open(state, 0, board::kNoSquare);
            EXPECT_EQ(bound, std::min(fresh.prepare(state), bound::kInfeasible));
            EXPECT_EQ(expander.root_bound(state), fresh.value());
            if (bound >= bound::kInfeasible) {
                return;
            }
            std::vector<Step> steps;
            moves::generate_steps(board, state.boxes, region_of(board, state), side, steps);
            std::erase_if(steps, [&](const Step& step) {
                return !board.is_live(step.to) ||
                       fresh.prepare(after(board, state, step, side)) >= bound::kInfeasible;
            });
            std::vector<Step> kept;
            static_cast<void>(expander.open(state, 0, board::kNoSquare));
            expander.children([&](const Child& child, const SquareSet& boxes) {
                EXPECT_EQ(child.bound, fresh.prepare({boxes, child.player}));
                kept.push_back(child.step);
                ++feasible;
            });
            EXPECT_EQ(kept, steps);
        });
    }
    EXPECT_GT(feasible, 10'000U);
}

TEST(ExpanderTest, FrozenWallsAreTheParents) {
    // Goal: with frozen boxes as walls a child's bound is that of the parent's walls.
    // Method: against a bound with the same walls set, prepared afresh.
    Rules rules = Rules::none();
    rules.matching = true;
    rules.frozen_walls = true;
    std::uint64_t with_walls = 0;
    on_solvable_walks([&](const Board& board, const State& state) {
        base::MemoryBudget budget(std::size_t{1} << 32);  // room for every table with walls
        const Knowledge knowledge(board, rules, false, budget);
        Expander expander(knowledge, Side::forward);
        bound::PushBound fresh(board, Side::forward);
        const SquareSet frozen = knowledge.freeze.frozen(state.boxes);
        fresh.set_frozen(frozen);
        const int expected = fresh.prepare(state);
        const int bound = expander.open(state, 0, board::kNoSquare);
        EXPECT_EQ(bound, expected);
        if (bound >= bound::kInfeasible) {
            return;
        }
        with_walls += frozen.empty() ? 0 : 1;
        expander.children([&](const Child& child, const SquareSet& boxes) {
            EXPECT_EQ(child.bound, fresh.prepare({boxes, child.player}));
        });
    });
    EXPECT_GT(with_walls, 20U);
}

TEST(ExpanderTest, EachRuleDropsOnlyWhatItsDetectorNames) {
    // Goal: a rule that is off does nothing, one that is on drops exactly its detector's children.
    on_solvable_walks([&](const Board& board, const State& state) {
        base::MemoryBudget budget(std::size_t{8} << 20);
        Rules rules = Rules::none();
        rules.local_freeze = true;
        rules.diagonals = true;
        const Knowledge knowledge(board, rules, false, budget);
        Expander expander(knowledge, Side::forward);
        static_cast<void>(expander.open(state, 0, board::kNoSquare));
        std::vector<Step> expected;
        moves::generate_steps(board, state.boxes, region_of(board, state), Side::forward, expected);
        const auto all = static_cast<int>(expected.size());
        std::erase_if(expected, [&](const Step& step) {
            const State next = after(board, state, step, Side::forward);
            return !board.is_live(step.to) ||
                   knowledge.freeze.makes_deadlock(next.boxes, step.to) ||
                   knowledge.diagonals.makes_deadlock(next.boxes, step.to, next.player);
        });
        std::vector<Step> kept;
        const int dropped = expander.children(
            [&](const Child& child, const SquareSet&) { kept.push_back(child.step); });
        EXPECT_EQ(kept, expected);
        EXPECT_EQ(dropped, all - static_cast<int>(kept.size()));
    });
}

}  // namespace
}  // namespace kura::strategy
