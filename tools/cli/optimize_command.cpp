// kura optimize: stored solutions in, shorter ones out.
#include "puzzles/format/writer.hpp"
#include "puzzles/verify/verify.hpp"
#include "tools/cli/commands.hpp"
#include "tools/cli/duration.hpp"
#include "tools/cli/exit_codes.hpp"
#include "tools/cli/optimize_report.hpp"
#include "tools/cli/output_file.hpp"
#include "tools/cli/signals.hpp"
#include "tools/cli/solution_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace kura::cli {

namespace {

// The file is written anew while a long run goes on, but not all the time.
constexpr double kWriteEverySeconds = 5;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

class OptimizeRun {
  public:
    OptimizeRun(const OptimizeArguments& arguments, PuzzleList& list, Console& console)
        : arguments_(arguments),
          list_(list),
          console_(console),
          memory_(arguments.memory.resolve(usable_memory_bytes())),
          report_(make_optimize_report(arguments.format, arguments.output == "-", console)) {}

    [[nodiscard]] int execute();

  private:
    [[nodiscard]] Improvement improve(const Puzzle& puzzle);
    void keep(Puzzle& puzzle, const Improvement& improvement);
    [[nodiscard]] optimize::Options options(const Puzzle& puzzle);
    void write_file();

    const OptimizeArguments& arguments_;
    PuzzleList& list_;
    Console& console_;
    base::MemoryBudget memory_;
    std::unique_ptr<OptimizeReport> report_;
    OptimizeTotals totals_;
    Clock::time_point written_ = Clock::now();
    bool failed_ = false;
};

optimize::Options OptimizeRun::options(const Puzzle& puzzle) {
    const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    optimize::Options options;
    options.objective = arguments_.objective;
    options.threads = arguments_.threads > 0 ? arguments_.threads : cores;
    options.seed = arguments_.seed;
    options.nodes_max = arguments_.nodes_max;
    options.deadline = deadline_after(arguments_.seconds);
    options.memory = &memory_;
    options.stop = &stop_flag();
    options.progress = [&](const optimize::Progress& progress) {
        console_.status(fmt::format("[{}/{}] {}: {:.1f} s, {} -> {} pushes, {} -> {} moves",
                                    totals_.puzzles + 1, list_.puzzles.size(), describe(puzzle),
                                    progress.seconds, progress.from.pushes, progress.best.pushes,
                                    progress.from.moves, progress.best.moves));
    };
    return options;
}

// The best of the stored solutions that replay, made shorter.
Improvement OptimizeRun::improve(const Puzzle& puzzle) {
    Improvement improvement{.puzzle = &puzzle};
    if (!puzzle.usable()) {
        improvement.error = puzzle.why_not;
        return improvement;
    }
    std::optional<std::uint64_t> best;
    std::string lurd;
    improvement.error = "no solution stored";
    for (const puzzles::StoredMoves& stored : puzzle.level().solutions) {
        const puzzles::Verification check = puzzles::verify(puzzle.level(), stored.lurd);
        const auto rank = optimize::Cost{check.pushes, check.moves}.rank(arguments_.objective);
        if (check.solved && (!best || rank < *best)) {
            best = rank;
            lurd = check.canonical;
        } else if (!best) {
            improvement.error = "the stored solution is wrong: " + check.error;
        }
    }
    if (!best) {
        return improvement;
    }
    improvement.result = optimize::optimize(puzzle.level(), lurd, options(puzzle));
    improvement.error = improvement.result.error;
    return improvement;
}

void OptimizeRun::keep(Puzzle& puzzle, const Improvement& improvement) {
    if (!improvement.ok()) {
        return;
    }
    puzzles::Level& level = puzzle.entry.level;
    const bool shorter = improvement.result.best != improvement.result.from;
    level.solutions = {{"Solution", improvement.result.solution}};
    const bool proved = improvement.result.ended == optimize::Ended::optimal;
    if (shorter || proved) {
        set_optimality(level, !proved ? Optimality::none
                              : arguments_.objective == optimize::Objective::moves
                                  ? Optimality::moves
                                  : Optimality::pushes);
    }
}

void OptimizeRun::write_file() {
    if (arguments_.output.empty()) {
        return;
    }
    std::vector<puzzles::Level> levels;
    for (const Puzzle& puzzle : list_.puzzles) {
        if (puzzle.usable()) {
            levels.push_back(puzzle.level());
        }  // the others were reported and can't be written
    }
    const std::string text =
        puzzles::write_levels(levels, {puzzles::FileFormat::sok, list_.collection});
    if (const auto error = write_output(arguments_.output, text, console_)) {
        console_.note(error->message);
        failed_ = true;
    }
    written_ = Clock::now();
}

int OptimizeRun::execute() {
    const Clock::time_point start = Clock::now();
    for (Puzzle& puzzle : list_.puzzles) {
        if (stop_signal() != 0 || failed_) {
            break;
        }
        const Improvement improvement = improve(puzzle);
        console_.clear_status();
        keep(puzzle, improvement);
        totals_.add(improvement);
        report_->improved(improvement);
        if (arguments_.output != "-" && seconds_since(written_) > kWriteEverySeconds) {
            write_file();
        }
    }
    totals_.seconds = seconds_since(start);
    write_file();
    report_->finished(totals_);
    if (stop_signal() != 0) {
        return kExitSignal + stop_signal();
    }
    if (failed_ || !console_.wrote_all()) {
        return kExitInternal;
    }
    if (totals_.solved == 0 && totals_.invalid == totals_.puzzles) {
        return kExitBadInput;
    }
    return totals_.solved == totals_.puzzles && list_.problems.empty() ? kExitOk : kExitUnsolved;
}

// Would writing the selected puzzles over the file they come from lose the others?
bool loses_puzzles(const OptimizeArguments& arguments) {
    const Selection& selection = arguments.selection;
    const bool in_part = !selection.levels.holds_all() || selection.from > 1 ||
                         selection.to < std::numeric_limits<int>::max();
    const auto is_output = [&](const std::string& input) {
        std::error_code none;
        return std::filesystem::equivalent(input, arguments.output, none);
    };
    return std::any_of(selection.inputs.begin(), selection.inputs.end(),
                       [&](const std::string& input) {
                           const std::size_t colon = input.rfind(':');
                           return (in_part && is_output(input)) ||
                                  (colon != std::string::npos && is_output(input.substr(0, colon)));
                       });
}

}  // namespace

int run(const OptimizeArguments& arguments) {
    Console console(arguments.color);
    if (loses_puzzles(arguments)) {
        console.note("--output: '" + arguments.output +
                     "' holds more puzzles than are selected; they would be lost");
        return kExitUsage;
    }
    auto list = load_and_note(arguments.selection, console);
    if (!list || list->puzzles.empty()) {
        return kExitBadInput;
    }
    catch_signals();
    return OptimizeRun(arguments, *list, console).execute();
}

}  // namespace kura::cli
