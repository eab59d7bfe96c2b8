#include "puzzles/format/slc_reader.hpp"

#include "puzzles/format/board_lines.hpp"
#include "puzzles/format/encoding.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace kura::puzzles::format {
namespace {

constexpr std::string_view kSpaces = " \t\r\n";

void append_utf8(std::string& out, std::uint32_t code) {
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0U | (code >> 6U));
        out += static_cast<char>(0x80U | (code & 0x3FU));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0U | (code >> 12U));
        out += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
        out += static_cast<char>(0x80U | (code & 0x3FU));
    } else {
        out += static_cast<char>(0xF0U | (code >> 18U));
        out += static_cast<char>(0x80U | ((code >> 12U) & 0x3FU));
        out += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
        out += static_cast<char>(0x80U | (code & 0x3FU));
    }
}

// "#65" or "#x41" to a character's number; 0 if it is none.
std::uint32_t character_number(std::string_view name) {
    const bool hex = name.size() > 2 && (name[1] == 'x' || name[1] == 'X');
    std::uint32_t code = 0;
    for (const char c : name.substr(hex ? 2 : 1)) {
        std::uint32_t digit = 99;
        if (c >= '0' && c <= '9') {
            digit = static_cast<std::uint32_t>(c - '0');
        } else if (hex && (c | 0x20) >= 'a' && (c | 0x20) <= 'f') {
            digit = static_cast<std::uint32_t>((c | 0x20) - 'a') + 10;
        }
        code = code * (hex ? 16 : 10) + digit;
        if (digit == 99 || code > 0x10FFFF) {
            return 0;
        }
    }
    return code >= 0xD800 && code < 0xE000 ? 0 : code;
}

// Line and column of rising offsets, in one pass over the text.
class Place {
  public:
    explicit Place(std::string_view text) : text_(text) {}

    // Requires: offset not below that of the call before.
    void advance(std::size_t offset) {
        for (; at_ < offset; ++at_) {
            const bool pair =
                text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n';
            if ((text_[at_] == '\n' || text_[at_] == '\r') && !pair) {
                ++line_;
                begin_ = at_ + 1;
            }
        }
    }

    [[nodiscard]] int line() const { return line_; }
    [[nodiscard]] int column() const { return static_cast<int>(at_ - begin_) + 1; }

  private:
    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t begin_ = 0;
    int line_ = 1;
};

struct Tag {
    std::string_view name;  // with its / if it closes
    std::string_view attributes;
    bool empty = false;  // <L/>
};

Tag parse_tag(std::string_view inside) {
    Tag tag;
    tag.empty = !inside.empty() && inside.back() == '/';
    if (tag.empty) {
        inside.remove_suffix(1);
    }
    const std::size_t end = std::min(inside.find_first_of(kSpaces), inside.size());
    tag.name = inside.substr(0, end);
    tag.attributes = inside.substr(end);
    return tag;
}

std::string attribute(const Tag& tag, std::string_view name) {
    std::string_view rest = tag.attributes;
    while (!rest.empty()) {
        const std::size_t equals = rest.find('=');
        if (equals == std::string_view::npos) {
            break;
        }
        const std::string_view key = trim(rest.substr(0, equals));
        const std::size_t open = rest.find_first_of("\"'", equals);
        if (open == std::string_view::npos) {
            break;
        }
        const std::size_t close = rest.find(rest[open], open + 1);
        if (close == std::string_view::npos) {
            break;
        }
        if (equals_ignoring_case(key.substr(key.find_last_of(kSpaces) + 1), name)) {
            const std::string_view value = rest.substr(open + 1, close - open - 1);
            return clean(decode_entities(cut(value, kTitleBytesMax * 8)), kTitleBytesMax);
        }
        rest.remove_prefix(close + 1);
    }
    return {};
}

class SlcReader {
  public:
    SlcReader(std::string_view text, std::string_view source, ReadResult& result)
        : text_(text), place_(text), source_(source), result_(result) {}

    void run() {
        while (at_ < text_.size() && !full_) {
            const std::size_t open = text_.find('<', at_);
            take_text(text_.substr(at_, std::min(open, text_.size()) - at_));
            if (open == std::string_view::npos) {
                break;
            }
            at_ = open;
            const bool special = skip_special();
            if (failed_ || (!special && !read_tag())) {
                break;
            }
        }
        close_level();
        if (index_ == 0 && !failed_) {
            report(DiagnosisCode::no_puzzles, "no puzzle in this file", 0, 0);
        }
        if (result_.collection.empty()) {
            result_.collection = collection_;
        }
    }

  private:
    void report(DiagnosisCode code, std::string message, int line, int column) {
        result_.problems.push_back(
            {std::string(source_), {code, std::move(message), line, column}});
    }

    bool fail(std::string message) {
        failed_ = true;
        place_.advance(at_);
        report(DiagnosisCode::bad_xml, std::move(message), place_.line(), place_.column());
        return false;
    }

    // Comments, processing instructions, <!DOCTYPE …> and CDATA.
    bool skip_special() {
        const std::string_view rest = text_.substr(at_);
        for (const auto& [begin, end] : kSpecial) {
            if (rest.substr(0, begin.size()) != begin) {
                continue;
            }
            const std::size_t stop = rest.find(end, begin.size());
            if (stop == std::string_view::npos) {
                return fail("a comment or section that does not end");
            }
            if (begin == kCdata) {
                at_ += begin.size();
                take_raw(rest.substr(begin.size(), stop - begin.size()));
                at_ -= begin.size();
            }
            at_ += stop + end.size();
            return true;
        }
        return false;
    }

    bool read_tag() {
        const std::size_t end = tag_end();
        if (end == std::string_view::npos) {
            return fail("a tag that does not end");
        }
        const Tag tag = parse_tag(text_.substr(at_ + 1, end - at_ - 1));
        at_ = end + 1;
        if (equals_ignoring_case(tag.name, "LevelCollection")) {
            author_ = attribute(tag, "Copyright");
        } else if (equals_ignoring_case(tag.name, "Level")) {
            open_level(tag);
        } else if (equals_ignoring_case(tag.name, "/Level")) {
            close_level();
        } else if (equals_ignoring_case(tag.name, "L")) {
            in_row_ = in_level_ && !tag.empty;
            if (in_level_) {
                start_row();
            }
        } else if (equals_ignoring_case(tag.name, "/L")) {
            in_row_ = false;
        }
        in_title_ = equals_ignoring_case(tag.name, "Title") && !tag.empty;
        return true;
    }

    // The > of the tag at at_; one inside quotes does not count.
    [[nodiscard]] std::size_t tag_end() const {
        char quote = 0;
        for (std::size_t i = at_ + 1; i < text_.size(); ++i) {
            const char c = text_[i];
            if (quote != 0) {
                quote = c == quote ? '\0' : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '>') {
                return i;
            } else if (c == '<') {
                break;
            }
        }
        return std::string_view::npos;
    }

    void open_level(const Tag& tag) {
        close_level();
        if (result_.entries.size() >= kPuzzlesMax) {
            place_.advance(at_);
            report(DiagnosisCode::too_many_puzzles,
                   "more than " + std::to_string(kPuzzlesMax) + " puzzles; the rest is left out",
                   place_.line(), 0);
            full_ = true;
            return;
        }
        in_level_ = true;
        entry_ = {};
        entry_.level.source = source_;
        entry_.level.title = attribute(tag, "Id");
        entry_.level.author = attribute(tag, "Author");
        if (entry_.level.author.empty()) {
            entry_.level.author = attribute(tag, "Copyright");
        }
        if (entry_.level.author.empty()) {
            entry_.level.author = author_;
        }
        place_.advance(at_);
        entry_.level.line = place_.line();
    }

    void close_level() {
        if (!in_level_) {
            return;
        }
        in_level_ = false;
        in_row_ = false;
        entry_.level.index = ++index_;
        if (rows_.empty()) {
            rows_.push_back({{}, entry_.level.line, 1});
        }
        read_board(rows_, entry_);
        result_.entries.push_back(std::move(entry_));
        rows_.clear();
        decoded_.clear();
    }

    void start_row() {
        if (rows_.size() < kRowsMax) {
            place_.advance(at_);
            rows_.push_back({{}, place_.line(), place_.column()});
        }
    }

    void take_text(std::string_view text) {
        if (in_row_ && text.find('&') != std::string_view::npos && text.size() < kLineBytesMax) {
            decoded_.push_back(std::make_unique<std::string>(decode_entities(text)));
            take_raw(*decoded_.back());
        } else {
            take_raw(text);
        }
    }

    void take_raw(std::string_view text) {
        if (in_row_ && rows_.back().text.empty() && rows_.size() < kRowsMax) {
            rows_.back().text = text;
        } else if (in_title_ && !in_level_ && collection_.empty()) {
            collection_ = clean(decode_entities(cut(text, kTitleBytesMax * 8)), kTitleBytesMax);
        }
    }

    struct Special {
        std::string_view begin;
        std::string_view end;
    };
    static constexpr std::string_view kCdata = "<![CDATA[";
    static constexpr std::array<Special, 4> kSpecial{
        {{"<!--", "-->"}, {kCdata, "]]>"}, {"<?", "?>"}, {"<!", ">"}}};
    static constexpr std::size_t kRowsMax = 256;  // far above the limit, which read_board() reports

    std::string_view text_;
    Place place_;
    std::string_view source_;
    ReadResult& result_;
    std::size_t at_ = 0;
    Entry entry_;
    std::vector<BoardLine> rows_;
    std::vector<std::unique_ptr<std::string>> decoded_;  // rows with entities; rows_ points in
    std::string author_;
    std::string collection_;
    int index_ = 0;
    bool in_level_ = false;
    bool in_row_ = false;
    bool in_title_ = false;
    bool failed_ = false;
    bool full_ = false;
};

}  // namespace

std::string decode_entities(std::string_view text) {
    struct Named {
        std::string_view name;
        char character;
    };
    static constexpr std::array<Named, 5> kNamed{
        {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}}};
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::size_t end = text[i] == '&' ? text.substr(i, 12).find(';') : std::string::npos;
        if (end == std::string::npos || end < 2) {
            out += text[i];
            continue;
        }
        const std::string_view name = text.substr(i + 1, end - 1);
        const auto known = std::find_if(kNamed.begin(), kNamed.end(),
                                        [&](const Named& n) { return n.name == name; });
        const std::uint32_t code = name.front() == '#' ? character_number(name) : 0;
        if (known != kNamed.end()) {
            out += known->character;
        } else if (code != 0) {
            append_utf8(out, code);
        } else {
            out += text[i];
            continue;
        }
        i += end;
    }
    return out;
}

void read_slc(std::string_view text, std::string_view source, ReadResult& result) {
    SlcReader(text, source, result).run();
}

}  // namespace kura::puzzles::format
