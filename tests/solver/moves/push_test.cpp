#include "solver/moves/push.hpp"

#include "solver/base/rng.hpp"
#include "tests/support/levels.hpp"
#include "tests/support/naive.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace kura::moves {
namespace {

using board::Board;
using board::Square;
using board::SquareSet;

struct StateOrder {
    bool operator()(const state::State& a, const state::State& b) const {
        return std::lexicographical_compare(a.boxes.data(), a.boxes.data() + a.boxes.words(),
                                            b.boxes.data(), b.boxes.data() + b.boxes.words()) ||
               (a.boxes == b.boxes && a.player < b.player);
    }
};

std::vector<Step> steps_of(const Board& board, const state::State& state, Side side) {
    SquareSet region = board.no_squares();
    state::flood(board, state.boxes, state.player, region);
    std::vector<Step> steps;
    generate_steps(board, state.boxes, region, side, steps);
    return steps;
}

support::Perft push_perft(const Board& board, int depth) {
    support::Perft perft;
    std::set<state::State, StateOrder> seen;
    std::map<state::State, std::uint64_t, StateOrder> layer;
    const Square player = state::normalised_player(board, board.box_set(), board.player());
    layer[{board.box_set(), player}] = 1;
    for (int d = 0; d <= depth; ++d) {
        std::map<state::State, std::uint64_t, StateOrder> next;
        std::uint64_t fresh = 0;
        std::uint64_t sequences = 0;
        for (const auto& [state, count] : layer) {
            fresh += seen.insert(state).second ? 1U : 0U;
            sequences += count;
            for (const Step& step : steps_of(board, state, Side::forward)) {
                state::State after = state;
                apply(board, step, Side::forward, after);
                after.player = state::normalised_player(board, after.boxes, after.player);
                next[after] += count;
            }
        }
        perft.states.push_back(fresh);
        perft.sequences.push_back(sequences);
        layer = std::move(next);
    }
    return perft;
}

void expect_same_perft(const puzzles::Level& level, int depth, const std::string& name) {
    const auto board = Board::make(level, {false, false});
    ASSERT_TRUE(board) << name << ": " << board.error().message;
    const support::Perft found = push_perft(*board, depth);
    const support::Perft expected = support::naive_push_perft(level, depth);
    EXPECT_EQ(found.states, expected.states) << name;
    EXPECT_EQ(found.sequences, expected.sequences) << name;
}

TEST(PushPerftTest, KnownLevelsAgreeWithTheNaiveGenerator) {
    // Goal: the standard fingerprint of a move generator: states and push sequences per depth, on
    // the whole collection, seven pushes deep.
    ASSERT_GE(support::known_levels().size(), 30U);
    for (const support::KnownLevel& known : support::known_levels()) {
        expect_same_perft(known.level, 7, known.name);
    }
}

TEST(PushPerftTest, RandomBoardsAgreeWithTheNaiveGenerator) {
    // Goal: the same on boards nobody thought of, some with several words of squares.
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        const auto small = support::random_level(
            {.rows = 7, .columns = 8, .boxes = 4, .wall_percent = 15, .seed = seed});
        expect_same_perft(small, 4, "small " + std::to_string(seed));
        const auto large = support::random_level({.rows = 10 + static_cast<int>(seed),
                                                  .columns = 18,
                                                  .boxes = 8,
                                                  .wall_percent = 20,
                                                  .seed = seed});
        expect_same_perft(large, 2, "large " + std::to_string(seed));
    }
}

using PlainStep = std::tuple<int, int, int, int>;  // box before, box after

PlainStep plain(const Board& board, const Step& step) {
    const auto from = board.where(step.from);
    const auto to = board.where(step.to);
    return {from.row, from.column, to.row, to.column};
}

PlainStep plain(const support::NaivePush& push) {
    const int rows = push.direction == 'U' ? -1 : push.direction == 'D' ? 1 : 0;
    const int columns = push.direction == 'L' ? -1 : push.direction == 'R' ? 1 : 0;
    return {push.box_row, push.box_column, push.box_row + rows, push.box_column + columns};
}

void expect_same_place(const Board& board, const state::State& state,
                       const support::NaivePosition& naive) {
    std::vector<std::pair<int, int>> boxes;
    state.boxes.for_each([&](Square square) {
        boxes.emplace_back(board.where(square).row, board.where(square).column);
    });
    EXPECT_EQ(boxes, naive.boxes());
    EXPECT_EQ(std::pair(board.where(state.player).row, board.where(state.player).column),
              naive.player());
}

// Plays at random with both, comparing every set of moves and every place, and undoing every step.
void play_together(const puzzles::Level& level, Side side, base::Rng& rng) {
    const auto board = Board::make(level, {false, false});
    ASSERT_TRUE(board);
    state::State state{board->box_set(), board->player()};
    support::NaivePosition naive(level);
    for (int i = 0; i < 25; ++i) {
        const std::vector<Step> steps = steps_of(*board, state, side);
        const auto expected = side == Side::forward ? naive.pushes() : naive.pulls();
        std::vector<PlainStep> found;
        for (const Step& step : steps) {
            found.push_back(plain(*board, step));
        }
        std::vector<PlainStep> wanted;
        for (const auto& push : expected) {
            wanted.push_back(plain(push));
        }
        std::sort(found.begin(), found.end());
        std::sort(wanted.begin(), wanted.end());
        ASSERT_EQ(found, wanted);
        if (steps.empty()) {
            return;
        }
        const Step step = steps[rng.below(steps.size())];
        const auto match = std::find_if(
            expected.begin(), expected.end(),
            [&](const support::NaivePush& push) { return plain(push) == plain(*board, step); });
        ASSERT_NE(match, expected.end());
        const state::State before = state;
        apply(*board, step, side, state);
        naive = side == Side::forward ? naive.after_push(*match) : naive.after_pull(*match);
        expect_same_place(*board, state, naive);
        EXPECT_EQ(state.player, player_after(*board, step, side));

        // The record alone gives the predecessor: box back, player beside where it was.
        state::State back = state;
        back.boxes.erase(step.to);
        back.boxes.insert(step.from);
        back.player = board->neighbour(step.from, step.side);
        EXPECT_EQ(back.boxes, before.boxes);
        EXPECT_EQ(state::normalised_player(*board, back.boxes, back.player),
                  state::normalised_player(*board, before.boxes, before.player));

        // A step undone is a step of the other side: push undone by a pull, and the reverse.
        const Side other = side == Side::forward ? Side::backward : Side::forward;
        const auto undo = steps_of(*board, state, other);
        EXPECT_TRUE(std::any_of(undo.begin(), undo.end(), [&](const Step& reverse) {
            return reverse.from == step.to && reverse.to == step.from;
        }));
    }
}

TEST(StepTest, RandomPlayAgreesWithTheNaiveBoard) {
    // Goal: pushes and pulls, their effect and their undoing. Method: random play on random boards,
    // the same steps on the naive board.
    base::Rng rng(41);
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const auto level = support::random_level({.rows = 8,
                                                  .columns = 9 + static_cast<int>(seed % 5) * 4,
                                                  .boxes = 5,
                                                  .wall_percent = 18,
                                                  .seed = seed});
        play_together(level, Side::forward, rng);
        play_together(level, Side::backward, rng);
    }
}

TEST(StepTest, StepsComeInAscendingOrder) {
    // Goal: the documented order, on which repeatable runs rest; and steps are appended.
    const auto board = Board::make(
        support::level_from({"#######", "#  .  #", "# $.$ #", "#  $@ #", "#  .  #", "#######"}),
        {false, false});
    ASSERT_TRUE(board);
    SquareSet region = board->no_squares();
    state::flood(*board, board->box_set(), board->player(), region);
    std::vector<Step> steps{Step{}};
    generate_steps(*board, board->box_set(), region, Side::forward, steps);
    ASSERT_GT(steps.size(), 4U);
    EXPECT_EQ(steps.front(), Step{});
    EXPECT_TRUE(std::is_sorted(steps.begin() + 1, steps.end(), [](const Step& a, const Step& b) {
        return std::tie(a.from, a.side) < std::tie(b.from, b.side);
    }));
}

}  // namespace
}  // namespace kura::moves
