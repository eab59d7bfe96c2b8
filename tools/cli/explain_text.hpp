// Explain text: how a search went, for people, indented beneath the puzzle's line.
// Also the alarm for a proof that was refuted.
// Threads:  pure functions
#pragma once

#include "tools/cli/drawing.hpp"
#include "tools/cli/outcome.hpp"

#include <string>

namespace kura::cli {

// Requires: the result has an explanation. Draws the position in which each lane came nearest to
// the end; where the puzzle is solved, only that of the lane that solved it.
[[nodiscard]] std::string explain_text(const SolveResult& result, DrawStyle style);

// All that is needed to run it again: the claim, the puzzle, the position the proof lost, the
// solution, the options. Requires: the result has a contradiction.
[[nodiscard]] std::string alarm_text(const Outcome& outcome, const std::string& options);

}  // namespace kura::cli
