// Optimizer: a correct solution of a puzzle in, a shorter one out.
// Shape:    anytime: parts of the solution are searched again (segment_search.hpp), what is cheaper
//           is put in its place, until the time is over or nothing shorter can exist
// Units:    pushes; moves, pushes included; seconds of wall time; bytes. States and open lists are
//           in the memory budget; a segment's own tables, at most 64 MB a thread, are not
// Invariants: the solution returned has been replayed on the level's text by puzzles/verify, and is
//           never worse than the one given, in the objective's order
// Threads:  optimize() starts threads of its own and returns when they are gone. With one thread
//           and a limit of nodes, not of time, the same input gives the same output
// Errors:   a wrong solution or a level that can't be searched gives valid == false and why
// Source:   ARCHITECTURE.md, "Shorter solutions"
#pragma once

#include "puzzles/level/level.hpp"
#include "solver/base/memory_budget.hpp"
#include "solver/optimize/solution_path.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace kura::optimize {

using Clock = std::chrono::steady_clock;

struct Progress {
    double seconds = 0;
    Cost from;
    Cost best;
    std::uint64_t nodes = 0;
};

struct Options {
    Objective objective = Objective::pushes;
    int threads = 1;
    std::uint64_t seed = 1;
    std::uint64_t nodes_max = 0;  // of all threads together; 0: no limit
    Clock::time_point deadline = Clock::time_point::max();
    base::MemoryBudget* memory = nullptr;             // required
    const std::atomic<bool>* stop = nullptr;          // may be null
    std::function<void(const Progress&)> progress{};  // from one of the threads, about 10/s
};

enum class Ended { optimal, time, nodes, user };

struct Result {
    bool valid = false;
    std::string error;  // one line; empty if valid
    std::string solution;
    Cost from;
    Cost best;
    Ended ended = Ended::time;  // optimal: proved, in the objective and among equals in the other
    std::uint64_t nodes = 0;
    std::uint64_t improvements = 0;
    double seconds = 0;
};

// Requires: options.memory, 1 <= threads <= base::kThreadsMax.
[[nodiscard]] Result optimize(const puzzles::Level& level, std::string_view lurd,
                              const Options& options);

}  // namespace kura::optimize
