// Measuring: clocks and medians for the benchmarks.
// Units:    seconds
// Threads:  any; no state
#pragma once

#include <vector>

namespace kura::bench {

// Seconds of processor time of the calling thread: what other programs take doesn't count.
[[nodiscard]] double thread_seconds();

// Seconds of processor time of all threads of this process, ended ones too.
[[nodiscard]] double process_seconds();

// The middle one; the mean of the two in the middle of an even number; 0 of none.
[[nodiscard]] double median(std::vector<double> values);

}  // namespace kura::bench
