#include "puzzles/format/text_items.hpp"

#include "puzzles/format/encoding.hpp"
#include "puzzles/format/reader.hpp"
#include "puzzles/lurd/lurd.hpp"

#include <algorithm>
#include <array>

namespace kura::puzzles::format {
namespace {

constexpr std::size_t kKeyBytesMax = 32;

// Keys of more than one word; any other text with a colon in it is prose ("Level 3: The Maze").
constexpr std::array<std::string_view, 5> kLongKeys{"date created", "date of last change",
                                                    "last change", "copyright notice", "home page"};

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_key(std::string_view key) {
    if (key.empty() || key.size() > kKeyBytesMax || !is_letter(key.front())) {
        return false;
    }
    const bool one_word = std::all_of(key.begin(), key.end(), [](char c) {
        return is_letter(c) || is_digit(c) || c == '-' || c == '_';
    });
    return one_word || std::any_of(kLongKeys.begin(), kLongKeys.end(), [&](std::string_view known) {
               return equals_ignoring_case(key, known);
           });
}

// Splits "key: value"; a colon must be followed by white space or nothing, so URLs are no keys.
bool split_key(std::string_view text, std::string_view& key, std::string_view& value) {
    const std::size_t colon = text.substr(0, kKeyBytesMax + 1).find(':');
    if (colon == std::string_view::npos || !is_key(trim_right(text.substr(0, colon)))) {
        return false;
    }
    const std::string_view rest = text.substr(colon + 1);
    if (!rest.empty() && rest.front() != ' ' && rest.front() != '\t') {
        return false;
    }
    key = trim_right(text.substr(0, colon));
    value = trim(rest);
    return true;
}

bool is_key_line(std::string_view text) {
    std::string_view key;
    std::string_view value;
    return split_key(text, key, value);
}

constexpr std::string_view kQuote = "> ";

// True for "Comment…" behind any number of quotes.
bool needs_quote(std::string_view line) {
    const std::size_t text = line.find_first_not_of("> \t\r\f\v");
    return text != std::string_view::npos && starts_ignoring_case(line.substr(text), "comment");
}

bool is_stored_name(std::string_view text) {
    return starts_ignoring_case(text, "solution") || starts_ignoring_case(text, "snapshot") ||
           starts_ignoring_case(text, "best solution") || starts_ignoring_case(text, "saved game");
}

// "Solution" or "Snapshot" and perhaps a number: surely a header, whatever follows.
bool is_bare_stored_name(std::string_view text) {
    const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
    const std::string_view number = trim(text.substr(end));
    return (equals_ignoring_case(text.substr(0, end), "solution") ||
            equals_ignoring_case(text.substr(0, end), "snapshot")) &&
           std::all_of(number.begin(), number.end(), is_digit);
}

class Finder {
  public:
    explicit Finder(const std::vector<std::string_view>& lines) : lines_(lines) {}

    TextItems run() {
        while (at_ < lines_.size()) {
            const std::string_view line = lines_[at_];
            // "x: # #" under a board would pass for a damaged row.
            switch (is_key_line(trim(line)) ? LineKind::prose : classify(line, board_)) {
                case LineKind::blank:
                    close_board();
                    ++blanks_;
                    ++at_;
                    break;
                case LineKind::row:
                    add_row(line);
                    break;
                case LineKind::prose:
                    close_board();
                    read_prose(trim(line));
                    break;
            }
        }
        close_board();
        return std::move(found_);
    }

  private:
    Item& add(Item::Kind kind) {
        found_.items.push_back({kind, at_, blanks_});
        blanks_ = 0;
        return found_.items.back();
    }

    void add_row(std::string_view line) {
        if (!row_seen_) {
            row_seen_ = true;
            Item& board = add(Item::Kind::board);
            board.first = found_.rows.size();
        }
        found_.rows.push_back({line, static_cast<int>(at_ + 1), 1});
        found_.items.back().last = found_.rows.size();
        ++at_;
    }

    // One or two lines of walls alone are a ruler drawn in prose.
    void close_board() {
        if (row_seen_ && !board_.pieces) {
            const Item board = found_.items.back();
            if (board.last - board.first < 3) {
                found_.items.pop_back();
                found_.rows.resize(board.first);
            }
        }
        row_seen_ = false;
        board_ = {};
    }

    void read_prose(std::string_view text) {
        std::string_view key;
        std::string_view value;
        if (text.substr(0, 2) == "::") {
            ++at_;
        } else if (text.front() == ';') {
            add_prose(trim(text.substr(1)));
        } else if (is_stored_name(text)) {
            if (!read_stored(text)) {
                add_prose(text);
            }
        } else if (split_key(text, key, value)) {
            read_key(key, value);
        } else {
            add_prose(text);
        }
    }

    void add_prose(std::string_view text) {
        if (!text.empty()) {
            add(Item::Kind::prose).value = text;
        }
        ++at_;
    }

    void read_key(std::string_view key, std::string_view value) {
        if (equals_ignoring_case(key, "comment")) {
            read_comment(value);
            return;
        }
        if (!equals_ignoring_case(key, "comment-end") &&
            !equals_ignoring_case(key, "comment_end")) {
            Item& item = add(Item::Kind::key);
            item.name = key;
            item.value = value;
        }
        ++at_;
    }

    // A comment ends at its Comment-End:; without one, only the line itself is the comment.
    void read_comment(std::string_view value) {
        Item& item = add(Item::Kind::comment);
        item.value = value;
        const std::size_t end = comment_end_after(at_);
        if (end == lines_.size()) {
            item.unclosed = value.empty();
            ++at_;
            return;
        }
        item.first = at_ + 1;
        item.last = end;
        at_ = end + 1;
    }

    // The next Comment-End: line, or the end of the file if another Comment: comes before it. The
    // mark found last is kept, so all calls together cost one pass.
    std::size_t comment_end_after(std::size_t line) {
        if (mark_ <= line || mark_ == 0) {
            mark_ = line + 1;
            while (mark_ < lines_.size() && !starts_ignoring_case(trim(lines_[mark_]), "comment")) {
                ++mark_;
            }
            while (mark_ < lines_.size()) {
                std::string_view key;
                std::string_view value;
                const std::string_view text = trim(lines_[mark_]);
                if (starts_ignoring_case(text, "comment") && split_key(text, key, value)) {
                    mark_is_end_ = equals_ignoring_case(key, "comment-end") ||
                                   equals_ignoring_case(key, "comment_end");
                    if (mark_is_end_ || equals_ignoring_case(key, "comment")) {
                        break;
                    }
                }
                ++mark_;
            }
        }
        return mark_ < lines_.size() && mark_is_end_ ? mark_ : lines_.size();
    }

    // Ensures: true and the lines of moves taken, if the line is a header of stored moves.
    bool read_stored(std::string_view text) {
        const std::size_t colon = text.find(':');
        if (colon != std::string_view::npos && looks_like_lurd(text.substr(colon + 1))) {
            Item& item = add(Item::Kind::stored);
            item.name = trim_right(text.substr(0, colon));
            item.value = trim(text.substr(colon + 1));
            ++at_;
            return true;
        }
        if (text.back() == ':') {
            text = trim_right(text.substr(0, text.size() - 1));
        }
        std::size_t first = at_ + 1;
        if (first < lines_.size() && trim(lines_[first]).empty()) {
            ++first;
        }
        std::size_t last = first;
        while (last < lines_.size() && looks_like_lurd(lines_[last])) {
            ++last;
        }
        if (last == first && is_bare_stored_name(text) && is_damaged_lurd(first)) {
            ++last;
        }
        if (last == first) {
            return false;
        }
        Item& item = add(Item::Kind::stored);
        item.name = text;
        item.first = first;
        item.last = last;
        at_ = last;
        return true;
    }

    // One long word of mostly moves, where moves must stand.
    [[nodiscard]] bool is_damaged_lurd(std::size_t line) const {
        if (line >= lines_.size()) {
            return false;
        }
        const std::string_view text = trim(lines_[line]);
        const auto moves = std::count_if(text.begin(), text.end(), [](char c) {
            return std::string_view("lurdLURD").find(c) != std::string_view::npos;
        });
        return text.find_first_of(" :#") == std::string_view::npos &&
               moves * 2 > static_cast<std::ptrdiff_t>(text.size());
    }

    const std::vector<std::string_view>& lines_;
    TextItems found_;
    std::size_t at_ = 0;
    std::size_t blanks_ = 0;
    BoardState board_;
    bool row_seen_ = false;
    std::size_t mark_ = 0;
    bool mark_is_end_ = false;
};

}  // namespace

TextItems find_items(const std::vector<std::string_view>& lines) {
    return Finder(lines).run();
}

bool is_free_key(std::string_view key) {
    static constexpr std::array<std::string_view, 5> kReserved{"title", "author", "comment",
                                                               "comment-end", "comment_end"};
    return is_key(key) && !is_stored_name(key) &&
           std::none_of(kReserved.begin(), kReserved.end(), [&](std::string_view reserved) {
               return equals_ignoring_case(key, reserved);
           });
}

std::string stored_name(std::string_view header) {
    std::string name = clean(header, kTitleBytesMax);
    while (!name.empty() && (name.back() == ':' || name.back() == ' ')) {
        name.pop_back();
    }
    // "Solution: lurd" has its moves on the same line; a name must not look as if it had some.
    const std::size_t colon = name.find(':');
    if (colon != std::string::npos && looks_like_lurd(std::string_view(name).substr(colon + 1))) {
        name.resize(trim_right(name.substr(0, colon)).size());
    }
    return is_stored_name(name) ? name : "Solution";
}

std::string quote_comment_line(std::string_view line) {
    std::string out(needs_quote(line) ? kQuote : std::string_view{});
    return out += line;
}

std::string_view unquote_comment_line(std::string_view line) {
    const bool quoted = line.substr(0, kQuote.size()) == kQuote && needs_quote(line);
    return quoted ? line.substr(kQuote.size()) : line;
}

}  // namespace kura::puzzles::format
