// Pairs: is one configuration faster than another? Every two that were run in turn, on the puzzles
// both solve.
// Shape:    a and b; ratio = seconds of b by seconds of a; the verdict speaks of b
// Invariants: no verdict below kPairsMin pairs; none between runs not taken in turn
// Threads:  pure functions
// Errors:   none
//
// Repetitions on one puzzle are not independent: each puzzle has an offset of its own (the two
// search it differently, or the machine's caches suit one of them), and all its repetitions share
// it. Counting each as a piece of evidence would make ten repetitions of one lucky puzzle look like
// ten puzzles. So a puzzle is one pair, the mean of the logarithms over its repetitions, wherever
// there are at least kPairsMin puzzles. With fewer, each run is a pair; the verdict then speaks of
// these puzzles only ("unit": "run"), where the offset belongs to what is asked.
#pragma once

#include "tools/compare/cells.hpp"
#include "tools/compare/statistics.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace kura::compare {

inline constexpr std::size_t kPairsMin = 10;
inline constexpr double kSignificance = 0.01;

enum class PairVerdict { faster, slower, no_evidence, too_few };

[[nodiscard]] std::string_view name_of(PairVerdict verdict);

struct Pair {
    int a = 0;
    int b = 0;
    PairVerdict verdict = PairVerdict::too_few;
    std::optional<double> ratio;
    std::optional<Interval> interval;  // of the ratio, with 5 repetitions or more
    std::optional<double> p;
    std::size_t pairs = 0;
    bool is_of_puzzles = true;  // else a pair is a run
    std::vector<int> only_a;    // puzzles that only one side solves
    std::vector<int> only_b;
};

[[nodiscard]] Pair compare_two(const Cells& cells, int a, int b);
[[nodiscard]] std::vector<Pair> pairs_of(const Cells& cells);

}  // namespace kura::compare
