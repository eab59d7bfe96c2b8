#include "tools/compare/baseline.hpp"

#include "tools/compare/pairs.hpp"
#include "tools/compare/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace kura::compare {

namespace {

template <typename T>
void put(Figures& figures, const char* name, const std::optional<T>& value) {
    if (value) {
        figures.emplace(name, static_cast<double>(*value));
    }
}

bool has_same_boards(const Comparison& one, const Comparison& other) {
    return std::equal(one.sets.begin(), one.sets.end(), other.sets.begin(), other.sets.end(),
                      [](const PuzzleSet& a, const PuzzleSet& b) { return a.digest == b.digest; });
}

std::optional<int> find_named(const Comparison& comparison, const std::string& name) {
    for (int i = 0; i < std::ssize(comparison.configurations); ++i) {
        if (comparison.configurations[static_cast<std::size_t>(i)].name == name) {
            return i;
        }
    }
    return std::nullopt;
}

// The same cell of the first build, if that is another.
std::optional<int> find_first_build(const Comparison& comparison, int configuration) {
    const auto& list = comparison.configurations;
    const Configuration& mine = list[static_cast<std::size_t>(configuration)];
    for (int i = 0; i < std::ssize(list); ++i) {
        const Configuration& other = list[static_cast<std::size_t>(i)];
        if (other.solver == mine.solver && other.strategy == mine.strategy &&
            other.threads == mine.threads && other.nodes == mine.nodes &&
            other.replicas == mine.replicas && other.host == mine.host && !other.is_imported) {
            return i == configuration ? std::nullopt : std::optional(i);
        }
    }
    return std::nullopt;
}

GateAnswer answer_of(const std::string& name, int configuration, std::optional<bool> holds,
                     const Gate& gate) {
    if (!holds) {
        return {configuration, true,
                name + ": can't be judged, a figure is missing: " + gate.text()};
    }
    return {configuration, *holds, name + (*holds ? ": FAILS: " : ": passes: not ") + gate.text()};
}

}  // namespace

Figures figures_of(const Comparison& comparison, int configuration) {
    const Cells cells(comparison);
    const Summary summary = summaries_of(cells)[static_cast<std::size_t>(configuration)];
    Figures figures;
    put(figures, "states_per_s", summary.expanded_per_second.median);
    put(figures, "generated_per_s", summary.generated_per_second.median);
    put(figures, "solved", std::optional(summary.solved));
    put(figures, "par2", summary.par2_seconds);
    put(figures, "geomean", summary.geomean_seconds);
    put(figures, "time_score", summary.time_score);
    put(figures, "quality", summary.quality_score);
    put(figures, "peak_bytes", summary.peak_bytes);
    put(figures, "bytes_per_state", summary.bytes_per_state);
    put(figures, "unverified", std::optional(summary.unverified));
    int problems = 0;
    for (const Problem& problem : problems_of(cells)) {
        const Run& run = comparison.runs[static_cast<std::size_t>(problem.run)];
        problems += run.configuration == configuration ? 1 : 0;
    }
    put(figures, "problems", std::optional(problems));
    return figures;
}

base::Result<std::vector<GateAnswer>> judge_gate(const Comparison& comparison,
                                                 const Comparison* baseline, const Gate& gate) {
    if (baseline != nullptr && (!has_same_boards(comparison, *baseline) ||
                                comparison.limits.seconds != baseline->limits.seconds)) {
        return base::fail(base::ErrorCode::bad_input,
                          "the baseline has other puzzles or another time limit");
    }
    std::vector<GateAnswer> answers;
    for (int i = 0; i < std::ssize(comparison.configurations); ++i) {
        const Configuration& entry = comparison.configurations[static_cast<std::size_t>(i)];
        if (entry.is_imported) {
            continue;
        }
        Figures now = figures_of(comparison, i);
        const auto other = baseline != nullptr ? find_named(*baseline, entry.name)
                                               : find_first_build(comparison, i);
        if (!other && gate.needs_baseline()) {
            continue;  // it has nothing to be held against: new, or the baseline itself
        }
        std::optional<Figures> theirs;
        if (other) {
            theirs = figures_of(baseline != nullptr ? *baseline : comparison, *other);
        }
        if (other && baseline == nullptr) {
            put(now, "seconds", compare_two(Cells(comparison), *other, i).ratio);
        }
        answers.push_back(
            answer_of(entry.name, i, gate.holds(now, theirs ? &*theirs : nullptr), gate));
    }
    if (answers.empty()) {
        return base::fail(base::ErrorCode::bad_input,
                          baseline != nullptr
                              ? "the baseline has none of these configurations"
                              : "--fail-if needs --baseline, or two builds to hold against each "
                                "other");
    }
    return answers;
}

std::vector<std::string> baseline_notes(const Comparison& comparison, const Comparison& baseline) {
    std::vector<std::string> notes;
    notes.push_back(fmt::format(
        "The baseline {} was taken at another time, not in turn: load and machine count as well.",
        baseline.name.empty() ? baseline.id : baseline.name));
    if (comparison.machine.cpu != baseline.machine.cpu ||
        comparison.machine.cores != baseline.machine.cores) {
        notes.push_back(fmt::format("It was taken on another machine: {}, {} cores.",
                                    baseline.machine.cpu, baseline.machine.cores));
    }
    return notes;
}

}  // namespace kura::compare
