// Text encodings and lines: whatever bytes a file has, the readers see UTF-8 and \n-free lines.
// Shape:    valid UTF-8 is taken as it is (a byte-order mark is dropped), anything else as Latin-1
// Invariants: cleaned texts hold no control characters and are trimmed
// Threads:  pure functions
// Errors:   none
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kura::puzzles::format {

[[nodiscard]] bool is_utf8(std::string_view bytes);
[[nodiscard]] std::string utf8_of_latin1(std::string_view bytes);
[[nodiscard]] bool is_utf16(std::string_view bytes);  // by its byte-order mark

// Lines ended by \n, \r\n or \r; at most lines_max of them, the rest is dropped.
[[nodiscard]] std::vector<std::string_view> split_lines(std::string_view text,
                                                        std::size_t lines_max);

[[nodiscard]] std::string_view trim(std::string_view text);
[[nodiscard]] std::string_view trim_right(std::string_view text);
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b);
[[nodiscard]] bool starts_ignoring_case(std::string_view text, std::string_view prefix);

// At most bytes_max bytes, cut between characters.
[[nodiscard]] std::string_view cut(std::string_view text, std::size_t bytes_max);

// Control characters become spaces; cut to bytes_max; trimmed.
[[nodiscard]] std::string clean(std::string_view text, std::size_t bytes_max);

}  // namespace kura::puzzles::format
