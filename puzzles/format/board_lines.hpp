// Board lines: telling rows of a board from prose, and turning rows of any dialect into a level's.
// Shape:    dialects: - _ space floor; @ p m player, + P M on a goal; $ b box, * B on a goal;
//           . o O goal; run-length counts, groups, and | between rows of one line
// Invariants: a row outside a board must hold a wall, so that "bob" and "1-2" stay prose
// Threads:  pure functions
// Errors:   one error diagnosis an entry, at the line and column of the file
#pragma once

#include "puzzles/format/reader.hpp"

#include <span>
#include <string_view>

namespace kura::puzzles::format {

struct BoardLine {
    std::string_view text;
    int line = 0;
    int column = 1;  // of the text's first character in the file
};

// What the lines of a board read so far hold; classify() needs it for the next one.
struct BoardState {
    bool open = false;
    bool run_lengths = false;
    bool pieces = false;  // a player, a box or a goal
};

enum class LineKind { blank, row, prose };

// Ensures: state takes the line in if it is a row.
[[nodiscard]] LineKind classify(std::string_view line, BoardState& state);

// Fills in entry.level.rows, its line, and entry.diagnoses.
void read_board(std::span<const BoardLine> lines, Entry& entry);

}  // namespace kura::puzzles::format
