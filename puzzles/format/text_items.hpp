// Text items: a text file cut into boards and the things written between them, in file order.
// Shape:    items point into the lines they were made from, which must outlive them
// Invariants: rows and lines of one item are contiguous; a line "key: value" is no row of a board
// Threads:  a pure function
// Errors:   none; what is not understood is prose
#pragma once

#include "puzzles/format/board_lines.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kura::puzzles::format {

struct Item {
    enum class Kind {
        board,    // first, last: rows in TextItems::rows
        key,      // "name: value"
        comment,  // first, last: the lines between Comment: and Comment-End:; or value alone
        prose,    // value: the line, without the ; it may start with
        stored,   // name: "Solution", ...; first, last: lines of moves; or value alone
    };
    Kind kind;
    std::size_t line = 0;  // 0-based
    std::size_t blanks_before = 0;
    std::size_t first = 0;
    std::size_t last = 0;  // one past
    std::string_view name{};
    std::string_view value{};
    bool unclosed = false;  // a Comment: without its Comment-End:
};

struct TextItems {
    std::vector<Item> items;
    std::vector<BoardLine> rows;
};

// Requires: no line longer than kLineBytesMax. Cost: O(bytes).
[[nodiscard]] TextItems find_items(const std::vector<std::string_view>& lines);

// True if "key: value" would be read back as a key; Title, Author and the like are reserved.
[[nodiscard]] bool is_free_key(std::string_view key);

// The name of stored moves in a header line, clean, and such that the name alone on a line is read
// as itself; "Solution" if the header is none.
[[nodiscard]] std::string stored_name(std::string_view header);

// A line of a comment that would end it, or start another, is written behind "> ", and so is a line
// that looks as if it had been; reading takes one "> " away. Every line comes back as it was.
[[nodiscard]] std::string quote_comment_line(std::string_view line);
[[nodiscard]] std::string_view unquote_comment_line(std::string_view line);

}  // namespace kura::puzzles::format
