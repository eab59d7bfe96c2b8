// Writer: levels as files that this reader, and the programs people use, can read.
// Shape:    sok: the board, then Title, Author, other keys, comment, stored moves, one blank line;
//           rle: the same with the board on one line and counted moves;
//           xsb: "; title" and the board; slc: XML; these two hold neither comments nor moves
//           a line of a comment that would end it stands behind "> ", which reading takes away
// Units:    none
// Invariants: reading what was written gives the same levels (for what the format holds)
// Threads:  pure functions
// Errors:   none; what could not be read back is left out (a key with a colon, moves of length 0)
#pragma once

#include "puzzles/level/level.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace kura::puzzles {

enum class FileFormat { sok, rle, xsb, slc };

struct WriteOptions {
    FileFormat format = FileFormat::sok;
    std::string collection{};  // the set's name, for the head of the file; may be empty
};

// A file is its header, its levels one by one, and its footer.
[[nodiscard]] std::string write_header(const WriteOptions& options);
[[nodiscard]] std::string write_level(const Level& level, const WriteOptions& options);
[[nodiscard]] std::string write_footer(const WriteOptions& options);

[[nodiscard]] std::string write_levels(const std::vector<Level>& levels,
                                       const WriteOptions& options);

// The board alone on one line, run-length encoded: "4#|#@$.#|4#" style.
[[nodiscard]] std::string write_board_rle(const Level& level);

}  // namespace kura::puzzles
