// Baseline: what the configurations of a comparison are held against, and what a gate says.
// Shape:    another comparison of the archive, matched by configuration name; or, in the same
//           comparison, the first of its builds, matched by everything but the build
// Invariants: only comparisons of the same boards and limits are held against each other
// Threads:  pure functions
// Errors:   Result: nothing to compare with, or other boards or limits
#pragma once

#include "solver/base/result.hpp"
#include "tools/compare/comparison.hpp"
#include "tools/compare/gate.hpp"

#include <string>
#include <vector>

namespace kura::compare {

// Of one configuration.
[[nodiscard]] Figures figures_of(const Comparison& comparison, int configuration);

struct GateAnswer {
    int configuration = 0;
    bool fails = false;
    std::string text;  // one line for people
};

// baseline: null for the comparison's own first build.
[[nodiscard]] base::Result<std::vector<GateAnswer>> judge_gate(const Comparison& comparison,
                                                               const Comparison* baseline,
                                                               const Gate& gate);

// What is to be said about a baseline taken at another time, one line each.
[[nodiscard]] std::vector<std::string> baseline_notes(const Comparison& comparison,
                                                      const Comparison& baseline);

}  // namespace kura::compare
