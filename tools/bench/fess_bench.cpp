#include "tools/bench/fess_bench.hpp"

#include "solver/engine.hpp"

#include <chrono>

namespace kura::bench {

namespace {

constexpr std::size_t kMemoryMax = std::size_t{4} << 30;

}  // namespace

FessFigures run_fess_bench(std::span<const puzzles::Level> levels, double seconds_per_puzzle) {
    FessFigures figures;
    for (const puzzles::Level& level : levels) {
        base::MemoryBudget budget(kMemoryMax);
        SolveOptions options;
        options.strategy = "fess";
        options.memory = &budget;
        options.deadline = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                              std::chrono::duration<double>(seconds_per_puzzle));
        const SolveResult result = solve(level, options);
        if (result.verdict == Verdict::invalid) {
            continue;
        }
        ++figures.puzzles;
        figures.solved += result.has_solution ? 1 : 0;
        figures.expanded += result.expanded;
        figures.seconds += result.seconds;
    }
    return figures;
}

}  // namespace kura::bench
