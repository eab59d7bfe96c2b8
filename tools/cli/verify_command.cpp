// kura verify: solutions replayed by puzzles/verify, with their statistics.
#include "puzzles/verify/verify.hpp"
#include "tools/cli/commands.hpp"
#include "tools/cli/exit_codes.hpp"
#include "tools/cli/solution_file.hpp"
#include "tools/text/text.hpp"

#include <fmt/format.h>

#include <vector>

namespace kura::cli {

namespace {

constexpr std::size_t kNameWidth = 36;

struct Tally {
    int right = 0;
    int wrong = 0;
    int missing = 0;
    int invalid = 0;
};

void print_header(Console& console) {
    const std::string header =
        fmt::format("{} {} {:>7} {:>7} {:>6} {:>8} {:>9} {:>7}", text::fit("puzzle", kNameWidth),
                    text::fit("verdict", 7), "pushes", "moves", "box", "box", "pushing", "player");
    const std::string second =
        fmt::format("{} {} {:>7} {:>7} {:>6} {:>8} {:>9} {:>7}", text::fit("", kNameWidth),
                    text::fit("", 7), "", "", "lines", "changes", "sessions", "lines");
    console.print(console.paint(header, Tone::dim) + "\n" + console.paint(second, Tone::dim) +
                  "\n");
}

void print_problem(const Puzzle& puzzle, std::string_view verdict, const std::string& why,
                   Console& console) {
    console.print(fmt::format("{} {} {}\n", text::fit(describe(puzzle), kNameWidth),
                              console.paint(text::fit(verdict, 7), Tone::bad), why));
}

bool check(const Puzzle& puzzle, const std::string& lurd, Console& console) {
    const puzzles::Verification result = puzzles::verify(puzzle.level(), lurd);
    if (!result.solved) {
        const std::string where =
            result.error_at >= 0 ? fmt::format(" (at {})", result.error_at + 1) : "";
        print_problem(puzzle, "wrong", result.error + where, console);
        return false;
    }
    console.print(fmt::format(
        "{} {} {:>7} {:>7} {:>6} {:>8} {:>9} {:>7}\n", text::fit(describe(puzzle), kNameWidth),
        console.paint(text::fit("right", 7), Tone::good), result.pushes, result.moves,
        result.box_lines, result.box_changes, result.pushing_sessions, result.player_lines));
    return true;
}

void check_all(const Puzzle& puzzle, const std::vector<std::string>& solutions, bool must_have,
               Tally& tally, Console& console) {
    if (!puzzle.usable()) {
        ++tally.invalid;
        print_problem(puzzle, "invalid", puzzle.why_not, console);
        return;
    }
    bool any_right = false;
    for (const std::string& lurd : solutions) {
        const bool right = check(puzzle, lurd, console);
        any_right = any_right || right;
        ++(right ? tally.right : tally.wrong);
    }
    if (solutions.empty() || (must_have && !any_right)) {
        ++tally.missing;
        if (must_have) {
            print_problem(puzzle, "missing", "no right solution in the file", console);
        }
    }
}

std::vector<std::string> stored_solutions(const puzzles::Level& level) {
    std::vector<std::string> texts;
    for (const puzzles::StoredMoves& solution : level.solutions) {
        texts.push_back(solution.lurd);
    }
    return texts;
}

// Puzzles come from the set, solutions from the file, matched by board.
int verify_against(const VerifyArguments& arguments, const PuzzleList& solved, Tally& tally,
                   Console& console) {
    Selection selection;
    selection.inputs = {arguments.against};
    const auto wanted = load_puzzles(selection);
    if (!wanted) {
        console.note(wanted.error().message);
        return kExitBadInput;
    }
    SolutionIndex index;
    for (const Puzzle& puzzle : solved.puzzles) {
        if (puzzle.usable()) {
            index.add(puzzle.level());
        }
    }
    for (const Puzzle& puzzle : wanted->puzzles) {
        std::vector<std::string> texts;
        if (const auto* stored = puzzle.usable() ? index.find(puzzle.level()) : nullptr) {
            for (const StoredSolution& solution : *stored) {
                texts.push_back(solution.lurd);
            }
        }
        check_all(puzzle, texts, true, tally, console);
    }
    return kExitOk;
}

int verdict_code(const Tally& tally, bool missing_is_wrong) {
    if (tally.invalid > 0 && tally.right + tally.wrong + tally.missing == 0) {
        return kExitBadInput;
    }
    const bool wrong = tally.wrong > 0 || tally.invalid > 0 || tally.right == 0 ||
                       (missing_is_wrong && tally.missing > 0);
    return wrong ? kExitUnsolved : kExitOk;
}

}  // namespace

int run(const VerifyArguments& arguments) {
    Console console(arguments.color);
    const auto list = load_and_note(arguments.selection, console);
    if (!list) {
        return kExitBadInput;
    }
    if (list->puzzles.empty()) {
        return kExitBadInput;
    }
    Tally tally;
    print_header(console);
    const bool against = !arguments.against.empty();
    if (against) {
        if (const int code = verify_against(arguments, *list, tally, console); code != kExitOk) {
            return code;
        }
    } else {
        for (const Puzzle& puzzle : list->puzzles) {
            check_all(puzzle,
                      arguments.solutions.empty() ? stored_solutions(puzzle.level())
                                                  : arguments.solutions,
                      false, tally, console);
        }
    }
    console.print(fmt::format("{} right, {} wrong, {} without solution, {} invalid\n", tally.right,
                              tally.wrong, tally.missing, tally.invalid));
    return verdict_code(tally, against);
}

}  // namespace kura::cli
