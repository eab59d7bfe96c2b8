// kura puzzles list and kura puzzles show: which sets there are, and what is in them.
#include "puzzles/level/analyse.hpp"
#include "puzzles/verify/verify.hpp"
#include "tools/cli/commands.hpp"
#include "tools/cli/exit_codes.hpp"
#include "tools/cli/set_paths.hpp"
#include "tools/text/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace kura::cli {

namespace {

constexpr std::size_t kTitleWidth = 30;

// "97/230", pushes and moves of the stored solution with the fewest pushes.
std::string best_known(const puzzles::Level& level) {
    puzzles::Verification best;
    for (const puzzles::StoredMoves& solution : level.solutions) {
        puzzles::Verification check = puzzles::verify(level, solution.lurd);
        if (check.solved && (!best.solved || check.pushes < best.pushes)) {
            best = std::move(check);
        }
    }
    return best.solved ? fmt::format("{}/{}", best.pushes, best.moves) : "-";
}

std::string line_of(const Puzzle& puzzle, bool several_sets) {
    const puzzles::Level& level = puzzle.level();
    const std::string label =
        several_sets ? fmt::format("{}:{}", puzzle.set, level.index) : std::to_string(level.index);
    if (!puzzle.usable()) {
        return fmt::format("{:>16}  {} {}\n", label, text::fit(level.title, kTitleWidth),
                           puzzle.why_not);
    }
    const puzzles::Analysis analysis = puzzles::analyse(level);
    const auto squares = std::count(analysis.inner.begin(), analysis.inner.end(), 1);
    return fmt::format("{:>16}  {} {:>6} {:>5} {:>7}  {:>11}  {}\n", label,
                       text::fit(level.title, kTitleWidth),
                       fmt::format("{}x{}", analysis.height, analysis.width), analysis.boxes,
                       squares, best_known(level), notes_on(puzzle));
}

}  // namespace

int run(const ListSetsArguments& /*arguments*/) {
    Console console;
    const std::vector<InstalledSet> sets = installed_sets();
    for (const InstalledSet& set : sets) {
        const puzzles::ReadResult read = puzzles::read_path(set.path.string());
        const auto with_solution =
            std::count_if(read.entries.begin(), read.entries.end(),
                          [](const auto& entry) { return !entry.level.solutions.empty(); });
        console.print(fmt::format("{} {:>5} puzzles, {:>4} with solutions  {}\n",
                                  text::fit(set.name, 16), read.entries.size(), with_solution,
                                  set.path.string()));
    }
    if (sets.empty()) {
        console.note("no sets yet; kura puzzles install fetches the classic ones");
    }
    return kExitOk;
}

int run(const InspectArguments& arguments) {
    Console console;
    const auto list = load_and_note(arguments.selection, console);
    if (!list) {
        return kExitBadInput;
    }
    std::string text = fmt::format("{:>16}  {} {:>6} {:>5} {:>7}  {:>11}  {}\n", "#",
                                   text::fit("title", kTitleWidth), "size", "boxes", "squares",
                                   "best known", "notes");
    bool usable = false;
    for (const Puzzle& puzzle : list->puzzles) {
        text += line_of(puzzle, list->sets > 1);
        usable = usable || puzzle.usable();
    }
    console.print(text);
    return usable ? kExitOk : kExitBadInput;
}

}  // namespace kura::cli
