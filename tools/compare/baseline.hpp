// Baseline: what the configurations of a comparison are held against, and what a gate says.
// Shape:    another comparison of the archive, matched by configuration name; or, in the same
//           comparison, the first of its builds, matched by everything but the build
// Invariants: only comparisons of the same boards, objective and limits are held against each other
// Threads:  pure functions
// Errors:   Result: nothing to compare with, or other boards, objective or limits
#pragma once

#include "solver/base/result.hpp"
#include "tools/compare/comparison.hpp"
#include "tools/compare/gate.hpp"

#include <string>
#include <vector>

namespace kura::compare {

struct GateAnswer {
    int configuration = 0;
    bool fails = false;
    std::string text;  // one line for people
};

// baseline: null for the comparison's own first build.
[[nodiscard]] base::Result<std::vector<GateAnswer>> judge_gate(const Comparison& comparison,
                                                               const Comparison* baseline,
                                                               const Gate& gate);

// What is to be said about a baseline taken at another time, one line each; also which
// configurations it lacks, which a gate may have to pass over.
[[nodiscard]] std::vector<std::string> baseline_notes(const Comparison& comparison,
                                                      const Comparison& baseline);

}  // namespace kura::compare
