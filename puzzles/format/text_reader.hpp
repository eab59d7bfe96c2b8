// Text reader: items of a text file into entries, deciding whose each title and key is.
// Shape:    gap 0 stands before the first board, gap i between boards i and i+1, the last after all
// Threads:  pure functions
// Errors:   as in reader.hpp
#pragma once

#include "puzzles/format/reader.hpp"

#include <string_view>

namespace kura::puzzles::format {

// Requires: text is UTF-8. Ensures: entries and problems appended to result.
void read_plain_text(std::string_view text, std::string_view source, ReadResult& result);

}  // namespace kura::puzzles::format
