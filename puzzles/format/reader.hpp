// Reader: puzzle files of every common kind into levels, each with what is odd about it.
// Shape:    entries in file order; an odd puzzle gets exactly one error and reading goes on
//           text (.xsb .txt .sok): boards between lines of text, "Key: value" lines, ";" lines,
//           "::" lines, stored moves; run-length rows; .slc (XML) is recognised by its first "<"
// Units:    bytes; lines and columns are 1-based
// Invariants: every text in a level is valid UTF-8 without control characters (comments have \n);
//           a level with an error has rows within the limits, or none
// Threads:  pure functions but for reading the disk
// Errors:   Entry::diagnoses for one puzzle, ReadResult::problems for a file; nothing is thrown
//
// Titles and keys stand before or after their board, which only the whole file tells: each gap
// between two boards votes by which of the two its lines are nearer to (text_reader.cpp).
#pragma once

#include "puzzles/level/diagnosis.hpp"
#include "puzzles/level/level.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kura::puzzles {

inline constexpr std::size_t kFileBytesMax = std::size_t{64} << 20;
inline constexpr std::size_t kLineBytesMax = std::size_t{2}
                                             << 20;               // holds any solution on one line
inline constexpr std::size_t kValueBytesMax = kLineBytesMax / 2;  // values of keys are cut there
inline constexpr std::size_t kLinesMax = std::size_t{1} << 21;
inline constexpr std::size_t kPuzzlesMax = 100'000;                     // of one call
inline constexpr std::size_t kStoredMovesTotalMax = kFileBytesMax / 2;  // of one file
inline constexpr std::size_t kTitleBytesMax = 512;  // titles and authors are cut there

struct Entry {
    Level level;
    std::vector<Diagnosis> diagnoses;  // an error first

    [[nodiscard]] bool usable() const {
        return diagnoses.empty() || !is_error(diagnoses.front().code);
    }
};

struct FileProblem {
    std::string source;
    Diagnosis diagnosis;
};

struct ReadResult {
    std::vector<Entry> entries;
    std::vector<FileProblem> problems;
    std::string collection;  // the first file's own name for its set; may be empty
};

[[nodiscard]] ReadResult read_text(std::string_view text, std::string_view source_name);

// A file of any name; a directory: its .xsb .txt .sok .slc files, sorted by path, subdirectories
// included; "-": standard input.
[[nodiscard]] ReadResult read_path(const std::string& path);

}  // namespace kura::puzzles
