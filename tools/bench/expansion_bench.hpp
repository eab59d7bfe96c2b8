// Expansion benchmark: how many states A* expands, and how many children it judges, on one core.
// Shape:    each board is searched by one shard on a thread of its own until so many states are
//           expanded; a solution found doesn't end the search, and preparing the board doesn't
//           count. Boards that run out of states before are left out: theirs would be the figure
//           of setting tables up
// Units:    per second of the thread's processor time; a round's figure is that of all boards
//           together, each with about as many states
// Threads:  any; starts one thread at a time
// Errors:   boards that the solver refuses are left out too; boards tells how many remain
#pragma once

#include "puzzles/level/level.hpp"
#include "solver/strategy/knowledge.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace kura::bench {

struct ExpansionOptions {
    strategy::Rules rules;
    std::uint64_t expanded_per_board = 20'000;
    int rounds = 3;
};

struct ExpansionFigures {
    int boards = 0;
    std::uint64_t expanded = 0;               // in one round
    std::vector<double> expanded_per_second;  // one figure a round
    std::vector<double> children_per_second;  // generated or dropped by a rule
};

// Matching and freeze, which finds two by two as well, and nothing else.
[[nodiscard]] strategy::Rules light_rules();

[[nodiscard]] ExpansionFigures run_expansion_bench(std::span<const puzzles::Level> levels,
                                                   const ExpansionOptions& options);

}  // namespace kura::bench
