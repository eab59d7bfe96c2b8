#include "tools/compare/judge.hpp"

#include "puzzles/verify/verify.hpp"
#include "tools/compare/kura_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace kura::compare {

namespace {

void fail(Run& run, std::string why) {
    run.verdict = RunVerdict::failed;
    run.problem = std::move(why);
}

std::string how_it_ended(const ProcessResult& process) {
    std::string text = process.signal != 0 ? fmt::format("signal {}", process.signal)
                                           : fmt::format("exit code {}", process.exit_code);
    return process.last_words.empty() ? text : text + ": " + process.last_words;
}

void take_measures(const ProcessResult& process, Run& run) {
    run.seconds = process.seconds;
    run.cpu_seconds = process.cpu_seconds;
    run.peak_bytes = process.peak_bytes;
}

// Ensures: true if the process was ended from outside, and the run says so.
bool was_ended(const ProcessResult& process, Run& run) {
    switch (process.ended) {
        case Ended::itself:
            return false;
        case Ended::not_started:
            fail(run, process.last_words);
            return true;
        case Ended::time:
            run.verdict = RunVerdict::gave_up;
            run.reason = "time";
            return true;
        case Ended::memory:
            run.verdict = RunVerdict::gave_up;
            run.reason = "memory";
            return true;
        case Ended::stopped:
            run.verdict = RunVerdict::stopped;
            run.reason = "user";
            return true;
    }
    return false;
}

}  // namespace

bool try_solution(std::string_view lurd, const puzzles::Level& level, const Limits& limits,
                  Run& run) {
    const puzzles::Verification judged = puzzles::verify(level, lurd);
    if (!judged.solved) {
        run.verdict = RunVerdict::unverified;
        run.problem = "a solution that does not replay: " + judged.error;
        return false;
    }
    run.problem.clear();
    if (limits.seconds > 0 && run.seconds > limits.seconds) {
        run.verdict = RunVerdict::gave_up;
        run.reason = "time";
        return true;
    }
    run.verdict = RunVerdict::solved;
    run.verified = true;
    run.pushes = judged.pushes;
    run.moves = judged.moves;
    run.solution = judged.canonical;
    return true;
}

double grace_seconds(double limit_seconds) {
    return 1 + limit_seconds / 10;
}

void judge_kura(const ProcessResult& process, const puzzles::Level& level, const Limits& limits,
                Run& run) {
    take_measures(process, run);
    if (was_ended(process, run)) {
        return;
    }
    const auto answer = read_kura_output(process.output);
    if (!answer) {
        fail(run, answer.error().message + "; " + how_it_ended(process));
        return;
    }
    run.search_seconds = answer->seconds;
    run.expanded = answer->expanded;
    run.generated = answer->generated;
    run.stored = answer->stored;
    run.table_bytes = answer->peak_bytes;
    run.nodes = answer->nodes;
    run.timeline = answer->timeline;
    run.reason = answer->reason;
    const auto verdict = verdict_of(answer->verdict);
    if (!verdict || *verdict == RunVerdict::failed) {
        fail(run, "unknown verdict '" + answer->verdict.substr(0, 40) + "'");
    } else if (*verdict == RunVerdict::solved) {
        try_solution(answer->solution.value_or(""), level, limits, run);
    } else {
        run.verdict = *verdict;
        if (run.reason == "contradiction" || run.reason == "unavailable") {
            run.problem = run.reason + ": " + answer->detail;
        }
    }
}

void judge_answer(const ProcessResult& process, const Answer& answer, const puzzles::Level& level,
                  const Limits& limits, Run& run) {
    take_measures(process, run);
    run.expanded = answer.expanded;
    run.generated = answer.generated;
    if (answer.memory_bytes) {
        run.table_bytes = answer.memory_bytes;
    }
    const bool is_ended = was_ended(process, run);
    if (is_ended && process.ended != Ended::time) {
        return;
    }
    // One killed for its time may have written a wrong solution: worth knowing.
    const bool has_right = std::any_of(
        answer.solutions.begin(), answer.solutions.end(),
        [&](const std::string& lurd) { return try_solution(lurd, level, limits, run); });
    if (has_right || !answer.solutions.empty() || is_ended) {
        return;
    }
    if (process.signal != 0) {
        fail(run, how_it_ended(process));
    } else if (answer.claims_unsolvable) {
        run.verdict = RunVerdict::unsolvable;
    } else {
        run.verdict = RunVerdict::gave_up;
        run.reason = limits.seconds > 0 && run.seconds >= limits.seconds ? "time" : "incomplete";
        if (process.exit_code == 126 || process.exit_code == 127) {
            fail(run, how_it_ended(process));  // what a shell says of a command it can't run
        }
    }
}

}  // namespace kura::compare
