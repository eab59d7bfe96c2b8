#include "tests/fuzz/checks.hpp"

#include "puzzles/format/encoding.hpp"
#include "puzzles/format/reader.hpp"
#include "puzzles/format/writer.hpp"
#include "puzzles/level/analyse.hpp"
#include "puzzles/lurd/lurd.hpp"
#include "puzzles/verify/verify.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace kura::fuzz {
namespace {

using puzzles::Diagnosis;
using puzzles::Entry;
using puzzles::FileFormat;
using puzzles::Level;

void require(bool condition, const char* what, std::string_view text = {}) {
    if (!condition) {
        std::fprintf(stderr, "fuzz check failed: %s\n%s\n", what, std::string(text).c_str());
        std::abort();
    }
}

void check_text(std::string_view text) {
    require(puzzles::format::is_utf8(text), "text is UTF-8");
    require(std::none_of(text.begin(), text.end(),
                         [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; }),
            "text has no control characters");
}

void check_level(const Level& level) {
    require(level.rows.size() <= static_cast<std::size_t>(puzzles::kSideMax), "rows");
    for (const std::string& row : level.rows) {
        require(row.size() <= static_cast<std::size_t>(puzzles::kSideMax), "columns");
        require(row.find_first_not_of("#@+$*. ") == std::string::npos, "squares");
        require(row.empty() || row.back() != ' ', "rows are trimmed");
    }
    check_text(level.title);
    check_text(level.author);
    check_text(level.comment);
    for (const auto& [key, value] : level.fields) {
        check_text(key);
        check_text(value);
    }
    require(level.line > 0 && level.index > 0, "every level has its place");
}

void check_entry(const Entry& entry) {
    check_level(entry.level);
    int errors = 0;
    for (const Diagnosis& diagnosis : entry.diagnoses) {
        errors += puzzles::is_error(diagnosis.code) ? 1 : 0;
        require(diagnosis.line > 0 && diagnosis.column >= 0, "every diagnosis has its place");
        check_text(diagnosis.message);
    }
    require(errors == (entry.usable() ? 0 : 1), "one error at most, and it stands first");
    require(entry.usable() == !puzzles::analyse(entry.level).error || entry.level.rows.empty(),
            "a reader judges as analyse() does");
}

bool same_moves(const std::vector<puzzles::StoredMoves>& a,
                const std::vector<puzzles::StoredMoves>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
        return x.name == y.name && x.lurd == y.lurd;
    });
}

void check_round_trip(const std::vector<Level>& levels, const std::string& collection,
                      FileFormat format) {
    const puzzles::WriteOptions options{.format = format, .collection = collection};
    const bool all_parts = format == FileFormat::sok || format == FileFormat::rle;
    const std::string text = puzzles::write_levels(levels, options);
    const puzzles::ReadResult again = puzzles::read_text(text, "again");
    require(again.problems.empty(), "a written file has no problems", text);
    require(format == FileFormat::xsb || again.collection == collection, "the set's name", text);
    require(again.entries.size() == levels.size(), "as many levels come back", text);
    for (std::size_t i = 0; i < levels.size(); ++i) {
        const Level& read = again.entries[i].level;
        require(again.entries[i].usable(), "good puzzles stay good", text);
        require(read.rows == levels[i].rows, "rows come back", text);
        require(read.title == levels[i].title, "titles come back", text);
        require(format == FileFormat::xsb || read.author == levels[i].author, "authors come back",
                text);
        if (all_parts) {
            require(read.comment == levels[i].comment, "comments come back", text);
            require(read.fields == levels[i].fields, "keys come back", text);
            require(same_moves(read.solutions, levels[i].solutions), "solutions come back", text);
            require(same_moves(read.snapshots, levels[i].snapshots), "snapshots come back", text);
        }
    }
    std::vector<Level> second;
    for (const Entry& entry : again.entries) {
        second.push_back(entry.level);
    }
    require(puzzles::write_levels(second, options) == text, "writing is stable", text);
}

}  // namespace

void check_reader(std::string_view bytes) {
    const puzzles::ReadResult result = puzzles::read_text(bytes, "fuzz");
    std::vector<Level> levels;
    for (const Entry& entry : result.entries) {
        check_entry(entry);
        if (entry.usable()) {
            levels.push_back(entry.level);
        }
    }
    for (const puzzles::FileProblem& problem : result.problems) {
        check_text(problem.diagnosis.message);
    }
    if (levels.empty()) {
        return;
    }
    for (const FileFormat format :
         {FileFormat::sok, FileFormat::rle, FileFormat::xsb, FileFormat::slc}) {
        check_round_trip(levels, result.collection, format);
    }
}

void check_run_lengths(std::string_view bytes) {
    constexpr std::size_t kLengthMax = 1000;
    puzzles::RleOptions options{.alphabet = "#-.|", .skipped = " ", .length_max = kLengthMax};
    const puzzles::Expansion plain = puzzles::expand(bytes, options);
    options.want_offsets = true;
    const puzzles::Expansion placed = puzzles::expand(bytes, options);
    require(plain.text.size() <= kLengthMax, "the limit holds");
    require(plain.text == placed.text && plain.error == placed.error, "both expansions agree");
    require(placed.offsets.size() == placed.text.size(), "every character has its place");
    for (std::size_t i = 0; i < placed.text.size(); ++i) {
        require(bytes[static_cast<std::size_t>(placed.offsets[i])] == placed.text[i], "the place");
    }
    require(plain.error == puzzles::RleError::none || plain.error_offset <= bytes.size(),
            "errors have their place");
    if (plain.error == puzzles::RleError::none) {
        require(puzzles::expand(puzzles::compress(plain.text), options).text == plain.text,
                "compress and expand are inverse");
    }
}

void check_moves(std::string_view bytes) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    const std::string_view moves = bytes.substr(0, end);
    const puzzles::ReadResult read = puzzles::read_text(bytes.substr(end), "fuzz");
    Level level;
    level.rows = {"########", "#@ $  .#", "#. *$  #", "#      #", "########"};
    if (!read.entries.empty()) {
        level = read.entries.front().level;
    }
    const puzzles::Verification first = puzzles::verify(level, moves);
    require(first.solved == first.error.empty(), "an error or solved");
    require(static_cast<std::size_t>(first.moves) == first.canonical.size(), "moves are counted");
    require(first.pushes <= first.moves && first.box_lines <= first.pushes &&
                first.box_changes <= first.box_lines && first.pushing_sessions <= first.pushes &&
                first.player_lines <= first.moves,
            "statistics are in order");
    const puzzles::Verification second = puzzles::verify(level, first.canonical);
    require(second.canonical == first.canonical && second.pushes == first.pushes,
            "canonical moves replay to themselves");
    require(!first.solved || second.solved, "canonical solutions solve");
}

}  // namespace kura::fuzz
