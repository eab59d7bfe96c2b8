#include "tools/compare/sections.hpp"

#include "tools/compare/pairs.hpp"
#include "tools/compare/scaling.hpp"
#include "tools/compare/summary.hpp"
#include "tools/text/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>

namespace kura::compare {

namespace {

constexpr std::size_t kListedMax = 20;  // puzzles or problems named one by one

constexpr const char* kUnknown = "-";

std::string seconds_of(const std::optional<double>& seconds) {
    return seconds ? text::short_seconds(*seconds) : kUnknown;
}

std::string states_of(const std::optional<double>& count) {
    return count ? text::short_count(*count) : kUnknown;
}

std::string bytes_of(const std::optional<std::int64_t>& bytes) {
    return bytes ? text::short_bytes(static_cast<std::uint64_t>(*bytes)) : kUnknown;
}

std::string percent_of(const std::optional<double>& share) {
    return share ? fmt::format("{:.1f}%", 100 * *share) : kUnknown;
}

// With so many digits after the point.
std::string decimal(const std::optional<double>& value, int digits) {
    return value ? fmt::format("{:.{}f}", *value, digits) : kUnknown;
}

std::string name_at(const Comparison& comparison, int configuration) {
    const Configuration& entry = comparison.configurations[static_cast<std::size_t>(configuration)];
    return entry.name + (entry.is_oversubscribed ? " (oversubscribed)" : "") +
           (entry.is_imported ? " (imported)" : "");
}

std::string with_interval(const Rate& rate) {
    return rate.interval
               ? fmt::format("{} [{}, {}]", states_of(rate.median), states_of(rate.interval->low),
                             states_of(rate.interval->high))
               : states_of(rate.median);
}

std::string list_of(const Comparison& comparison, const std::vector<int>& puzzles) {
    std::string text;
    for (std::size_t i = 0; i < puzzles.size() && i < kListedMax; ++i) {
        text += (i == 0 ? "" : ", ") + comparison.name_of_puzzle(puzzles[i]);
    }
    return puzzles.size() > kListedMax
               ? text + fmt::format(" and {} more", puzzles.size() - kListedMax)
               : text;
}

Section problems_section(const Cells& cells) {
    const Comparison& comparison = cells.comparison();
    Section section{"Problems", {{"configuration", "puzzle", "repetition", "what"}, {}, 4}, {}};
    const std::vector<Problem> problems = problems_of(cells);
    for (const Problem& problem : problems) {
        if (section.table.rows.size() == kListedMax) {
            section.notes.push_back(fmt::format("And {} more.", problems.size() - kListedMax));
            break;
        }
        const Run& run = comparison.runs[static_cast<std::size_t>(problem.run)];
        section.table.rows.push_back({name_at(comparison, run.configuration),
                                      comparison.name_of_puzzle(run.puzzle),
                                      std::to_string(run.repetition + 1), problem.text});
    }
    return section;
}

Section summary_section(const Cells& cells) {
    const Comparison& comparison = cells.comparison();
    Section section{"Configurations",
                    {{"configuration", "solved", "PAR-2", "time score", "quality", "common",
                      "expanded/s", "generated/s", "peak", "B/state"},
                     {},
                     1},
                    {}};
    const std::vector<Summary> summaries = summaries_of(cells);
    for (std::size_t i = 0; i < summaries.size(); ++i) {
        const Summary& summary = summaries[i];
        section.table.rows.push_back(
            {name_at(comparison, static_cast<int>(i)),
             fmt::format("{}/{}{}", summary.solved, summary.total,
                         summary.solved_sometimes > 0
                             ? fmt::format(" (+{})", summary.solved_sometimes)
                             : ""),
             seconds_of(summary.par2_seconds), decimal(summary.time_score, 3),
             decimal(summary.quality_score, 3), seconds_of(summary.geomean_seconds),
             with_interval(summary.expanded_per_second),
             with_interval(summary.generated_per_second), bytes_of(summary.peak_bytes),
             decimal(summary.bytes_per_state, 1)});
    }
    section.notes.push_back(fmt::format(
        "Solved: in every repetition (+: in some). Common: geometric mean of seconds on the {} "
        "puzzles that all solve.",
        summaries.empty() ? 0 : summaries.front().common));
    if (comparison.repetitions < static_cast<int>(kIntervalValuesMin)) {
        section.notes.push_back(
            fmt::format("No intervals below {} repetitions.", kIntervalValuesMin));
    }
    if (std::any_of(comparison.configurations.begin(), comparison.configurations.end(),
                    [](const Configuration& entry) { return entry.is_oversubscribed; })) {
        section.notes.push_back(
            fmt::format("Oversubscribed: more threads or nodes than the {} cores; their times "
                        "measure overhead, "
                        "not speed-up.",
                        comparison.machine.cores));
    }
    return section;
}

Section scaling_section(const Cells& cells) {
    const Comparison& comparison = cells.comparison();
    Section section{
        "Scaling",
        {{"configuration", "against", "puzzles", "speed-up", "efficiency", "more states", "sent",
          "load balance", "idle", "messages/state", "bytes/state"},
         {},
         2},
        {}};
    for (const Scaling& scaling : scalings_of(cells)) {
        section.table.rows.push_back(
            {name_at(comparison, scaling.configuration),
             scaling.base == scaling.configuration
                 ? "itself"
                 : comparison.configurations[static_cast<std::size_t>(scaling.base)].name,
             std::to_string(scaling.puzzles), fmt::format("{:.2f}", scaling.speedup),
             fmt::format("{:.2f}", scaling.efficiency), percent_of(scaling.search_overhead),
             percent_of(scaling.communication_overhead), decimal(scaling.load_balance, 2),
             percent_of(scaling.idle_share), decimal(scaling.messages_per_state, 4),
             decimal(scaling.bytes_per_state, 1)});
    }
    if (!section.table.rows.empty()) {
        section.notes.emplace_back(
            "On the puzzles both solve. More states: expanded beyond the base's. Sent: candidates "
            "to other nodes by all generated. Load balance: the busiest node by the mean.");
    }
    return section;
}

std::string ratio_of(const Pair& pair) {
    if (!pair.ratio) {
        return kUnknown;
    }
    return pair.interval ? fmt::format("{:.3f} [{:.3f}, {:.3f}]", *pair.ratio, pair.interval->low,
                                       pair.interval->high)
                         : fmt::format("{:.3f}", *pair.ratio);
}

void add_pairs(const Cells& cells, std::vector<Section>& sections) {
    const Comparison& comparison = cells.comparison();
    Section section{
        "Pairs", {{"A", "B", "B is", "seconds B/A", "p", "pairs", "only A", "only B"}, {}, 3}, {}};
    Section sided{"Solved by one side only", {{"by", "not by", "puzzles"}, {}, 3}, {}};
    for (const Pair& pair : pairs_of(cells)) {
        const std::string a = name_at(comparison, pair.a);
        const std::string b = name_at(comparison, pair.b);
        section.table.rows.push_back(
            {a, b, std::string(name_of(pair.verdict)), ratio_of(pair),
             pair.p ? fmt::format("{:.2g}", *pair.p) : kUnknown,
             fmt::format("{} {}", pair.pairs, pair.is_of_puzzles ? "puzzles" : "runs"),
             std::to_string(pair.only_a.size()), std::to_string(pair.only_b.size())});
        if (!pair.only_a.empty()) {
            sided.table.rows.push_back({a, b, list_of(comparison, pair.only_a)});
        }
        if (!pair.only_b.empty()) {
            sided.table.rows.push_back({b, a, list_of(comparison, pair.only_b)});
        }
    }
    if (!section.table.rows.empty()) {
        section.notes.push_back(fmt::format(
            "Wilcoxon signed-rank test at {} on the puzzles both solve, at least {} pairs.{}",
            kSignificance, kPairsMin,
            section.table.rows.size() > 1
                ? fmt::format(" Of {} pairs that are equal, {:.2g} would be called different.",
                              section.table.rows.size(),
                              kSignificance * static_cast<double>(section.table.rows.size()))
                : ""));
    }
    sections.push_back(std::move(section));
    sections.push_back(std::move(sided));
}

}  // namespace

std::vector<std::string> header_of(const Comparison& comparison) {
    const Machine& machine = comparison.machine;
    const std::uint64_t memory = comparison.limits.memory_bytes;
    std::vector<std::string> lines;
    lines.push_back(
        fmt::format("{} ({}){}", comparison.name.empty() ? "comparison" : comparison.name,
                    comparison.id, comparison.finished.empty() ? ", not finished" : ""));
    lines.push_back(fmt::format("{}, {} cores, {}, {}, {}", machine.cpu, machine.cores,
                                text::short_bytes(machine.memory_bytes), machine.kernel,
                                machine.os));
    for (const PuzzleSet& set : comparison.sets) {
        lines.push_back(
            fmt::format("{}: {} puzzles, digest {}", set.name, set.puzzles, set.digest));
    }
    std::vector<std::string> seen;
    for (const Configuration& entry : comparison.configurations) {
        const Build& build = entry.build;
        const std::string line =
            fmt::format("{}: {} {} {} {} {}", build.name, build.path, build.version, build.commit,
                        build.compiler, build.flags);
        if (std::find(seen.begin(), seen.end(), line) == seen.end()) {
            seen.push_back(line);
            lines.push_back(line.substr(0, line.find_last_not_of(' ') + 1));
        }
    }
    lines.push_back(fmt::format(
        "{:g} s and {} a run, {} repetition{}, seed {}, in turn A B B A", comparison.limits.seconds,
        memory == 0 ? "any memory" : text::short_bytes(memory), comparison.repetitions,
        comparison.repetitions == 1 ? "" : "s", comparison.seed));
    return lines;
}

std::vector<Section> sections_of(const Comparison& comparison) {
    const Cells cells(comparison);
    std::vector<Section> sections;
    sections.push_back(problems_section(cells));
    sections.push_back(summary_section(cells));
    sections.push_back(scaling_section(cells));
    add_pairs(cells, sections);
    std::erase_if(sections, [](const Section& section) { return section.table.rows.empty(); });
    return sections;
}

}  // namespace kura::compare
