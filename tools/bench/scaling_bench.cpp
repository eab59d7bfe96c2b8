#include "tools/bench/scaling_bench.hpp"

#include "solver/base/assert.hpp"
#include "solver/board/board.hpp"
#include "solver/search/sharded_search.hpp"
#include "solver/strategy/portfolio.hpp"
#include "tools/bench/measure.hpp"

#include <chrono>
#include <optional>
#include <vector>

namespace kura::bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMemoryMax = std::size_t{4} << 30;

struct Run {
    bool exhausted = false;
    std::uint64_t states = 0;
    std::uint64_t key_xor = 0;
    double seconds = 0;
    double processor_seconds = 0;
};

Run search_all(const board::Board& board, int shards) {
    base::MemoryBudget budget(kMemoryMax);
    const strategy::Knowledge knowledge(board, strategy::Rules::none(), false, budget);
    const state::KeyCodec codec(board);
    const std::vector<search::LaneSpec> lanes =
        strategy::make_lanes({{strategy::Kind::bfs_exhaustive}}, knowledge, codec);
    search::Control control(shards, 1);
    const search::JobContext job{.board = board,
                                 .codec = codec,
                                 .lanes = lanes,
                                 .budget = budget,
                                 .control = control,
                                 .meeting = nullptr};
    search::SearchOptions options;
    options.shards = shards;
    options.stop_at_first = false;
    // Every state is visited, whatever a target costs; none that is refused would prove anything.
    options.judge = [](const auto&, const auto&) -> std::optional<int> { return base::kPushesMax; };
    search::ShardedSearch search(job, options);
    Run run;
    const double processor_start = process_seconds();
    const Clock::time_point start = Clock::now();
    const search::SearchEnd end = search.run();
    run.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    run.processor_seconds = process_seconds() - processor_start;
    run.exhausted = end.reason == search::EndReason::exhausted;
    run.states = end.report.stored;
    search.for_each_record(
        [&](const std::uint8_t* key, std::uint64_t) { run.key_xor ^= codec.state_hash(key); });
    return run;
}

}  // namespace

ScalingFigures run_scaling_bench(const puzzles::Level& level, int rounds) {
    const base::Result<board::Board> board =
        board::Board::make(level, {.simplify = false, .live_only = false});
    KURA_ASSERT(board.has_value());
    ScalingFigures figures;
    figures.complete = rounds > 0;
    std::vector<double> one;
    std::vector<double> two;
    std::vector<double> ratios;
    std::vector<double> work_ratios;
    std::vector<double> cores;
    for (int round = 0; round < rounds; ++round) {
        const Run alone = search_all(*board, 1);
        const Run both = search_all(*board, 2);
        figures.complete = figures.complete && alone.exhausted && both.exhausted &&
                           alone.states == both.states && alone.key_xor == both.key_xor;
        figures.states = alone.states;
        one.push_back(static_cast<double>(alone.states) / alone.seconds);
        two.push_back(static_cast<double>(both.states) / both.seconds);
        ratios.push_back(two.back() / one.back());
        work_ratios.push_back(alone.processor_seconds / both.processor_seconds);
        cores.push_back(both.processor_seconds / both.seconds);
    }
    figures.one_per_second = median(one);
    figures.two_per_second = median(two);
    figures.ratio = median(ratios);
    figures.work_ratio = median(work_ratios);
    figures.cores = median(cores);
    return figures;
}

}  // namespace kura::bench
