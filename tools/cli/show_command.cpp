// kura show: puzzles drawn, or one of their solutions played.
#include "puzzles/format/writer.hpp"
#include "puzzles/verify/verify.hpp"
#include "tools/cli/commands.hpp"
#include "tools/cli/drawing.hpp"
#include "tools/cli/exit_codes.hpp"
#include "tools/cli/player.hpp"
#include "tools/cli/signals.hpp"

#include <chrono>
#include <optional>

namespace kura::cli {

namespace {

constexpr double kFindSeconds = 60;  // for a solution to play where the file has none

void show_board(const Puzzle& puzzle, const ShowArguments& arguments, Console& console) {
    if (arguments.run_lengths) {
        std::string line = puzzles::write_board_rle(puzzle.level());
        while (!line.empty() && line.back() == '\n') {
            line.pop_back();
        }
        console.print(line + "\n");
        return;
    }
    std::string text = console.paint("; " + describe(puzzle), Tone::dim) + "\n\n";
    for (const std::string& line :
         draw(puzzle.level().rows, console.has_color() ? DrawStyle::terminal : DrawStyle::plain)) {
        text += line + "\n";
    }
    console.print(text + "\n");
}

std::optional<std::string> found_now(const Puzzle& puzzle, Console& console) {
    base::MemoryBudget memory(MemorySize{}.resolve(usable_memory_bytes()));
    SolveOptions options;
    options.memory = &memory;
    options.stop = &stop_flag();
    options.deadline = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                          std::chrono::duration<double>(kFindSeconds));
    console.status("solving " + describe(puzzle));
    const SolveResult result = solve(puzzle.level(), options);
    console.clear_status();
    if (!result.has_solution) {
        console.note(describe(puzzle) + ": no solution stored, and none found in a minute");
        return std::nullopt;
    }
    return result.solution;
}

std::optional<std::string> solution_to_play(const Puzzle& puzzle, const ShowArguments& arguments,
                                            Console& console) {
    const auto& stored = puzzle.level().solutions;
    if (arguments.solution.empty() && stored.empty()) {
        return found_now(puzzle, console);
    }
    const std::string& lurd = arguments.solution.empty() ? stored.front().lurd : arguments.solution;
    const puzzles::Verification check = puzzles::verify(puzzle.level(), lurd);
    if (!check.solved) {
        console.note(describe(puzzle) + ": wrong solution: " + check.error);
        return std::nullopt;
    }
    return check.canonical;
}

int play_all(const PuzzleList& list, const ShowArguments& arguments, Console& console) {
    if (!console.is_terminal()) {
        console.note("--play needs a terminal");
        return kExitUsage;
    }
    catch_signals();
    int code = kExitOk;
    for (const Puzzle& puzzle : list.puzzles) {
        const auto lurd =
            puzzle.usable() ? solution_to_play(puzzle, arguments, console) : std::nullopt;
        if (stop_signal() == 0 && lurd) {
            play(puzzle.level(), *lurd, arguments.steps_per_second);
        }
        if (stop_signal() != 0) {
            return kExitSignal + stop_signal();
        }
        if (!lurd) {
            code = kExitUnsolved;
        }
    }
    return code;
}

}  // namespace

int run(const ShowArguments& arguments) {
    Console console(arguments.color);
    const auto list = load_and_note(arguments.selection, console);
    if (!list) {
        return kExitBadInput;
    }
    bool usable = false;
    for (const Puzzle& puzzle : list->puzzles) {
        usable = usable || puzzle.usable();
        if (!puzzle.usable()) {
            console.note(puzzle.why_not);
        }
        if (!arguments.play && !puzzle.level().rows.empty()) {
            show_board(puzzle, arguments, console);
        }
    }
    if (!usable) {
        return kExitBadInput;
    }
    return arguments.play ? play_all(*list, arguments, console) : kExitOk;
}

}  // namespace kura::cli
