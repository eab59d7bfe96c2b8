// Boards, guides and random play for the tests of feature-space search.
#pragma once

#include "solver/base/rng.hpp"
#include "solver/plan/sink_search.hpp"
#include "solver/strategy/fess_moves.hpp"
#include "tests/support/levels.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace kura::strategy::testing {

inline Rules all_rules_but_pi_corrals() {
    Rules rules;
    rules.pi_corral = false;
    return rules;
}

// Everything FessMoves needs, for one board; the plan as the search itself would make it.
struct FessBench {
    explicit FessBench(const puzzles::Level& level, const Rules& rules,
                       board::BoardOptions options = {}, std::uint32_t plan_positions = 100)
        : FessBench(*board::Board::make(level, options), rules, plan_positions) {}
    explicit FessBench(board::Board board_in, const Rules& rules,
                       std::uint32_t plan_positions = 100)
        : board(std::move(board_in)),
          knowledge(board, rules, true, budget),
          guide(board),
          finder(knowledge, guide) {
        plan::SinkSearch sink(board, guide.rooms, guide.reach, {.positions_max = plan_positions});
        while (sink.step()) {
        }
        guide.plan = sink.plan();
    }
    FessBench(const FessBench&) = delete;
    FessBench& operator=(const FessBench&) = delete;

    [[nodiscard]] state::State start() const {
        return {board.box_set(), state::normalised_player(board, board.box_set(), board.player())};
    }
    [[nodiscard]] state::State after(state::State state, const FessMove& move) const {
        moves::apply(board, move.move, state);
        state.player = state::normalised_player(board, state.boxes, state.player);
        return state;
    }
    [[nodiscard]] board::SquareSet region(const state::State& state) const {
        board::SquareSet region = board.no_squares();
        state::flood(board, state.boxes, state.player, region);
        return region;
    }

    base::MemoryBudget budget{std::size_t{256} << 20};
    board::Board board;
    Knowledge knowledge;
    FessGuide guide;
    FessMoves finder;
};

inline puzzles::Level random_fess_level(std::uint64_t seed) {
    return support::random_level({.rows = 8 + static_cast<int>(seed % 4),
                                  .columns = 9 + static_cast<int>(seed % 5),
                                  .boxes = 3 + static_cast<int>(seed % 4),
                                  .wall_percent = 5 + static_cast<int>(seed % 3) * 8,
                                  .seed = seed});
}

// Plays `steps` random moves from the start and calls visit(state) wherever the moves are known
// (finder has them). Ends early at a dead or a solved position.
template <typename Visit>
void on_random_play(FessBench& bench, std::uint64_t seed, int steps, Visit&& visit) {
    base::Rng rng(seed);
    state::State state = bench.start();
    board::Square moved = board::kNoSquare;
    for (int i = 0; i < steps; ++i) {
        if (state.boxes == bench.board.goal_set() || !bench.finder.open(state, moved)) {
            return;
        }
        bench.finder.find_moves();
        visit(state);
        const std::vector<FessMove>& moves = bench.finder.moves();
        if (moves.empty()) {
            return;
        }
        const FessMove& move = moves[rng.below(moves.size())];
        state = bench.after(state, move);
        moved = move.move.to;
    }
}

}  // namespace kura::strategy::testing
