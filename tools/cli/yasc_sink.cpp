#include "tools/cli/yasc_sink.hpp"

#include "tools/cli/solution_file.hpp"
#include "tools/cli/version.hpp"
#include "tools/text/text.hpp"

#include <fmt/format.h>

#include <cctype>
#include <filesystem>
#include <fstream>
#include <utility>

namespace kura::cli {

namespace {

std::string result_text(const SolveResult& result) {
    switch (result.verdict) {
        case Verdict::solved:
            return "OK";
        case Verdict::unsolvable:
            return "Unsolvable";
        case Verdict::invalid:
            return "Invalid";
        default:
            break;
    }
    switch (result.reason) {
        case Reason::time:
            return "Time limit";
        case Reason::memory:
            return "Memory limit";
        case Reason::nodes:
            return "Node limit";
        case Reason::user:
            return "Terminated";
        default:
            return "Gave up";
    }
}

class YascSink : public ResultSink {
  public:
    YascSink(std::ofstream times, std::unique_ptr<SolutionFile> solutions)
        : times_(std::move(times)), solutions_(std::move(solutions)), plugin_(plugin_name()) {
        row("Task", "Time", "Plugin", "Result", "Moves", "Pushes", "Level");
        rule();
    }

    void decided(const Outcome& outcome) override {
        if (outcome.result.verdict == Verdict::solved) {
            solutions_->decided(outcome);
        }
        const SolveResult& result = outcome.result;
        const bool solved = result.verdict == Verdict::solved;
        seconds_ += result.seconds;
        row(std::to_string(++tasks_), text::hours_minutes_seconds(result.seconds), plugin_,
            result_text(result), solved ? std::to_string(result.moves) : "",
            solved ? std::to_string(result.pushes) : "", describe(*outcome.puzzle));
    }

    void finished(const Totals& totals) override {
        rule();
        row(std::to_string(tasks_), text::hours_minutes_seconds(seconds_), plugin_,
            fmt::format("{} solved", totals.solved), std::to_string(totals.moves),
            std::to_string(totals.pushes), fmt::format("{} levels", totals.puzzles));
        times_.flush();
    }

  private:
    static std::string plugin_name() { return fmt::format("Kura {}", version_number()); }

    void row(const std::string& task, const std::string& time, const std::string& plugin,
             const std::string& result, const std::string& moves, const std::string& pushes,
             const std::string& level) {
        times_ << fmt::format("{:>6} {:>9}  {:<12} {:<13} {:>8} {:>8}  {}\n", task, time, plugin,
                              result, moves, pushes, level);
        times_.flush();
    }

    void rule() { times_ << std::string(78, '-') << '\n'; }

    std::ofstream times_;
    std::unique_ptr<SolutionFile> solutions_;
    const std::string plugin_;
    int tasks_ = 0;
    double seconds_ = 0;
};

}  // namespace

base::Result<std::unique_ptr<ResultSink>> make_yasc_sink(const std::string& folder,
                                                         Console& console) {
    const std::filesystem::path base(folder);
    std::error_code error;
    std::filesystem::create_directories(base, error);
    std::ofstream times(base / "times.txt");
    if (!times) {
        return base::fail(base::ErrorCode::io, "can't write " + (base / "times.txt").string());
    }
    auto solutions = SolutionFile::open((base / "solutions.sok").string(), false, console);
    if (!solutions) {
        return tl::unexpected(solutions.error());
    }
    return std::make_unique<YascSink>(std::move(times), *std::move(solutions));
}

}  // namespace kura::cli
