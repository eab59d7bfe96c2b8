// kura solve: puzzles in, verdicts out. The solver does the work; this file feeds it and reports.
#include "solver/base/assert.hpp"
#include "solver/base/limits.hpp"
#include "tools/cli/batch.hpp"
#include "tools/cli/cluster_solver.hpp"
#include "tools/cli/commands.hpp"
#include "tools/cli/duration.hpp"
#include "tools/cli/exit_codes.hpp"
#include "tools/cli/explain_text.hpp"
#include "tools/cli/json_sink.hpp"
#include "tools/cli/live_status.hpp"
#include "tools/cli/signals.hpp"
#include "tools/cli/solution_file.hpp"
#include "tools/cli/text_sink.hpp"
#include "tools/cli/yasc_sink.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

namespace kura::cli {

namespace {

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

int threads_of_a_job(const SolveArguments& arguments, std::size_t puzzles) {
    const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    const int all = arguments.threads > 0 ? arguments.threads : cores;
    const int jobs = std::min(arguments.jobs, static_cast<int>(std::max<std::size_t>(puzzles, 1)));
    return std::clamp(all / jobs, 1, base::kThreadsMax);
}

SolveResult invalid_result(const Puzzle& puzzle) {
    SolveResult result;
    result.verdict = Verdict::invalid;
    result.reason = Reason::bad_level;
    result.detail = puzzle.why_not;
    return result;
}

class SolveRun {
  public:
    SolveRun(const SolveArguments& arguments, const PuzzleList& list, Console& console)
        : arguments_(arguments),
          list_(list),
          console_(console),
          status_(console, list.puzzles.size()),
          memory_(arguments.memory.resolve(usable_memory_bytes())),
          threads_(threads_of_a_job(arguments, list.puzzles.size())) {}

    // Opens the files of the run. Returns the first problem, if there is one.
    [[nodiscard]] std::optional<base::Error> prepare();
    [[nodiscard]] int execute();

  private:
    void solve_one(const Puzzle& puzzle);
    void search(Outcome& outcome);
    [[nodiscard]] SolveResult search_here(const Puzzle& puzzle, Timeline& timeline);
    [[nodiscard]] std::optional<base::Error> find_cluster();
    void shorten(Outcome& outcome);
    void report(const Outcome& outcome);
    [[nodiscard]] std::string options_text() const;
    void weigh_the_rest();
    [[nodiscard]] std::unique_ptr<ResultSink> make_result_sink();

    // constant after prepare()
    const SolveArguments& arguments_;
    const PuzzleList& list_;
    Console& console_;
    SolutionIndex solved_before_;
    SolutionFile* solution_file_ = nullptr;  // one of sinks_

    std::unique_ptr<ClusterSolver> cluster_;  // null: solve here

    LiveStatus status_;
    base::MemoryBudget memory_;
    const int threads_;

    std::mutex mutex_;
    // guarded by mutex_
    std::vector<std::unique_ptr<ResultSink>> sinks_;  // files first: stdout may end the program
    Totals totals_;
    std::optional<Outcome> last_;
};

std::unique_ptr<ResultSink> SolveRun::make_result_sink() {
    switch (arguments_.format) {
        case ResultFormat::json:
            return make_json_document_sink(console_);
        case ResultFormat::json_lines:
            return make_json_lines_sink(console_);
        default:
            break;
    }
    return make_text_sink(
        console_, {.several_sets = list_.sets > 1, .print_solution = list_.puzzles.size() == 1});
}

std::optional<base::Error> SolveRun::prepare() {
    if (!arguments_.resume.empty()) {
        solved_before_ = read_solutions(arguments_.resume);
    }
    const std::string& output = arguments_.output.empty() ? arguments_.resume : arguments_.output;
    if (!output.empty()) {
        auto file = SolutionFile::open(output, output == arguments_.resume, console_);
        if (!file) {
            return file.error();
        }
        solution_file_ = file->get();
        sinks_.push_back(*std::move(file));
    }
    if (arguments_.yasc_stats) {
        auto sink = make_yasc_sink(arguments_.stats_folder, console_);
        if (!sink) {
            return sink.error();
        }
        sinks_.push_back(*std::move(sink));
    }
    sinks_.push_back(make_result_sink());
    return find_cluster();
}

// The limit holds for the whole process: what is not in tables and queues counts too. Tables that
// are acquired but not touched yet hide a part of the rest; it shows as they fill.
void SolveRun::weigh_the_rest() {
    const std::size_t resident = resident_bytes();
    memory_.set_rest(resident - std::min(resident, memory_.used()));
}

void SolveRun::search(Outcome& outcome) {
    const Puzzle& puzzle = *outcome.puzzle;
    if (cluster_ == nullptr) {
        outcome.result = search_here(puzzle, outcome.timeline);
        return;
    }
    ClusterSolver::Solved solved =
        cluster_->solve(puzzle.level(), stop_flag(),
                        [&](const Progress& progress) { status_.update(puzzle, progress); });
    outcome.result = std::move(solved.result);
    outcome.nodes = std::move(solved.nodes);
    outcome.timeline = std::move(solved.timeline);
}

std::optional<base::Error> SolveRun::find_cluster() {
    if (arguments_.nodes == 0 && arguments_.cluster.empty()) {
        return std::nullopt;
    }
    if (arguments_.objective == Objective::moves) {
        return base::Error{base::ErrorCode::bad_input,
                           "a cluster proves the fewest pushes, not the fewest moves"};
    }
    auto source = arguments_.nodes > 0
                      ? make_local_cluster(arguments_.nodes)
                      : make_remote_cluster(arguments_.cluster, arguments_.key_file);
    if (!source) {
        return source.error();
    }
    cluster_ = std::make_unique<ClusterSolver>(*std::move(source), arguments_);
    return std::nullopt;
}

SolveResult SolveRun::search_here(const Puzzle& puzzle, Timeline& timeline) {
    SolveOptions options;
    options.objective = arguments_.objective;
    options.strategy = arguments_.strategy;
    options.prune = arguments_.prune;
    options.threads = threads_;
    options.seed = arguments_.seed;
    options.expanded_max = arguments_.nodes_max;
    options.deadline = deadline_after(arguments_.seconds);
    options.memory = &memory_;
    options.stop = &stop_flag();
    options.explain = arguments_.explain;
    options.progress = [&](const Progress& progress) {
        weigh_the_rest();
        status_.update(puzzle, progress);
        timeline.sample(progress.seconds, {{kHere, progress.expanded}});
    };
    weigh_the_rest();
    SolveResult result = solve(puzzle.level(), options);
    timeline.end(result.seconds, {{kHere, result.expanded}});
    return result;
}

// The solution's optimality stays as proved only if the new one has the same length in its unit.
void SolveRun::shorten(Outcome& outcome) {
    SolveResult& result = outcome.result;
    outcome.optimized_from = {result.pushes, result.moves};
    KURA_ASSERT(arguments_.optimize);
    const optimize::Objective objective = *arguments_.optimize;
    optimize::Options options;
    options.objective = objective;
    options.threads = threads_;
    options.seed = arguments_.seed;
    options.deadline = deadline_after(arguments_.optimize_seconds);
    options.memory = &memory_;
    options.stop = &stop_flag();
    options.progress = [&](const optimize::Progress& progress) {
        status_.update(*outcome.puzzle,
                       {.seconds = result.seconds + progress.seconds,
                        .expanded = progress.nodes,
                        .memory_bytes = memory_.used(),
                        .best_cost = objective == optimize::Objective::moves ? progress.best.moves
                                                                             : progress.best.pushes,
                        .phase = "shortening"});
    };
    const int best_before = result.optimal == Optimality::moves ? result.moves : result.pushes;
    const optimize::Result shorter =
        optimize::optimize(outcome.puzzle->level(), result.solution, options);
    result.seconds += shorter.seconds;
    if (!shorter.valid) {
        return;
    }
    result.solution = shorter.solution;
    result.pushes = shorter.best.pushes;
    result.moves = shorter.best.moves;
    if (shorter.ended == optimize::Ended::optimal && result.verdict == Verdict::solved) {
        const bool moves = objective == optimize::Objective::moves;
        result.optimal = moves ? Optimality::moves : Optimality::pushes;
        result.lower_bound = moves ? result.moves : result.pushes;
    } else if ((result.optimal == Optimality::moves ? result.moves : result.pushes) !=
               best_before) {
        result.optimal = Optimality::none;
    }
}

void SolveRun::solve_one(const Puzzle& puzzle) {
    Outcome outcome{&puzzle, {}, false};
    status_.begin(puzzle);
    if (!puzzle.usable()) {
        outcome.result = invalid_result(puzzle);
    } else {
        outcome.result = resume_result(solved_before_, puzzle.level(), arguments_.objective);
        outcome.resumed = outcome.result.has_solution;
        if (!outcome.resumed) {
            search(outcome);
            if (arguments_.optimize && outcome.result.has_solution) {
                shorten(outcome);
            }
        }
    }
    status_.end(puzzle);
    if (const std::string notes = notes_on(puzzle); puzzle.usable() && !notes.empty()) {
        outcome.result.detail += (outcome.result.detail.empty() ? "" : "; ") + notes;
    }
    report(outcome);
}

// What the alarm says of the run, as options.
std::string SolveRun::options_text() const {
    std::string text = "--strategy " + arguments_.strategy + " --threads " +
                       std::to_string(threads_) + " --seed " + std::to_string(arguments_.seed);
    if (arguments_.objective != Objective::any) {
        text += arguments_.objective == Objective::moves ? " --optimal moves" : " --optimal pushes";
    }
    return arguments_.prune ? text : text + " --no-prune";
}

void SolveRun::report(const Outcome& outcome) {
    const std::lock_guard lock(mutex_);
    totals_.add(outcome);
    if (outcome.result.contradiction) {
        console_.note(alarm_text(outcome, options_text()));
    }
    for (const auto& sink : sinks_) {
        sink->decided(outcome);
    }
    last_ = outcome;
}

int SolveRun::execute() {
    const Clock::time_point start = Clock::now();
    totals_.puzzles = static_cast<int>(list_.puzzles.size());
    run_batch(
        list_.puzzles.size(), std::max(arguments_.jobs, cluster_ ? cluster_->nodes() : 1),
        [&](std::size_t index) { solve_one(list_.puzzles[index]); },
        [] { return stop_flag().load(std::memory_order_acquire); });
    totals_.seconds = seconds_since(start);
    for (const auto& sink : sinks_) {
        sink->finished(totals_);
    }
    if (stop_signal() != 0) {
        return kExitSignal + stop_signal();
    }
    if (!console_.wrote_all() || (solution_file_ != nullptr && solution_file_->failed())) {
        return kExitInternal;
    }
    if (list_.puzzles.empty()) {
        return kExitBadInput;
    }
    const int code = exit_code(totals_, list_.puzzles.size() == 1 && last_ ? &*last_ : nullptr);
    return code == kExitOk && !list_.problems.empty() ? kExitUnsolved : code;
}

}  // namespace

int run(const SolveArguments& arguments) {
    Console console(arguments.color);
    const auto list = load_and_note(arguments.selection, console);
    if (!list) {
        return kExitBadInput;
    }
    catch_signals();
    SolveRun solve_run(arguments, *list, console);
    if (const auto error = solve_run.prepare()) {
        console.note(error->message);
        return error->code == base::ErrorCode::unavailable ? kExitUnavailable : kExitInternal;
    }
    return solve_run.execute();
}

}  // namespace kura::cli
