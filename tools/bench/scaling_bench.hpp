// Scaling benchmark: states per second of two shards against one, on the same exhaustive search.
// Shape:    breadth-first over every state of a board, nothing pruned; one and two threads in turn
// Units:    states per second of wall time, medians of the rounds; the ratio is the median of the
//           rounds' ratios. On a machine that others use too, only work_ratio means something
// Threads:  one, then two at a time
// Errors:   complete == false if the visited sets differ in number or in the XOR of their hashes,
//           or the memory could not be had
#pragma once

#include "puzzles/level/level.hpp"

#include <cstdint>

namespace kura::bench {

struct ScalingFigures {
    bool complete = false;
    std::uint64_t states = 0;
    double one_per_second = 0;
    double two_per_second = 0;
    double ratio = 0;
    double work_ratio = 0;  // the same by processor time: 1 where nothing is lost to sharing
    double cores = 0;       // that the two threads had, of 2; less where other programs run as well
};

[[nodiscard]] ScalingFigures run_scaling_bench(const puzzles::Level& level, int rounds);

}  // namespace kura::bench
