#include "tools/bench/searches_bench.hpp"

#include "solver/engine.hpp"
#include "tools/bench/throughput.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace kura::bench {

namespace {

constexpr std::size_t kMemoryMax = std::size_t{1} << 30;

struct Search {
    const char* name;
    const char* what;
    std::string_view title;  // of the starter set; empty: all of it, one after the other
    Objective objective;
};

constexpr Search kSearches[] = {
    {"searches_starter", "starter set solved, one puzzle after the other", "", Objective::any},
    {"searches_nine_crates", "  Nine Crates", "Nine Crates", Objective::any},
    {"searches_harbour_master", "  Harbour Master", "Harbour Master", Objective::any},
    {"searches_coal_chute_optimal", "  Coal Chute, fewest pushes proved", "Coal Chute",
     Objective::pushes},
    {"searches_granary_optimal", "  Granary, fewest pushes proved", "Granary", Objective::pushes}};

struct Tally {
    std::size_t solved = 0;
    std::uint64_t expanded = 0;
};

Tally solve_all(const std::vector<puzzles::Level>& levels, Objective objective) {
    Tally tally;
    for (const puzzles::Level& level : levels) {
        base::MemoryBudget budget(kMemoryMax);
        SolveOptions options;
        options.objective = objective;
        options.memory = &budget;
        const SolveResult result = solve(level, options);
        const bool is_proved = objective == Objective::any || result.optimal == Optimality::pushes;
        tally.solved += result.verdict == Verdict::solved && is_proved ? 1 : 0;
        tally.expanded += result.expanded;
    }
    return tally;
}

Row measure(const Search& search, const std::vector<puzzles::Level>& starter,
            const BenchOptions& options) {
    Row row{
        .group = "searches", .name = search.name, .what = search.what, .unit = Unit::milliseconds};
    std::vector<puzzles::Level> levels;
    std::copy_if(starter.begin(), starter.end(), std::back_inserter(levels),
                 [&](const puzzles::Level& level) {
                     return search.title.empty() || level.title == search.title;
                 });
    if (options.quick && !levels.empty()) {
        levels = {starter.front()};
    }
    const Tally first = solve_all(levels, search.objective);
    if (levels.empty() || first.solved < levels.size()) {
        row.note = levels.empty() ? "not in the starter set" : "not solved";
        return row;
    }
    std::vector<double> values =
        run_throughput(row.name,
                       {.items = 1,
                        .pass = [&] { return solve_all(levels, search.objective).expanded; },
                        .wall_time = true},
                       throughput_options(options));
    for (double& value : values) {
        value = 1 / value;  // seconds a pass
    }
    row.set_measured(values);
    row.note = fmt::format("{} states expanded", first.expanded);
    return row;
}

}  // namespace

std::vector<Row> searches_rows(const BenchOptions& options) {
    const std::vector<puzzles::Level> starter = options.load_set("starter");
    std::vector<Row> rows;
    for (const Search& search : kSearches) {
        rows.push_back(measure(search, starter, options));
    }
    return rows;
}

}  // namespace kura::bench
