// Samples: small comparisons for tests, with whatever runs a test wants.
// Threads:  plain values
#pragma once

#include "tools/compare/comparison.hpp"

#include <optional>
#include <string>
#include <vector>

namespace kura::compare {

// `puzzles` one-box boards of one set, and configurations called a, b, ...
Comparison sample(int configurations, int puzzles, int repetitions);

// A solved and verified run.
Run solved(int configuration, int puzzle, int repetition, double seconds);
Run unsolved(int configuration, int puzzle, int repetition);

}  // namespace kura::compare
