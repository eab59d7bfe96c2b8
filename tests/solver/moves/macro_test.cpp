#include "solver/moves/macro.hpp"

#include "solver/base/rng.hpp"
#include "tests/support/levels.hpp"

#include <gtest/gtest.h>

#include <map>
#include <tuple>

namespace kura::moves {
namespace {

using board::Board;
using board::Square;
using board::SquareSet;

SquareSet region_of(const Board& board, const state::State& state) {
    SquareSet region = board.no_squares();
    state::flood(board, state.boxes, state.player, region);
    return region;
}

int region_count(const Board& board, const SquareSet& boxes) {
    SquareSet left = board.all_squares();
    left -= boxes;
    SquareSet region = board.no_squares();
    int count = 0;
    for (; !left.empty(); ++count) {
        state::flood(board, boxes, left.first(), region);
        left -= region;
    }
    return count;
}

// Destination and normalised player of every macro move, with the fewest steps to each.
using Outcomes = std::map<std::tuple<Square, Square, Square>, int>;

// By brute force: single steps of one box, over and over, each with its own flood.
Outcomes repeated_steps(const Board& board, const state::State& start, Side side,
                        const SquareSet& legal) {
    Outcomes outcomes;
    const Square player = state::normalised_player(board, start.boxes, start.player);
    start.boxes.for_each([&](Square box) {
        std::vector<std::pair<state::State, Square>> layer{{{start.boxes, player}, box}};
        std::map<std::pair<Square, Square>, int> seen{{{box, player}, 0}};
        for (int depth = 1; !layer.empty(); ++depth) {
            std::vector<std::pair<state::State, Square>> next;
            for (const auto& [state, at] : layer) {
                std::vector<Step> steps;
                generate_steps(board, state.boxes, region_of(board, state), side, steps);
                for (const Step& step : steps) {
                    if (step.from != at || !legal.contains(step.to)) {
                        continue;
                    }
                    state::State after = state;
                    apply(board, step, side, after);
                    after.player = state::normalised_player(board, after.boxes, after.player);
                    if (seen.try_emplace({step.to, after.player}, depth).second) {
                        next.emplace_back(after, step.to);
                        outcomes[{box, step.to, after.player}] = depth;
                    }
                }
            }
            layer = std::move(next);
        }
    });
    return outcomes;
}

void check_moves(const Board& board, const state::State& state, Side side, const SquareSet& legal,
                 MacroGenerator& generator) {
    const Outcomes expected = repeated_steps(board, state, side, legal);
    std::vector<MacroMove> moves;
    generator.generate(state.boxes, region_of(board, state), side, legal, moves);
    Outcomes found;
    for (const MacroMove& move : moves) {
        state::State after = state;
        apply(board, move, after);
        ASSERT_FALSE(after.boxes.contains(after.player));
        ASSERT_EQ(move.regions_change,
                  region_count(board, after.boxes) - region_count(board, state.boxes));
        const Square player = state::normalised_player(board, after.boxes, after.player);
        ASSERT_TRUE(found.try_emplace({move.from, move.to, player}, move.pushes).second)
            << "twice the same";
    }
    ASSERT_EQ(found, expected);
}

// Every step is legal where it comes, and the last one leads to the state the move promises.
void check_expansion(const Board& board, const state::State& start, const MacroMove& move,
                     Side side, const std::vector<Step>& steps) {
    ASSERT_EQ(steps.size(), move.pushes);
    ASSERT_EQ(steps.front().from, move.from);
    ASSERT_EQ(steps.back().to, move.to);
    state::State state = start;
    for (const Step& step : steps) {
        std::vector<Step> legal;
        generate_steps(board, state.boxes, region_of(board, state), side, legal);
        ASSERT_NE(std::find(legal.begin(), legal.end(), step), legal.end());
        apply(board, step, side, state);
    }
    state::State promised = start;
    apply(board, move, promised);
    EXPECT_EQ(state.boxes, promised.boxes);
    EXPECT_TRUE(region_of(board, state).contains(promised.player));
}

TEST(MacroTest, EqualsRepeatedSingleSteps) {
    // Goal: the same (destination, player's part) with the same fewest steps as brute force, for
    // pushes and pulls, with all squares legal and with live squares only; one generator for all
    // states of a board, so nothing may be left over. Method: random boards and random play.
    base::Rng rng(53);
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const auto level = support::random_level({.rows = 8 + static_cast<int>(seed % 3),
                                                  .columns = 9 + static_cast<int>(seed % 7),
                                                  .boxes = 2 + static_cast<int>(seed % 6),
                                                  .wall_percent = 10 + static_cast<int>(seed % 25),
                                                  .seed = seed});
        const auto board = Board::make(level, {false, true});
        ASSERT_TRUE(board);
        MacroGenerator generator(*board);
        state::State state{board->box_set(), board->player()};
        for (int i = 0; i < 4; ++i) {
            for (const Side side : {Side::forward, Side::backward}) {
                check_moves(*board, state, side, board->all_squares(), generator);
                check_moves(*board, state, side, board->live_set(), generator);
            }
            std::vector<MacroMove> moves;
            generator.generate(state.boxes, region_of(*board, state), Side::forward,
                               board->all_squares(), moves);
            if (moves.empty()) {
                break;
            }
            apply(*board, moves[rng.below(moves.size())], state);
        }
    }
}

TEST(MacroTest, ExpansionIsLegalAndShortest) {
    // Goal: the steps of a macro move replay, as many as it says. Method: all moves of random
    // states, pushes and pulls.
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        const auto level = support::random_level(
            {.rows = 8, .columns = 10, .boxes = 5, .wall_percent = 20, .seed = seed});
        const auto board = Board::make(level, {false, true});
        ASSERT_TRUE(board);
        MacroGenerator generator(*board);
        const state::State state{board->box_set(), board->player()};
        for (const Side side : {Side::forward, Side::backward}) {
            std::vector<MacroMove> moves;
            generator.generate(state.boxes, region_of(*board, state), side, board->all_squares(),
                               moves);
            for (const MacroMove& move : moves) {
                state::State after = state;
                apply(*board, move, after);
                const Square player = state::normalised_player(*board, after.boxes, after.player);
                check_expansion(*board, state, move, side,
                                generator.expand(state, move.from, move.to, player, side));
                EXPECT_EQ(expand_macro(*board, state, move, side).size(), move.pushes);
            }
        }
    }
}

TEST(MacroTest, ExpandingNonsenseGivesNothing) {
    // Goal: a move that isn't one is answered, not crashed on.
    const auto board =
        Board::make(support::level_from({"#######", "#@$ $.#", "#    .#", "#######"}));
    ASSERT_TRUE(board);
    MacroGenerator generator(*board);
    const state::State state{board->box_set(), board->player()};
    EXPECT_TRUE(generator.expand(state, 0, 2, 0, Side::forward).empty()) << "no box there";
    EXPECT_TRUE(generator.expand(state, 1, 3, 0, Side::forward).empty()) << "onto another box";
    EXPECT_TRUE(generator.expand(state, 1, 6, 0, Side::forward).empty()) << "out of reach";
    EXPECT_TRUE(generator.expand(state, 1, 2, 2, Side::forward).empty()) << "player in the box";
    EXPECT_TRUE(generator.expand(state, 999, 2, 0, Side::forward).empty());
    EXPECT_TRUE(generator.expand(state, 1, board::kNoSquare, 0, Side::forward).empty());
}

TEST(MacroTest, ReturningToItsSquareCountsWhenThePlayerIsElsewhere) {
    // Goal: a box that goes round and comes back is a move exactly if the player changes sides.
    // Method: a box in the door between a room and a corridor's end.
    const auto board = Board::make(
        support::level_from({"#######", "#@$   #", "###   #", "#.##  #", "#     #", "#######"}),
        {false, false});
    ASSERT_TRUE(board);
    MacroGenerator generator(*board);
    const state::State state{board->box_set(), board->player()};
    std::vector<MacroMove> moves;
    generator.generate(state.boxes, region_of(*board, state), Side::forward, board->all_squares(),
                       moves);
    for (const MacroMove& move : moves) {
        if (move.to == move.from) {
            state::State after = state;
            apply(*board, move, after);
            EXPECT_FALSE(region_of(*board, state).contains(after.player));
        }
    }
    check_moves(*board, state, Side::forward, board->all_squares(), generator);
}

TEST(MacroTest, LargestBoardWorks) {
    // Goal: thousands of squares and hundreds of boxes neither overflow nor take for ever.
    const auto board = Board::make(
        support::level_from(
            support::random_level(
                {.rows = 64, .columns = 64, .boxes = 300, .wall_percent = 10, .seed = 9})
                .rows),
        {false, false});
    ASSERT_TRUE(board);
    MacroGenerator generator(*board);
    const state::State state{board->box_set(), board->player()};
    std::vector<MacroMove> moves;
    generator.generate(state.boxes, region_of(*board, state), Side::forward, board->all_squares(),
                       moves);
    EXPECT_GT(moves.size(), 10000U);
}

}  // namespace
}  // namespace kura::moves
