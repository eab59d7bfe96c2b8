// LURD: a solution as text, one letter a move (left, up, right, down), a capital where a box is
// pushed.
// Shape:    letters in any case, run-length counts and groups ("2l3(uR)"), white space anywhere
// Units:    moves; at most kMovesMax of them, counts expanded
// Threads:  pure functions
// Errors:   RleError with the 0-based offset of the first thing wrong
#pragma once

#include "puzzles/rle/rle.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace kura::puzzles {

inline constexpr std::size_t kMovesMax = std::size_t{1} << 20;

struct Moves {
    std::string lurd;  // letters only, their case as given; empty after an error
    RleError error = RleError::none;
    std::size_t error_offset = 0;
};

[[nodiscard]] Moves parse_lurd(std::string_view text, std::size_t moves_max = kMovesMax);

// One line for the user: what is wrong with the moves.
[[nodiscard]] std::string explain_lurd_error(RleError error);

// True for a line that holds nothing but LURD, counts, groups and spaces, and at least one letter.
[[nodiscard]] bool looks_like_lurd(std::string_view line);

// Requires: letters only. Ensures: parse_lurd gives the same letters back.
[[nodiscard]] std::string compress_lurd(std::string_view lurd);

}  // namespace kura::puzzles
