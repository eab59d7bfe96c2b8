#include "tools/cli/puzzle_source.hpp"

#include "tools/cli/console.hpp"
#include "tools/cli/set_paths.hpp"

#include <filesystem>
#include <set>
#include <utility>

namespace kura::cli {

namespace {

// In a folder each file is a set of its own.
std::string set_of(const Input& input, const puzzles::Level& level) {
    if (input.path == "-" || level.source.empty() || level.source == input.path) {
        return input.set;
    }
    return std::filesystem::path(level.source).stem().string();
}

void append(const Input& input, const Selection& selection, PuzzleList& list) {
    puzzles::ReadResult read = puzzles::read_path(input.path);
    for (const puzzles::FileProblem& problem : read.problems) {
        list.problems.push_back(puzzles::describe(problem.diagnosis, problem.source));
    }
    if (list.collection.empty()) {
        list.collection = read.collection;
    }
    for (puzzles::Entry& entry : read.entries) {
        const int index = entry.level.index;
        if (!input.levels.contains(index) || !selection.levels.contains(index) ||
            index < selection.from || index > selection.to) {
            continue;
        }
        Puzzle puzzle{set_of(input, entry.level), "", std::move(entry)};
        if (!puzzle.usable()) {
            puzzle.why_not =
                puzzles::describe(puzzle.entry.diagnoses.front(), puzzle.level().source);
        }
        list.puzzles.push_back(std::move(puzzle));
    }
}

}  // namespace

base::Result<PuzzleList> load_puzzles(const Selection& selection) {
    std::vector<Input> inputs;
    for (const std::string& argument : selection.inputs) {
        auto input = resolve_input(argument);
        if (!input) {
            return tl::unexpected(input.error());
        }
        inputs.push_back(*std::move(input));
    }
    PuzzleList list;
    for (const Input& input : inputs) {
        append(input, selection, list);
    }
    std::set<std::string_view> sets;
    for (const Puzzle& puzzle : list.puzzles) {
        sets.insert(puzzle.set);
    }
    list.sets = static_cast<int>(sets.size());
    if (list.puzzles.empty() && list.problems.empty()) {
        return base::fail(base::ErrorCode::bad_input, "no puzzle has the number asked for");
    }
    return list;
}

std::optional<PuzzleList> load_and_note(const Selection& selection, Console& console) {
    base::Result<PuzzleList> list = load_puzzles(selection);
    if (!list) {
        console.note(list.error().message);
        return std::nullopt;
    }
    for (const std::string& problem : list->problems) {
        console.note(problem);
    }
    return *std::move(list);
}

std::string notes_on(const Puzzle& puzzle) {
    std::string text;
    for (const puzzles::Diagnosis& diagnosis : puzzle.entry.diagnoses) {
        if (!puzzles::is_error(diagnosis.code)) {
            text +=
                (text.empty() ? "" : "; ") + puzzles::describe(diagnosis, puzzle.level().source);
        }
    }
    return text;
}

std::string describe(const Puzzle& puzzle) {
    std::string text = puzzle.set + " #" + std::to_string(puzzle.level().index);
    if (!puzzle.level().title.empty()) {
        text += " " + puzzle.level().title;
    }
    return text;
}

}  // namespace kura::cli
