// Compare plan: what the arguments of `kura compare` stand for: puzzles, configurations, limits.
// Threads:  the caller's; starts each program once to ask its version
// Errors:   Result with one line for the user
#pragma once

#include "solver/base/result.hpp"
#include "tools/cli/compare_arguments.hpp"
#include "tools/compare/comparison.hpp"

#include <string>

namespace kura::cli {

[[nodiscard]] base::Result<compare::Comparison> plan_comparison(const CompareArguments& arguments,
                                                                Console& console);

// The archive that the arguments mean; empty if there is no place for it.
[[nodiscard]] std::string archive_path(const CompareArguments& arguments);

}  // namespace kura::cli
