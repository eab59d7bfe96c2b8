#include "tools/bench/budgets.hpp"

#include "tools/bench/boards.hpp"
#include "tools/bench/cluster_bench.hpp"
#include "tools/bench/expansion_bench.hpp"
#include "tools/bench/fess_bench.hpp"
#include "tools/bench/measure.hpp"
#include "tools/bench/memory_bench.hpp"
#include "tools/bench/scaling_bench.hpp"
#include "tools/bench/startup_bench.hpp"
#include "tools/bench/table_bench.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace kura::bench {

namespace {

// The bounds of the design.
constexpr double kTableRatio = 2.0 / 3;
constexpr double kMedianBytes = 24;
constexpr double kLargestBytes = 36;
constexpr double kExpansions = 300'000;
constexpr double kChildren = 1'500'000;
constexpr double kFessExpansions = 5'000;
constexpr double kTwoThreads = 1.8;
constexpr double kOneNode = 0.9;
constexpr double kThreeNodes = 0.7;
constexpr std::size_t kClusterBoards = 9;  // one in so many
constexpr int kClusterRounds = 5;
constexpr double kStartSeconds = 0.020;
constexpr double kStartBytes = 50e6;

constexpr const char* kInstall = "not installed: kura puzzles install";

using Rows = std::vector<Row>;

}  // namespace

Rows table_rows(const BenchOptions& options) {
    TableBenchOptions bench;
    if (options.quick) {
        bench.table_bytes = std::size_t{16} << 20;
        bench.lookups = 20'000;
        bench.rounds = 1;
    }
    const TableBenchFigures figures = run_table_bench(bench);
    const auto row = [&](const char* name, const char* what, TableBenchKind kind) {
        Row made{.group = "table", .name = name, .what = what};
        const TableBenchSeries& series = figures.series[static_cast<std::size_t>(kind)];
        if (figures.complete) {
            made.set_measured(series.of_bare);
            made.note = fmt::format("{:.1f} of {:.1f} million/s", median(series.per_second) / 1e6,
                                    figures.bare_per_second / 1e6);
        } else {
            made.note = fmt::format("needs {} MB of memory", 2 * bench.table_bytes >> 20);
        }
        return made;
    };
    Rows rows{
        row("table_lookups", "visited table: lookups / bare random reads", TableBenchKind::mixed),
        row("table_hits", "  all of them stored", TableBenchKind::hits),
        row("table_misses", "  none stored", TableBenchKind::misses),
        row("table_merges", "  merges of stored states", TableBenchKind::merges)};
    rows[0].aim = Aim::at_least;
    rows[0].bound = kTableRatio;
    return rows;
}

Rows memory_rows(const BenchOptions& options) {
    Row middle{.group = "memory",
               .name = "memory_median",
               .what = "bytes per stored state, XSokoban: median",
               .unit = Unit::bytes,
               .aim = Aim::at_most,
               .bound = kMedianBytes};
    Row largest = middle;
    largest.name = "memory_largest";
    largest.what = "  largest";
    largest.bound = kLargestBytes;
    Row open{.group = "memory",
             .name = "memory_open",
             .what = "  bytes per open entry, median",
             .unit = Unit::bytes};
    const std::vector<puzzles::Level> levels = options.load_set("xsokoban");
    MemoryOptions bench;
    if (options.quick) {
        bench.states = 2'000;
        bench.states_min = 100;
    }
    const std::vector<MemoryFigures> figures = run_memory_bench(levels, bench);
    if (figures.empty()) {
        middle.note = largest.note = open.note =
            levels.empty() ? kInstall : "no puzzle has enough states";
        return {middle, largest, open};
    }
    std::vector<double> stored;
    std::vector<double> opened;
    for (const MemoryFigures& puzzle : figures) {
        stored.push_back(puzzle.bytes_per_state);
        opened.push_back(puzzle.bytes_per_open);
    }
    const MemoryFigures& worst = *std::max_element(
        figures.begin(), figures.end(), [](const MemoryFigures& a, const MemoryFigures& b) {
            return a.bytes_per_state < b.bytes_per_state;
        });
    middle.measured = median(stored);
    middle.note = fmt::format("{} puzzles, {} states each", figures.size(), bench.states);
    largest.measured = worst.bytes_per_state;
    largest.note = fmt::format("#{}, key of {} bytes", worst.index, worst.key_bytes);
    open.measured = median(opened);
    return {middle, largest, open};
}

namespace {

struct Expansion {
    const char* set;   // "own", "microban"
    const char* what;  // "10 built-in boards", "Microban"
    bool light;
    bool bounded;
};

Rows expansion_rows_of(const Expansion& kind, const std::vector<puzzles::Level>& levels,
                       const BenchOptions& options) {
    const char* rules = kind.light ? "matching + freeze" : "all deadlock tests";
    const std::string name = fmt::format("{}_{}", kind.set, kind.light ? "light" : "full");
    Row expanded{.group = "expansions",
                 .name = "expansions_" + name,
                 .what = fmt::format("A* expansions, {}, {}", kind.what, rules),
                 .unit = Unit::per_second};
    Row children{.group = "expansions",
                 .name = "children_" + name,
                 .what = "  children judged",
                 .unit = Unit::per_second};
    if (kind.bounded) {
        expanded.aim = children.aim = Aim::at_least;
        expanded.bound = kExpansions;
        children.bound = kChildren;
    }
    ExpansionOptions bench;
    bench.rules = kind.light ? light_rules() : strategy::Rules{};
    // About two seconds a round: ten boards, or the some forty of Microban with so many states.
    bench.expanded_per_board = options.quick ? 100 : levels.size() > 20 ? 5'000 : 10'000;
    bench.rounds = options.quick ? 1 : 5;
    const ExpansionFigures figures = run_expansion_bench(levels, bench);
    if (figures.boards == 0) {
        expanded.note = children.note = levels.empty() ? kInstall : "no board has enough states";
    } else {
        expanded.set_measured(figures.expanded_per_second);
        expanded.note =
            fmt::format("{} boards, {} states each", figures.boards, bench.expanded_per_board);
        children.set_measured(figures.children_per_second);
    }
    return {expanded, children};
}

}  // namespace

Rows expansion_rows(const BenchOptions& options) {
    const std::vector<puzzles::Level> own = small_boards();
    const std::vector<puzzles::Level> microban = options.load_set("microban");
    Rows rows;
    const auto add = [&](const Expansion& kind, const std::vector<puzzles::Level>& levels) {
        if (options.budgets_only && !kind.bounded) {
            return;
        }
        for (Row& row : expansion_rows_of(kind, levels, options)) {
            rows.push_back(std::move(row));
        }
    };
    add({"own", "own boards", true, true}, own);
    add({"own", "own boards", false, false}, own);
    add({"microban", "Microban", true, true}, microban);
    add({"microban", "Microban", false, false}, microban);
    return rows;
}

Rows fess_rows(const BenchOptions& options) {
    Row expanded{.group = "fess",
                 .name = "fess_expansions",
                 .what = "FESS expansions, XSokoban, one core",
                 .unit = Unit::per_second,
                 .aim = Aim::at_least,
                 .bound = kFessExpansions};
    std::vector<puzzles::Level> levels = options.load_set("xsokoban");
    if (options.quick && levels.size() > 3) {
        levels.resize(3);
    }
    const FessFigures figures = run_fess_bench(levels, options.quick ? 1 : 5);
    if (figures.puzzles == 0) {
        expanded.note = kInstall;
    } else {
        expanded.measured = figures.expanded_per_second();
        expanded.note = fmt::format("{} puzzles, {} solved, {:.0f} s in all", figures.puzzles,
                                    figures.solved, figures.seconds);
    }
    return {expanded};
}

Rows thread_rows(const BenchOptions& options) {
    const ScalingFigures figures =
        run_scaling_bench(options.quick ? narrow_board() : wide_board(), options.quick ? 1 : 3);
    Row ratio{.group = "threads",
              .name = "two_threads",
              .what = "two threads / one, same exhaustive search",
              .aim = Aim::at_least,
              .bound = kTwoThreads};
    Row work{.group = "threads",
             .name = "two_threads_work",
             .what = "  the same by processor time (1.00x: nothing lost)"};
    Row one{.group = "threads",
            .name = "one_thread_states",
            .what = "  states stored, one thread",
            .unit = Unit::per_second};
    if (figures.complete) {
        ratio.measured = figures.ratio;
        ratio.note =
            fmt::format("{} states; the two had {:.2f} cores", figures.states, figures.cores);
        work.measured = figures.work_ratio;
        one.measured = figures.one_per_second;
    } else {
        ratio.note = work.note = one.note = "the two searches disagree, or memory ran out";
    }
    return {ratio, work, one};
}

namespace {

// Enough boards for a figure: a node that holds thousands of partitions takes its time to begin.
std::vector<puzzles::Level> every_nth(std::vector<puzzles::Level> levels, std::size_t n) {
    std::vector<puzzles::Level> some;
    for (std::size_t i = 0; i < levels.size(); i += n) {
        some.push_back(std::move(levels[i]));
    }
    return some;
}

}  // namespace

Rows cluster_rows(const BenchOptions& options) {
    const std::vector<puzzles::Level> levels =
        every_nth(options.load_set("xsokoban"), kClusterBoards);
    const auto row = [](const char* name, const char* what, double bound) {
        return Row{.group = "cluster",
                   .name = name,
                   .what = what,
                   .aim = bound > 0 ? Aim::at_least : Aim::none,
                   .bound = bound};
    };
    Row one = row("cluster_one_node", "one node's search core / a shard, same boards", kOneNode);
    Row apart = row("cluster_three_nodes", "  three nodes N=1 / one node, by processor time", 0);
    Row three = row("cluster_three_replicas", "  three nodes, N=3 W=2 / N=1", kThreeNodes);
    ExpansionOptions alone;
    alone.rules = strategy::Rules{};
    alone.rounds = 1;
    ClusterBenchOptions bench;
    bench.expanded_per_board = alone.expanded_per_board = options.quick ? 100 : 20'000;
    ClusterBenchOptions spread = bench;
    spread.nodes = 3;
    ClusterBenchOptions kept = spread;
    kept.replicas = 3;
    kept.write = 2;
    // Those compared take turns: the machine's speed of the minute is in both.
    std::array<std::vector<double>, 3> ratios;
    std::array<double, 4> rates{};
    for (int round = 0; round < (options.quick ? 1 : kClusterRounds); ++round) {
        const ExpansionFigures shard = run_expansion_bench(levels, alone);
        rates = {shard.boards == 0 ? 0 : shard.expanded_per_second.front(),
                 run_cluster_bench(levels, bench).expanded_per_second,
                 run_cluster_bench(levels, spread).expanded_per_second,
                 run_cluster_bench(levels, kept).expanded_per_second};
        if (*std::min_element(rates.begin(), rates.end()) <= 0) {
            one.note = apart.note = three.note =
                levels.empty() ? kInstall : "no board has enough states";
            return {one, apart, three};
        }
        for (std::size_t i = 0; i < ratios.size(); ++i) {
            ratios[i].push_back(rates[i + 1] / rates[i]);
        }
    }
    one.set_measured(ratios[0]);
    one.note = fmt::format("{:.0f} of {:.0f} k/s", rates[1] / 1e3, rates[0] / 1e3);
    apart.set_measured(ratios[1]);
    apart.note = fmt::format("{:.0f} k/s; each finds out about corrals for itself", rates[2] / 1e3);
    kept.weighs = true;
    const ClusterBenchFigures sent = run_cluster_bench(levels, kept);
    three.set_measured(ratios[2]);
    three.note = fmt::format(
        "{:.0f} k/s, {:.2f} messages and {:.0f} bytes an expansion, {:.1f} k messages/s, "
        "{:.0f}% of candidates sent",
        rates[3] / 1e3, sent.messages_per_expansion, sent.bytes_per_expansion,
        sent.messages_per_expansion * rates[3] / 1e3, sent.candidates_sent_share * 100);
    return {one, apart, three};
}

Rows startup_rows(const BenchOptions& options) {
    const int runs = options.quick ? 3 : 20;
    const StartupFigures figures = run_startup_bench(options.program, runs);
    Row time{.group = "startup",
             .name = "startup_time",
             .what = "kura solve, one-box puzzle: wall time",
             .unit = Unit::milliseconds,
             .aim = Aim::at_most,
             .bound = kStartSeconds};
    Row memory{.group = "startup",
               .name = "startup_memory",
               .what = "  peak resident memory",
               .unit = Unit::megabytes,
               .aim = Aim::at_most,
               .bound = kStartBytes};
    if (figures.complete) {
        time.set_measured(figures.seconds);
        time.note = fmt::format("median of {} runs", runs);
        memory.measured = figures.peak_bytes;
    } else {
        time.note = memory.note = "the program could not be run";
    }
    return {time, memory};
}

}  // namespace kura::bench
