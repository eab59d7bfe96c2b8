#include "puzzles/format/text_reader.hpp"

#include "puzzles/format/encoding.hpp"
#include "puzzles/format/placement.hpp"
#include "puzzles/format/text_items.hpp"
#include "puzzles/lurd/lurd.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>

namespace kura::puzzles::format {
namespace {

class TextReader {
  public:
    TextReader(std::string_view text, std::string_view source, ReadResult& result)
        : lines_(split_lines(text, kLinesMax + 1)), source_(source), result_(result) {}

    void run() {
        limit_lines();
        found_ = find_items(lines_);
        for (std::size_t i = 0; i < found_.items.size(); ++i) {
            if (found_.items[i].kind == Item::Kind::board) {
                boards_.push_back(i);
            }
        }
        limit_boards();
        if (boards_.empty()) {
            report(DiagnosisCode::no_puzzles, "no puzzle in this file", 0);
            return;
        }
        read_boards();
        const Placement placement(found_, boards_);
        for (std::size_t gap = 0; gap <= boards_.size(); ++gap) {
            share_out(gap, placement);
        }
        finish(placement);
    }

  private:
    void report(DiagnosisCode code, std::string message, std::size_t line) {
        result_.problems.push_back(
            {std::string(source_), {code, std::move(message), static_cast<int>(line), 0}});
    }

    void limit_lines() {
        if (lines_.size() > kLinesMax) {
            lines_.pop_back();
            report(DiagnosisCode::file_too_large,
                   "more than " + std::to_string(kLinesMax) + " lines; the rest is left out",
                   kLinesMax + 1);
        }
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            if (lines_[i].size() > kLineBytesMax) {
                lines_[i] = {};
                report(DiagnosisCode::line_too_long,
                       "longer than " + std::to_string(kLineBytesMax) + " bytes; left out", i + 1);
            }
        }
    }

    void limit_boards() {
        const std::size_t room = kPuzzlesMax - std::min(kPuzzlesMax, result_.entries.size());
        if (boards_.size() > room) {
            report(DiagnosisCode::too_many_puzzles,
                   "more than " + std::to_string(kPuzzlesMax) + " puzzles; the rest is left out",
                   found_.items[boards_[room]].line + 1);
            found_.items.erase(found_.items.begin() + static_cast<std::ptrdiff_t>(boards_[room]),
                               found_.items.end());
            boards_.resize(room);
        }
    }

    void read_boards() {
        first_entry_ = result_.entries.size();
        result_.entries.resize(first_entry_ + boards_.size());
        const std::span<const BoardLine> rows(found_.rows);
        for (std::size_t i = 0; i < boards_.size(); ++i) {
            const Item& item = found_.items[boards_[i]];
            Entry& entry = entry_at(i);
            entry.level.source = source_;
            entry.level.index = static_cast<int>(i + 1);
            read_board(rows.subspan(item.first, item.last - item.first), entry);
        }
    }

    Entry& entry_at(std::size_t board) { return result_.entries[first_entry_ + board]; }

    void share_out(std::size_t index, const Placement& placement) {
        const Items items = placement.gap(index);
        const bool first = index == 0;
        const bool last = index == boards_.size();
        const std::size_t header =
            first && placement.keys() == Side::before ? placement.header_size() : 0;
        const Item* title = nullptr;  // before a board, its title is the last line of prose
        if (placement.prose() == Side::before && !last) {
            for (const Item& item : items) {
                title = is_prose(item) ? &item : title;
            }
        }
        for (std::size_t i = 0; i < items.size(); ++i) {
            const Item& item = items[i];
            if (item.kind == Item::Kind::stored) {
                if (!first) {
                    add_stored(entry_at(index - 1), item);
                }
            } else if (is_prose(item)) {
                if (&item == title) {
                    add_prose(entry_at(index), item, placement);
                } else if (!first) {
                    add_prose(entry_at(index - 1), item, placement);
                }
            } else if (first && (placement.keys() == Side::after || i < header ||
                                 is_named(item, "collection"))) {
                add_header(item);
            } else {
                const bool to_next = placement.keys() == Side::before && !last;
                add_key(entry_at(to_next ? index : index - 1), item);
            }
        }
    }

    void add_header(const Item& item) {
        if (item.kind != Item::Kind::key) {
            return;
        }
        if (is_named(item, "author") && author_.empty()) {
            author_ = clean(item.value, kTitleBytesMax);
        } else if (is_named(item, "collection") && !item.value.empty()) {
            collection_ = clean(item.value, kTitleBytesMax);
        } else if (is_named(item, "title")) {
            file_title_ = clean(item.value, kTitleBytesMax);
        }
    }

    void add_key(Entry& entry, const Item& item) {
        Level& level = entry.level;
        if (item.kind == Item::Kind::comment) {
            add_comment(entry, item);
            return;
        }
        const bool title = is_named(item, "title");
        if (title && level.title.empty()) {
            level.title = clean(item.value, kTitleBytesMax);
        } else if (is_named(item, "author") && level.author.empty()) {
            level.author = clean(item.value, kTitleBytesMax);
        } else {
            std::string value = clean(item.value, kValueBytesMax);
            if (!title || !value.empty()) {
                level.fields.emplace_back(clean(item.name, kTitleBytesMax), std::move(value));
            }
        }
    }

    // The first line of prose on the right side is the title, unless a key gives one.
    void add_prose(Entry& entry, const Item& item, const Placement& placement) {
        const std::size_t board = static_cast<std::size_t>(entry.level.index) - 1;
        const bool before = found_.items[boards_[board]].line > item.line;
        if (entry.level.title.empty() && before == (placement.prose() == Side::before) &&
            !placement.titled_by_key(board)) {
            entry.level.title = clean(item.value, kTitleBytesMax);
        } else {
            append_line(entry.level.comment, item.value);
        }
    }

    static void append_line(std::string& comment, std::string_view line) {
        std::string cleaned(trim_right(line));
        for (char& c : cleaned) {
            if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
                c = ' ';
            }
        }
        cleaned.resize(trim_right(cleaned).size());
        if (!comment.empty()) {
            comment += '\n';
        } else if (cleaned.empty()) {
            return;  // a comment starts with its first text
        }
        comment += cleaned;
    }

    void add_comment(Entry& entry, const Item& item) {
        std::string& comment = entry.level.comment;
        if (!item.value.empty()) {
            append_line(comment, item.value);
        }
        for (std::size_t line = item.first; line < item.last; ++line) {
            append_line(comment, unquote_comment_line(lines_[line]));
        }
        if (item.unclosed) {
            entry.diagnoses.push_back(
                {DiagnosisCode::unclosed_comment,
                 "Comment: without Comment-End:", static_cast<int>(item.line + 1), 1});
        }
    }

    void add_stored(Entry& entry, const Item& item) {
        std::string joined(item.value);
        for (std::size_t line = item.first; line < item.last; ++line) {
            joined += lines_[line];
            joined += '\n';
        }
        const std::size_t room = std::min(kMovesMax, kStoredMovesTotalMax - stored_moves_);
        Moves moves = parse_lurd(joined, room);
        if (moves.error != RleError::none) {
            note_bad_moves(entry, item, joined, moves);
            return;
        }
        stored_moves_ += moves.lurd.size();
        StoredMoves stored{stored_name(item.name), std::move(moves.lurd)};
        const bool snapshot = starts_ignoring_case(stored.name, "snapshot") ||
                              starts_ignoring_case(stored.name, "saved");
        (snapshot ? entry.level.snapshots : entry.level.solutions).push_back(std::move(stored));
    }

    static void note_bad_moves(Entry& entry, const Item& item, std::string_view joined,
                               const Moves& moves) {
        Diagnosis note{DiagnosisCode::bad_moves,
                       clean(item.name, 64) + ": " + explain_lurd_error(moves.error) + "; left out",
                       static_cast<int>(item.line + 1), 1};
        if (item.value.empty()) {
            const std::string_view before = joined.substr(0, moves.error_offset);
            const std::size_t line_begin = before.rfind('\n') + 1;  // 0 if there is none
            note.line = static_cast<int>(item.first + 1) +
                        static_cast<int>(std::count(before.begin(), before.end(), '\n'));
            note.column = static_cast<int>(before.size() - line_begin) + 1;
        }
        entry.diagnoses.push_back(std::move(note));
    }

    void finish(const Placement& placement) {
        if (collection_.empty() && placement.keys() == Side::after) {
            collection_ = file_title_;
        }
        if (result_.collection.empty()) {
            result_.collection = collection_;
        }
        for (std::size_t i = 0; i < boards_.size(); ++i) {
            Entry& entry = entry_at(i);
            Level& level = entry.level;
            if (level.author.empty()) {
                level.author = author_;
            }
            while (!level.comment.empty() && level.comment.back() == '\n') {
                level.comment.pop_back();
            }
        }
    }

    std::vector<std::string_view> lines_;
    std::string_view source_;
    ReadResult& result_;
    TextItems found_;
    std::vector<std::size_t> boards_;  // their places in found_.items
    std::size_t first_entry_ = 0;
    std::string author_;
    std::string collection_;
    std::string file_title_;
    std::size_t stored_moves_ = 0;
};

}  // namespace

void read_plain_text(std::string_view text, std::string_view source, ReadResult& result) {
    TextReader(text, source, result).run();
}

}  // namespace kura::puzzles::format
