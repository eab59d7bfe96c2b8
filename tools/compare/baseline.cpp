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

// Of each configuration.
std::vector<Figures> figures_of(const Cells& cells) {
    std::vector<Figures> list;
    for (const Summary& summary : summaries_of(cells)) {
        Figures& figures = list.emplace_back();
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
        put(figures, "problems", std::optional(0));
    }
    for (const Problem& problem : problems_of(cells)) {
        const Run& run = cells.comparison().runs[static_cast<std::size_t>(problem.run)];
        list[static_cast<std::size_t>(run.configuration)]["problems"] += 1;
    }
    return list;
}

bool ran_out_of_memory(const Comparison& comparison) {
    return std::any_of(comparison.runs.begin(), comparison.runs.end(), [](const Run& run) {
        return run.verdict == RunVerdict::gave_up && run.reason == "memory";
    });
}

// What keeps two from being held against each other; empty if nothing does. The limit on memory
// is by default a share of what is free, another each time, so it counts only where it was met.
std::string difference_of(const Comparison& comparison, const Comparison& baseline) {
    if (!has_same_boards(comparison, baseline)) {
        return "other puzzles";
    }
    if (comparison.limits.seconds != baseline.limits.seconds) {
        return "another time limit";
    }
    if (comparison.objective != baseline.objective) {
        return "another objective";
    }
    if (comparison.limits.memory_bytes != baseline.limits.memory_bytes &&
        (ran_out_of_memory(comparison) || ran_out_of_memory(baseline))) {
        return "another memory limit, and a run that met it";
    }
    return "";
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
            other.replicas == mine.replicas && !other.is_imported) {
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

base::Result<std::vector<GateAnswer>> judge_gate(const Comparison& comparison,
                                                 const Comparison* baseline, const Gate& gate) {
    if (baseline != nullptr) {
        if (const std::string why = difference_of(comparison, *baseline); !why.empty()) {
            return base::fail(base::ErrorCode::bad_input, "the baseline has " + why);
        }
    }
    const Cells cells(comparison);
    const std::vector<Figures> figures = figures_of(cells);
    const std::vector<Figures> theirs =
        baseline != nullptr ? figures_of(Cells(*baseline)) : std::vector<Figures>();
    std::vector<GateAnswer> answers;
    for (int i = 0; i < std::ssize(comparison.configurations); ++i) {
        const Configuration& entry = comparison.configurations[static_cast<std::size_t>(i)];
        if (entry.is_imported) {
            continue;
        }
        Figures now = figures[static_cast<std::size_t>(i)];
        const auto other = baseline != nullptr ? find_named(*baseline, entry.name)
                                               : find_first_build(comparison, i);
        if (!other && gate.needs_baseline()) {
            continue;  // it has nothing to be held against: new, or the baseline itself
        }
        const Figures* before = nullptr;
        if (other) {
            before = &(baseline != nullptr ? theirs : figures)[static_cast<std::size_t>(*other)];
        }
        if (other && baseline == nullptr) {
            put(now, "seconds", compare_two(cells, *other, i).ratio);
        }
        answers.push_back(answer_of(entry.name, i, gate.holds(now, before), gate));
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
    for (const Configuration& entry : comparison.configurations) {
        if (!entry.is_imported && !find_named(baseline, entry.name)) {
            notes.push_back(fmt::format("{}: not in the baseline.", entry.name));
        }
    }
    return notes;
}

}  // namespace kura::compare
