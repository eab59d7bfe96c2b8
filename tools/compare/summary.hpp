// Summary: what each configuration of a comparison reached, in figures.
// Shape:    one Summary a configuration, and the problems, which come before all else
// Units:    seconds of wall time, bytes, states
// Invariants: no figure without the runs it needs; unsolved runs count in PAR-2 and both scores
// Threads:  pure functions
// Errors:   none
// Source:   ARCHITECTURE.md, "Comparing", has each formula with its reason
#pragma once

#include "tools/compare/cells.hpp"
#include "tools/compare/statistics.hpp"

#include <optional>
#include <string>
#include <vector>

namespace kura::compare {

struct Rate {
    std::optional<double> median;
    std::optional<Interval> interval;
};

struct Summary {
    int solved = 0;            // puzzles, in every repetition
    int solved_sometimes = 0;  // puzzles, in some but not in all
    int total = 0;             // puzzles that were run
    std::optional<double> par2_seconds;
    std::optional<double> time_score;
    std::optional<double> quality_score;
    std::optional<double> geomean_seconds;  // on the puzzles all configurations solve
    int common = 0;                         // how many those are
    Rate expanded_per_second;
    Rate generated_per_second;
    std::optional<std::int64_t> peak_bytes;  // the largest of all runs
    std::optional<double> bytes_per_state;
    int unverified = 0;  // runs
};

struct Problem {
    int run = 0;  // index into the comparison's runs
    std::string text;
};

[[nodiscard]] std::vector<Summary> summaries_of(const Cells& cells);
[[nodiscard]] std::vector<Problem> problems_of(const Cells& cells);

// 1 at a thousandth of the limit or less, 0 at the limit, linear in the logarithm between.
[[nodiscard]] double time_score(double seconds, double limit_seconds);

}  // namespace kura::compare
