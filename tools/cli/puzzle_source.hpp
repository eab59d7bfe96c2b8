// Puzzle source: the puzzles that the arguments of a command stand for, in order.
// Shape:    arguments are files, folders, names of sets, "-" for standard input; each may end in
//           ":3,7-9", and the options --level, --from and --to narrow all of them
// Threads:  none
// Errors:   an argument that names nothing: Result; odd puzzles: their own diagnoses; problems of
//           whole files: listed, for the caller to print
#pragma once

#include "puzzles/format/reader.hpp"
#include "solver/base/result.hpp"
#include "tools/cli/level_range.hpp"

#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace kura::cli {

class Console;

struct Selection {
    std::vector<std::string> inputs;
    LevelRange levels;
    int from = 1;
    int to = std::numeric_limits<int>::max();
};

struct Puzzle {
    std::string set;      // "microban"
    std::string why_not;  // why it can't be used, "" if it can
    puzzles::Entry entry;

    [[nodiscard]] const puzzles::Level& level() const { return entry.level; }
    [[nodiscard]] bool usable() const { return entry.usable(); }
};

struct PuzzleList {
    std::vector<Puzzle> puzzles;
    std::vector<std::string> problems;  // one line each, "file:line:column: error: ..."
    int sets = 0;                       // how many different names the puzzles' sets have
    std::string collection;             // the first file's own name for its set; may be empty
};

[[nodiscard]] base::Result<PuzzleList> load_puzzles(const Selection& selection);

// The same for a command: what is wrong goes to the console, a line each; nothing if all is wrong.
[[nodiscard]] std::optional<PuzzleList> load_and_note(const Selection& selection, Console& console);

// What is odd about a puzzle that can be used all the same, "file:line:column: note: ..." each,
// separated by "; "; "" if nothing is.
[[nodiscard]] std::string notes_on(const Puzzle& puzzle);

// "microban #12", and its title if it has one.
[[nodiscard]] std::string describe(const Puzzle& puzzle);

}  // namespace kura::cli
