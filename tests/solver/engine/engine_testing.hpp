// Helpers of the engine's tests: one call to solve a level with a budget of its own.
#pragma once

#include "solver/engine.hpp"

namespace kura::testing {

inline constexpr std::size_t kPlentyBytes = std::size_t{1} << 30;

inline SolveResult solve_with(const puzzles::Level& level, SolveOptions options,
                              std::size_t memory_bytes = kPlentyBytes) {
    base::MemoryBudget budget(memory_bytes);
    options.memory = &budget;
    return solve(level, options);
}

}  // namespace kura::testing
