// Optimize report: what kura optimize says of each puzzle, as text or as JSON (JSONL.md).
// Units:    pushes, moves, seconds of wall time
// Threads:  one at a time
#pragma once

#include "tools/cli/arguments.hpp"
#include "tools/cli/console.hpp"
#include "tools/cli/puzzle_source.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace kura::cli {

struct Improvement {
    const Puzzle* puzzle = nullptr;  // outlives this
    optimize::Result result{};
    std::string error{};  // why there is nothing to improve; empty if there is

    [[nodiscard]] bool ok() const { return error.empty(); }
};

struct OptimizeTotals {
    int puzzles = 0;  // done
    int solved = 0;   // with a right solution
    int shorter = 0;
    int optimal = 0;  // proved
    int invalid = 0;  // puzzles that can't be used
    std::int64_t from_pushes = 0;
    std::int64_t from_moves = 0;
    std::int64_t pushes = 0;
    std::int64_t moves = 0;
    double seconds = 0;  // of the whole run

    void add(const Improvement& improvement);
};

class OptimizeReport {
  public:
    OptimizeReport() = default;
    OptimizeReport(const OptimizeReport&) = delete;
    OptimizeReport& operator=(const OptimizeReport&) = delete;
    virtual ~OptimizeReport() = default;

    virtual void improved(const Improvement& improvement) = 0;
    virtual void finished(const OptimizeTotals& totals) = 0;
};

// quiet_output: standard output is for the puzzles, so text goes to standard error.
[[nodiscard]] std::unique_ptr<OptimizeReport> make_optimize_report(ResultFormat format,
                                                                   bool quiet_output,
                                                                   Console& console);

}  // namespace kura::cli
