// Memory benchmark: what a stored state and an open entry cost, for each puzzle of a set.
// Shape:    A* fills a visited table from the start of each puzzle; the bytes of the whole table
//           over its records are sampled at equal steps of the number of records and averaged over
//           the last doubling, so that every phase of growth counts alike
// Units:    bytes
// Threads:  uses `threads` threads of its own; memory is no matter of timing
// Errors:   puzzles that the solver refuses, or that have too few states, are left out
#pragma once

#include "puzzles/level/level.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace kura::bench {

struct MemoryOptions {
    std::uint64_t states = 200'000;
    std::uint64_t states_min = 1'000;  // fewer measure the smallest page, not the table
    int threads = 2;
};

struct MemoryFigures {
    int index = 0;  // of the puzzle in its set
    int key_bytes = 0;
    std::uint64_t states = 0;
    double bytes_per_state = 0;
    double bytes_per_open = 0;  // the queue's memory over its entries, at the end
};

// In the order of the levels.
[[nodiscard]] std::vector<MemoryFigures> run_memory_bench(std::span<const puzzles::Level> levels,
                                                          const MemoryOptions& options);

}  // namespace kura::bench
