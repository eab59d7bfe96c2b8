#include "tools/compare/summary.hpp"

#include <algorithm>
#include <cmath>

namespace kura::compare {

namespace {

constexpr double kScoreSpan = 1000;                // from a thousandth of the limit to all of it
constexpr std::int64_t kStatesMeasured = 100'000;  // below, fixed costs hide what a state takes

std::vector<int> all_in_turn(const Comparison& comparison) {
    std::vector<int> list;
    for (int i = 0; i < std::ssize(comparison.configurations); ++i) {
        if (!comparison.configurations[static_cast<std::size_t>(i)].is_imported) {
            list.push_back(i);
        }
    }
    return list;
}

double par2(const Run& run, double limit_seconds) {
    return run.is_solved() ? run.seconds : 2 * limit_seconds;
}

// States a second of one repetition: the sum over its puzzles by the sum of their times.
Rate rate_of(const Cells& cells, int configuration, std::optional<std::int64_t> Run::*count) {
    std::vector<double> rates;
    for (int repetition = 0; repetition < cells.comparison().repetitions; ++repetition) {
        double states = 0;
        double seconds = 0;
        for (int puzzle = 0; puzzle < cells.puzzles(); ++puzzle) {
            const Run* run = cells.run(configuration, puzzle, repetition);
            if (run == nullptr) {
                continue;
            }
            if (const std::optional<std::int64_t>& counted = run->*count; counted.has_value()) {
                states += static_cast<double>(*counted);
                seconds += run->search_seconds.value_or(run->seconds);
            }
        }
        if (seconds > 0 && states > 0) {
            rates.push_back(states / seconds);
        }
    }
    return {median(rates), bootstrap_median(rates)};
}

void count_solved(const Cells& cells, int configuration, Summary& summary) {
    for (int puzzle = 0; puzzle < cells.puzzles(); ++puzzle) {
        const std::vector<const Run*> runs = cells.runs(configuration, puzzle);
        if (runs.empty()) {
            continue;
        }
        ++summary.total;
        const auto solved = std::count_if(runs.begin(), runs.end(),
                                          [](const Run* run) { return run->is_solved(); });
        if (solved == std::ssize(runs)) {
            ++summary.solved;
        } else if (solved > 0) {
            ++summary.solved_sometimes;
        }
    }
}

void add_scores(const Cells& cells, int configuration, Summary& summary) {
    const double limit = cells.comparison().limits.seconds;
    std::vector<double> penalised;
    std::vector<double> times;
    std::vector<double> qualities;
    for (int puzzle = 0; puzzle < cells.puzzles(); ++puzzle) {
        const auto best = cells.best_pushes(puzzle);
        for (const Run* run : cells.runs(configuration, puzzle)) {
            penalised.push_back(par2(*run, limit));
            times.push_back(run->is_solved() ? time_score(run->seconds, limit) : 0);
            const auto pushes = static_cast<double>(run->pushes.value_or(0));
            const double quality = best && pushes > 0 ? static_cast<double>(*best) / pushes : 1;
            qualities.push_back(run->is_solved() ? quality : 0);
        }
    }
    if (limit > 0) {
        summary.par2_seconds = mean(penalised);
        summary.time_score = mean(times);
    }
    summary.quality_score = mean(qualities);
}

void add_memory(const Cells& cells, int configuration, Summary& summary) {
    std::vector<double> per_state;
    for (const Run* run : cells.runs(configuration)) {
        if (run->peak_bytes) {
            summary.peak_bytes = std::max(summary.peak_bytes.value_or(0), *run->peak_bytes);
        }
        const auto stored = run->stored.value_or(0);
        const auto bytes = run->table_bytes.value_or(0);
        if (bytes > 0 && stored >= kStatesMeasured) {
            per_state.push_back(static_cast<double>(bytes) / static_cast<double>(stored));
        }
        summary.unverified += run->verdict == RunVerdict::unverified ? 1 : 0;
    }
    summary.bytes_per_state = median(per_state);
}

}  // namespace

double time_score(double seconds, double limit_seconds) {
    if (seconds >= limit_seconds) {
        return 0;
    }
    const double score = std::log(limit_seconds / seconds) / std::log(kScoreSpan);
    return std::clamp(score, 0.0, 1.0);
}

std::vector<Summary> summaries_of(const Cells& cells) {
    const std::vector<int> common = cells.solved_by_all(all_in_turn(cells.comparison()));
    std::vector<Summary> list;
    for (int configuration = 0; configuration < cells.configurations(); ++configuration) {
        Summary summary;
        count_solved(cells, configuration, summary);
        add_scores(cells, configuration, summary);
        add_memory(cells, configuration, summary);
        summary.expanded_per_second = rate_of(cells, configuration, &Run::expanded);
        summary.generated_per_second = rate_of(cells, configuration, &Run::generated);
        std::vector<double> times;
        for (const int puzzle : common) {
            for (const Run* run : cells.runs(configuration, puzzle)) {
                if (run->is_solved()) {
                    times.push_back(run->seconds);
                }
            }
        }
        for (const Run* run : cells.runs(configuration)) {
            if (run->is_timed_only()) {
                times.push_back(run->seconds);
            }
        }
        summary.geomean_seconds = geometric_mean(times);
        summary.common = static_cast<int>(common.size());
        list.push_back(summary);
    }
    return list;
}

std::vector<Problem> problems_of(const Cells& cells) {
    const Comparison& comparison = cells.comparison();
    std::vector<Problem> unverified;
    std::vector<Problem> others;
    for (int i = 0; i < std::ssize(comparison.runs); ++i) {
        const Run& run = comparison.runs[static_cast<std::size_t>(i)];
        const std::string name(name_of(run.verdict));
        if (run.verdict == RunVerdict::unverified) {
            unverified.push_back({i, "unverified: " + run.problem});
        } else if (run.verdict == RunVerdict::failed) {
            others.push_back({i, "failed: " + run.problem});
        } else if (run.verdict == RunVerdict::unsolvable && cells.best_pushes(run.puzzle)) {
            unverified.push_back({i, "says unsolvable, but there is a verified solution"});
        } else if (run.verdict == RunVerdict::invalid || !run.problem.empty()) {
            others.push_back({i, name + ": " + run.problem});
        }
    }
    unverified.insert(unverified.end(), others.begin(), others.end());
    return unverified;
}

}  // namespace kura::compare
