// Throughput: how often a second a small piece of work gets done, measured by Google Benchmark.
// Shape:    a pass does many items, so that a call costs nothing beside them. Warm-up first, then
//           repetitions of as many passes as fill the least time
// Units:    items per second: of the thread's processor time, or of wall time
// Threads:  the calling thread; one measurement at a time (Google Benchmark keeps one list)
// Errors:   none
#pragma once

#include "tools/bench/options.hpp"
#include "tools/bench/row.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace kura::bench {

struct Work {
    std::uint64_t items = 1;  // of one pass
    // What it returns has to be worked out: the compiler can't leave the work out.
    std::function<std::uint64_t()> pass;
    std::function<void()> before = {};  // each pass, not timed; may be empty
    bool wall_time = false;             // for a pass that works with other threads
};

struct ThroughputOptions {
    int repetitions = 11;
    double seconds = 0.05;  // of a repetition, at least; warm-up takes as long
};

// Few and short for BenchOptions::quick, but enough for an interval.
[[nodiscard]] ThroughputOptions throughput_options(const BenchOptions& options);

// One value a repetition. Requires: items > 0.
[[nodiscard]] std::vector<double> run_throughput(const std::string& name, const Work& work,
                                                 const ThroughputOptions& options);

// A row with what run_throughput() gives.
[[nodiscard]] Row throughput_row(Row row, const Work& work, const ThroughputOptions& options);

}  // namespace kura::bench
