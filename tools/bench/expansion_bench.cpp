#include "tools/bench/expansion_bench.hpp"

#include "solver/board/board.hpp"
#include "solver/search/shard.hpp"
#include "solver/strategy/portfolio.hpp"
#include "tools/bench/measure.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <vector>

namespace kura::bench {

namespace {

constexpr std::size_t kMemoryMax = std::size_t{2} << 30;

struct Work {
    std::uint64_t expanded = 0;
    std::uint64_t children = 0;
    double seconds = 0;

    void operator+=(const Work& other) {
        expanded += other.expanded;
        children += other.children;
        seconds += other.seconds;
    }
};

Work search_once(const board::Board& board, const strategy::Rules& rules,
                 std::uint64_t expanded_max) {
    base::MemoryBudget budget(kMemoryMax);
    const strategy::Knowledge knowledge(board, rules, false, budget);
    const state::KeyCodec codec(board);
    const std::vector<search::LaneSpec> lanes =
        strategy::make_lanes({{strategy::Kind::astar}}, knowledge, codec);
    search::Control control(1, 1);
    const search::JobContext job{.board = board,
                                 .codec = codec,
                                 .lanes = lanes,
                                 .budget = budget,
                                 .control = control,
                                 .meeting = nullptr,
                                 .expanded_max = expanded_max};
    search::Shard shard(job, 0, 1);
    shard.connect({&shard});
    Work work;
    std::thread thread([&] {
        const double start = thread_seconds();
        shard.run();
        work.seconds = thread_seconds() - start;
    });
    // A solution asks for a pause to be replayed in; here it is forgotten.
    auto wake = search::Control::Wake::timeout;
    while (wake != search::Control::Wake::ended) {
        if (wake == search::Control::Wake::hints) {
            (void)control.take_hints();
            control.resume();
        }
        wake = control.wait_until(std::chrono::steady_clock::now() + std::chrono::seconds(1));
    }
    thread.join();
    const search::StrategyCounters& counters = shard.strategy(0).counters();
    work.expanded = counters.expanded;
    work.children = counters.generated + counters.pruned;
    return work;
}

}  // namespace

strategy::Rules light_rules() {
    strategy::Rules rules = strategy::Rules::none();
    rules.matching = true;
    rules.local_freeze = true;
    return rules;
}

ExpansionFigures run_expansion_bench(std::span<const puzzles::Level> levels,
                                     const ExpansionOptions& options) {
    std::vector<board::Board> boards;
    for (const puzzles::Level& level : levels) {
        if (base::Result<board::Board> board = board::Board::make(level);
            board && !board->solved_at_start() &&
            board->box_set().is_subset_of(board->live_set())) {
            boards.push_back(*std::move(board));
        }
    }
    ExpansionFigures figures;
    for (int round = 0; round < options.rounds; ++round) {
        Work all;
        figures.boards = 0;
        for (const board::Board& board : boards) {
            const Work work = search_once(board, options.rules, options.expanded_per_board);
            if (work.expanded >= options.expanded_per_board) {
                all += work;
                ++figures.boards;
            }
        }
        if (figures.boards == 0) {
            break;
        }
        figures.expanded = all.expanded;
        figures.expanded_per_second.push_back(static_cast<double>(all.expanded) / all.seconds);
        figures.children_per_second.push_back(static_cast<double>(all.children) / all.seconds);
    }
    return figures;
}

}  // namespace kura::bench
