// Diagnosis: one named thing that is odd about a puzzle or a file, and where.
// Shape:    code + one line of text + 1-based position; line 0 = the whole file, column 0 = the
//           whole line
// Invariants: names are stable: scripts and tests match them
// Threads:  a plain value
// Errors:   an error makes a puzzle unusable (verdict "invalid"); a note does not
#pragma once

#include <string>
#include <string_view>

namespace kura::puzzles {

enum class DiagnosisCode {
    // errors of one puzzle
    no_player,
    two_players,
    open_border,
    no_boxes,
    count_mismatch,
    too_large,
    too_many_boxes,
    bad_character,
    bad_run_length,
    // notes on one puzzle, which stays usable
    already_solved,
    decoration,
    tab_in_board,
    bad_moves,
    unclosed_comment,
    // errors of a file
    unreadable,
    file_too_large,
    line_too_long,
    too_many_puzzles,
    bad_encoding,
    bad_xml,
    no_puzzles,
};

struct Diagnosis {
    DiagnosisCode code;
    std::string message;  // one line, no trailing stop
    int line = 0;
    int column = 0;
};

// The code's stable short name: "no_player", ...
[[nodiscard]] std::string_view name(DiagnosisCode code);

// False for notes.
[[nodiscard]] bool is_error(DiagnosisCode code);

// "source:line:column: error: name: message", the form compilers use; parts that are 0 are left
// out.
[[nodiscard]] std::string describe(const Diagnosis& diagnosis, std::string_view source);

}  // namespace kura::puzzles
