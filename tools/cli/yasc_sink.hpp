// YASC statistics: times.txt and solutions.sok, as YASC and Festival write them, for comparison.
// Shape:    times.txt: a table Task Time Plugin Result Moves Pushes Level, then totals;
//           solutions.sok: the puzzles solved, with their solutions
// Errors:   Result when a file can't be opened
#pragma once

#include "solver/base/result.hpp"
#include "tools/cli/console.hpp"
#include "tools/cli/outcome.hpp"

#include <memory>
#include <string>

namespace kura::cli {

[[nodiscard]] base::Result<std::unique_ptr<ResultSink>> make_yasc_sink(const std::string& folder,
                                                                       Console& console);

}  // namespace kura::cli
