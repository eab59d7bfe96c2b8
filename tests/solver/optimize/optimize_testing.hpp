// Helpers of the optimizer's tests: random boards with a deliberately long solution.
// Method: a random walk of pushes first, then any solution of what came out, if there is one.
#pragma once

#include "puzzles/level/level.hpp"
#include "solver/optimize/solution_path.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kura::testing {

struct LongSolution {
    puzzles::Level level;
    std::string lurd;
    int optimal_pushes = 0;
};

// Ensures: the lurd solves the level, and its pushes are rarely the fewest.
[[nodiscard]] std::optional<LongSolution> long_solution(std::uint64_t seed, int side, int boxes,
                                                        int random_pushes);

// The first `count` that seeds from 1 on give.
[[nodiscard]] std::vector<LongSolution> long_solutions(int count, int side, int boxes,
                                                       int random_pushes);

// Fewest moves of any solution; -1 if that was not proved.
[[nodiscard]] int optimal_moves(const puzzles::Level& level);

}  // namespace kura::testing
