// Import: results that were made elsewhere, as configurations of a comparison.
// Shape:    hyperfine's JSON (times of commands, no solutions): each command is a configuration on
//           one nameless puzzle; YASC's times.txt with solutions.sok beside it: one configuration,
//           matched to the comparison's puzzles by set and number, title or place
// Invariants: imported runs were not taken in turn, so they never enter a ratio; a solution counts
//           only if it replays here, and times of commands prove no solution
// Threads:  reads files only
// Errors:   Result: a file that is neither, or matches no puzzle
#pragma once

#include "solver/base/result.hpp"
#include "tools/compare/comparison.hpp"

#include <string>
#include <string_view>

namespace kura::compare {

[[nodiscard]] base::Result<void> import_file(const std::string& path, Comparison& comparison);

[[nodiscard]] base::Result<void> import_hyperfine(std::string_view text, Comparison& comparison);

// solutions: the text of solutions.sok, may be empty.
[[nodiscard]] base::Result<void> import_times(std::string_view times, std::string_view solutions,
                                              Comparison& comparison);

}  // namespace kura::compare
