// The whole document: the plan, the runs in columns, and all figures.
#include "tools/compare/comparison_json.hpp"
#include "tools/compare/pairs.hpp"
#include "tools/compare/plan_object.hpp"
#include "tools/compare/scaling.hpp"
#include "tools/compare/summary.hpp"

#include <cmath>
#include <optional>
#include <utility>

namespace kura::compare {

namespace {

using Json = nlohmann::ordered_json;

template <typename T>
Json or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json();
}

// Six digits of a second are all that a clock here can tell.
Json rounded(const std::optional<double>& value) {
    return value ? Json(std::round(*value * 1e6) / 1e6) : Json();
}

Json runs_of(const Comparison& comparison) {
    Json rows = Json::array();
    for (const Run& run : comparison.runs) {
        rows.push_back({run.configuration, run.puzzle, run.repetition, run.order,
                        name_of(run.verdict), run.reason, rounded(run.seconds),
                        rounded(run.cpu_seconds), or_null(run.pushes), or_null(run.moves),
                        or_null(run.expanded), or_null(run.generated), or_null(run.peak_bytes),
                        run.verified, rounded(run.search_seconds), or_null(run.stored),
                        or_null(run.table_bytes)});
    }
    return {{"columns",
             {"configuration", "puzzle", "repetition", "order", "verdict", "reason", "seconds",
              "cpu_seconds", "pushes", "moves", "expanded", "generated", "peak_bytes", "verified",
              "search_seconds", "stored", "table_bytes"}},
            {"rows", rows}};
}

// The shortest verified one of each cell.
Json solutions_of(const Cells& cells) {
    Json list = Json::array();
    for (int configuration = 0; configuration < cells.configurations(); ++configuration) {
        for (int puzzle = 0; puzzle < cells.puzzles(); ++puzzle) {
            const Run* best = nullptr;
            for (const Run* run : cells.runs(configuration, puzzle)) {
                if (run->is_solved() &&
                    (best == nullptr ||
                     std::pair(run->pushes, run->moves) < std::pair(best->pushes, best->moves))) {
                    best = run;
                }
            }
            if (best != nullptr) {
                list.push_back({{"configuration", configuration},
                                {"puzzle", puzzle},
                                {"lurd", best->solution}});
            }
        }
    }
    return list;
}

// States a second from one sample to the next.
Json rates_of(const Timeline& timeline, std::size_t node) {
    Json rates = Json::array();
    double seconds = 0;
    double expanded = 0;
    for (std::size_t i = 0; i < timeline.seconds.size(); ++i) {
        const double took = timeline.seconds[i] - seconds;
        const double more = timeline.expanded[node][i] - expanded;
        rates.push_back(took > 0 ? std::round(std::max(0.0, more / took)) : 0.0);
        seconds = timeline.seconds[i];
        expanded = timeline.expanded[node][i];
    }
    return rates;
}

Json nodes_of(const Comparison& comparison) {
    Json rows = Json::array();
    for (std::size_t i = 0; i < comparison.runs.size(); ++i) {
        const Run& run = comparison.runs[i];
        for (std::size_t node = 0; node < run.nodes.size(); ++node) {
            const NodeFigures& figures = run.nodes[node];
            const double seconds = run.search_seconds.value_or(run.seconds);
            rows.push_back({i, node, figures.expanded, figures.generated, figures.sent,
                            figures.duplicates, figures.messages, or_null(figures.bytes_sent),
                            rounded(figures.busy_seconds),
                            rounded(std::max(0.0, seconds - figures.busy_seconds))});
        }
    }
    return {{"columns",
             {"run", "node", "expanded", "generated", "sent", "duplicates", "messages",
              "bytes_sent", "busy_seconds", "idle_seconds"}},
            {"rows", rows}};
}

// Of each configuration the run that took longest: all of them would be the most of the document.
Json timelines_of(const Comparison& comparison) {
    std::vector<std::optional<std::size_t>> longest(comparison.configurations.size());
    for (std::size_t i = 0; i < comparison.runs.size(); ++i) {
        const Run& run = comparison.runs[i];
        auto& so_far = longest[static_cast<std::size_t>(run.configuration)];
        if (!run.timeline.seconds.empty() &&
            (!so_far || run.seconds > comparison.runs[*so_far].seconds)) {
            so_far = i;
        }
    }
    Json list = Json::array();
    for (const auto& run : longest) {
        const Timeline none;
        const Timeline& timeline = run ? comparison.runs[*run].timeline : none;
        for (std::size_t node = 0; node < timeline.expanded.size(); ++node) {
            list.push_back({{"run", *run},
                            {"node", node},
                            {"seconds", timeline.seconds},
                            {"states_per_second", rates_of(timeline, node)}});
        }
    }
    return list;
}

Json object_of(const Rate& rate) {
    return {{"median", or_null(rate.median)},
            {"low", rate.interval ? Json(rate.interval->low) : Json()},
            {"high", rate.interval ? Json(rate.interval->high) : Json()}};
}

Json summary_of(const Cells& cells) {
    Json list = Json::array();
    int configuration = 0;
    for (const Summary& summary : summaries_of(cells)) {
        list.push_back({{"configuration", configuration++},
                        {"solved", summary.solved},
                        {"solved_sometimes", summary.solved_sometimes},
                        {"total", summary.total},
                        {"unverified", summary.unverified},
                        {"par2", rounded(summary.par2_seconds)},
                        {"time_score", rounded(summary.time_score)},
                        {"quality_score", rounded(summary.quality_score)},
                        {"geomean_seconds", rounded(summary.geomean_seconds)},
                        {"common", summary.common},
                        {"expanded_per_second", object_of(summary.expanded_per_second)},
                        {"generated_per_second", object_of(summary.generated_per_second)},
                        {"peak_bytes", or_null(summary.peak_bytes)},
                        {"bytes_per_state", or_null(summary.bytes_per_state)}});
    }
    return list;
}

Json scaling_of(const Cells& cells) {
    Json list = Json::array();
    for (const Scaling& scaling : scalings_of(cells)) {
        list.push_back({{"configuration", scaling.configuration},
                        {"base", scaling.base},
                        {"puzzles", scaling.puzzles},
                        {"speedup", scaling.speedup},
                        {"efficiency", scaling.efficiency},
                        {"search_overhead", or_null(scaling.search_overhead)},
                        {"communication_overhead", or_null(scaling.communication_overhead)},
                        {"load_balance", or_null(scaling.load_balance)},
                        {"idle_share", or_null(scaling.idle_share)},
                        {"messages_per_state", or_null(scaling.messages_per_state)},
                        {"bytes_per_state", or_null(scaling.bytes_per_state)}});
    }
    return list;
}

Json pairs_of_all(const Cells& cells) {
    Json list = Json::array();
    for (const Pair& pair : pairs_of(cells)) {
        list.push_back({{"a", pair.a},
                        {"b", pair.b},
                        {"verdict", name_of(pair.verdict)},
                        {"ratio", or_null(pair.ratio)},
                        {"low", pair.interval ? Json(pair.interval->low) : Json()},
                        {"high", pair.interval ? Json(pair.interval->high) : Json()},
                        {"p", or_null(pair.p)},
                        {"pairs", pair.pairs},
                        {"unit", pair.is_of_puzzles ? "puzzle" : "run"},
                        {"only_a", pair.only_a},
                        {"only_b", pair.only_b}});
    }
    return list;
}

}  // namespace

std::string document_text(const Comparison& comparison, bool is_indented) {
    const Cells cells(comparison);
    Json document = plan_object(comparison);
    document["runs"] = runs_of(comparison);
    document["solutions"] = solutions_of(cells);
    document["nodes"] = nodes_of(comparison);
    document["timelines"] = timelines_of(comparison);
    document["summary"] = summary_of(cells);
    document["time_shares"] = Json::array();
    for (const TimeShare& entry : time_shares_of(cells)) {
        document["time_shares"].push_back(
            {{"configuration", entry.configuration},
             {"shares", {{"search", entry.search}, {"idle", 1 - entry.search}}}});
    }
    document["scaling"] = scaling_of(cells);
    document["pairs"] = pairs_of_all(cells);
    document["problems"] = Json::array();
    for (const Problem& problem : problems_of(cells)) {
        document["problems"].push_back({{"run", problem.run}, {"text", problem.text}});
    }
    // Bytes that are no UTF-8, of a solver's last words for one, are replaced.
    return document.dump(is_indented ? 1 : -1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace kura::compare
