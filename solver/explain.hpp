// Explain: the engine's reports in the terms of the puzzle's own text.
// Threads:  pure functions
#pragma once

#include "puzzles/verify/verify.hpp"
#include "solver/engine.hpp"
#include "solver/search/sharded_search.hpp"

#include <optional>
#include <string>
#include <vector>

namespace kura {

// The level's rows with the boxes and the player of a state instead of its own. Boxes that can
// never move, which the board counts as walls, stay.
[[nodiscard]] std::vector<std::string> rows_of(const puzzles::Level& level,
                                               const board::Board& board,
                                               const state::State& state);

[[nodiscard]] std::vector<Explanation::Lane> explain_lanes(
    const puzzles::Level& level, const board::Board& board,
    const std::vector<search::LaneSpec>& lanes, const std::vector<search::LaneReport>& reports);

[[nodiscard]] Contradiction describe(const search::Contradiction& contradiction,
                                     const puzzles::Level& level, const board::Board& board,
                                     const std::vector<search::LaneSpec>& lanes,
                                     Objective objective, const puzzles::Verification& found);

// Does one of the solutions that came with the puzzle refute the result: it replays, but the puzzle
// is said to be unsolvable, or to have no solution as short?
[[nodiscard]] std::optional<Contradiction> refuted_by_file(const puzzles::Level& level,
                                                           const SolveResult& result);

// Takes back what the result says: nothing of it can be trusted.
void raise_alarm(SolveResult& result, Contradiction contradiction);

}  // namespace kura
