// Run-length encoding, as puzzle files use it for boards and for moves.
// Shape:    items in sequence; an item is a character or a group "( … )", with an optional count
//           before it: "3#-2(#.)" is "###-#.#."
// Invariants: the expanded text is never longer than the limit, whatever the counts say
// Threads:  pure functions
// Errors:   the first thing wrong, with its 0-based offset; nothing is expanded past it
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kura::puzzles {

enum class RleError {
    none,
    bad_character,  // not in the alphabet
    bad_count,      // a count of 0, or with nothing after it
    bad_group,      // ( without ) or ) without (, or groups nested deeper than kRleDepthMax
    too_long,       // the expanded text would pass the limit
};

inline constexpr int kRleDepthMax = 16;

struct Expansion {
    std::string text;
    std::vector<int> offsets;  // where each character of text stands in the input, if asked for
    RleError error = RleError::none;
    std::size_t error_offset = 0;
};

struct RleOptions {
    std::string_view alphabet;   // what may stand in the text beside counts and groups
    std::string_view skipped;    // characters to leave out, such as spaces between moves
    std::size_t length_max = 0;  // of the expanded text
    bool want_offsets = false;
};

// Cost: O(input + output).
[[nodiscard]] Expansion expand(std::string_view text, const RleOptions& options);

// Counts only, no groups; a run of one or two characters is written out where that is not longer.
[[nodiscard]] std::string compress(std::string_view text);

}  // namespace kura::puzzles
