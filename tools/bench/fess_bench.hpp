// FESS benchmark: how many states the feature-space search expands, over whole puzzles.
// Shape:    each puzzle is searched by feature-space search alone on one thread, until it is solved
//           or its time is over; what it takes to prepare it (rooms, distances, the packing plan)
//           counts, because a user waits for it too
// Units:    per second of wall time, all puzzles together
// Threads:  the calling one waits; starts one at a time
// Errors:   puzzles that the solver refuses are left out
#pragma once

#include "puzzles/level/level.hpp"

#include <cstdint>
#include <span>

namespace kura::bench {

struct FessFigures {
    int puzzles = 0;
    int solved = 0;
    std::uint64_t expanded = 0;
    double seconds = 0;

    [[nodiscard]] double expanded_per_second() const {
        return seconds > 0 ? static_cast<double>(expanded) / seconds : 0;
    }
};

[[nodiscard]] FessFigures run_fess_bench(std::span<const puzzles::Level> levels,
                                         double seconds_per_puzzle);

}  // namespace kura::bench
