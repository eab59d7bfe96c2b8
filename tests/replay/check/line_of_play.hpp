// Line of play: a solution's pushes on the solver's board, with every position between them.
// Errors: nothing if the level or the moves are broken; `why` then says it in one line
#pragma once

#include "puzzles/level/level.hpp"
#include "solver/board/board.hpp"
#include "solver/moves/push.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace kura::replay {

struct LineOfPlay {
    std::vector<moves::Step> pushes;
    std::vector<state::State> states;  // one more than pushes; players normalised
    std::string why;                   // not empty: it can't be replayed
};

// Requires: `board` was made from `level`.
LineOfPlay play(const board::Board& board, const puzzles::Level& level, std::string_view lurd);

// The squares of a position, one line a row.
std::string picture_of(const board::Board& board, const state::State& state);

}  // namespace kura::replay
