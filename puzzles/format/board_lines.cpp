#include "puzzles/format/board_lines.hpp"

#include "puzzles/format/encoding.hpp"
#include "puzzles/level/analyse.hpp"
#include "puzzles/rle/rle.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>

namespace kura::puzzles::format {
namespace {

enum Trait : unsigned {
    kFloor = 1,
    kWall = 2,
    kPiece = 4,
    kLetter = 8,  // a piece written as a letter, which prose has too
    kCount = 16,  // digits and brackets
    kBar = 32,
    kOther = 64,
};

constexpr std::string_view kAlphabet = " -_#@pm+PM$b*B.oO|";
constexpr std::size_t kExpandedMax = 8192;  // more than any board within the limits needs

struct Tables {
    std::array<unsigned char, 256> traits{};
    std::array<char, 256> square{};  // canonical character, 0 for none

    constexpr void add(std::string_view characters, char canonical, unsigned trait) {
        for (const char c : characters) {
            const auto i = static_cast<unsigned char>(c);
            traits[i] = static_cast<unsigned char>(trait);
            square[i] = canonical;
        }
    }

    constexpr Tables() {
        traits.fill(kOther);
        add(" -_\t", ' ', kFloor);
        add("#", '#', kWall);
        add("@", '@', kPiece);
        add("pm", '@', kLetter);
        add("+", '+', kPiece);
        add("PM", '+', kLetter);
        add("$", '$', kPiece);
        add("b", '$', kLetter);
        add("*", '*', kPiece);
        add("B", '*', kLetter);
        add(".", '.', kPiece);
        add("oO", '.', kLetter);
        add("0123456789()", 0, kCount);
        add("|", 0, kBar);
    }
};

constexpr Tables kTables;

unsigned trait(char c) {
    return kTables.traits[static_cast<unsigned char>(c)];
}

unsigned traits_of(std::string_view text) {
    unsigned all = 0;
    for (const char c : text) {
        all |= trait(c);
    }
    return all;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// A row with characters that no dialect knows: still meant as a row if walls hold it and most of
// it is squares. Prose such as "# of moves: 12" or "Title: 3 ####" must not pass.
bool is_damaged_row(std::string_view text, unsigned traits, bool inside) {
    if (text.size() < 3 || (traits & kWall) == 0) {
        return false;
    }
    const auto others = std::count_if(text.begin(), text.end(), [](char c) {
        const bool continues = (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;  // in UTF-8
        return (trait(c) & (kOther | kLetter)) != 0 && !continues;
    });
    if (others * 4 > static_cast<std::ptrdiff_t>(text.size())) {
        return false;
    }
    const bool wall_first = text.front() == '#';
    const bool wall_last = text.back() == '#';
    const bool one_line_board =
        (traits & kBar) != 0 && (trait(text.front()) & (kWall | kCount)) != 0;
    return (wall_first && wall_last) || one_line_board ||
           (inside && (wall_first || wall_last) && others <= 2);
}

bool is_first_row(std::string_view text, unsigned traits) {
    if ((traits & kWall) == 0) {
        return false;
    }
    if ((traits & (kLetter | kCount)) == 0 || (traits & kBar) != 0) {
        return true;
    }
    const std::size_t first = text.find_first_not_of("-_ ");
    const std::size_t last = text.find_last_not_of("-_ ");
    return std::string_view("#*B(0123456789").find(text[first]) != std::string_view::npos &&
           std::string_view("#*B)").find(text[last]) != std::string_view::npos;
}

bool is_next_row(std::string_view text, unsigned traits, const BoardState& state) {
    if ((traits & kBar) != 0) {
        return state.run_lengths || (traits & kWall) != 0;
    }
    if ((traits & kWall) != 0) {
        return !is_digit(text.back());
    }
    return (traits & kLetter) == 0 && ((traits & kCount) == 0 || state.run_lengths);
}

// Where a decoded row came from; its columns are worked out again only if there is an error.
struct RowOrigin {
    std::size_t line_index;
    std::size_t begin;  // of the row in the expanded line
};

class BoardReader {
  public:
    BoardReader(std::span<const BoardLine> lines, Entry& entry) : lines_(lines), entry_(entry) {}

    void run() {
        entry_.level.line = lines_.front().line;
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            if (!read_line(i)) {
                entry_.level.rows.clear();
                return;
            }
            if (full() && !rows().back().empty()) {
                break;  // too many already
            }
        }
        drop_empty_rows();
        drop_margin();
        judge();
    }

  private:
    std::vector<std::string>& rows() { return entry_.level.rows; }
    bool full() { return rows().size() > static_cast<std::size_t>(kSideMax) + 1; }

    bool fail(DiagnosisCode code, std::string message, const BoardLine& line, std::size_t offset) {
        entry_.diagnoses.insert(
            entry_.diagnoses.begin(),
            Diagnosis{code, std::move(message), line.line, line.column + static_cast<int>(offset)});
        return false;
    }

    bool fail_too_wide(const BoardLine& line, std::size_t offset) {
        return fail(DiagnosisCode::too_large,
                    "a row is wider than " + std::to_string(kSideMax) + " squares", line, offset);
    }

    bool read_line(std::size_t index) {
        const BoardLine& line = lines_[index];
        const std::string_view text = trim_right(line.text);
        if (text.size() > kExpandedMax) {
            return fail_too_wide(line, kExpandedMax);
        }
        if ((traits_of(text) & (kCount | kBar)) != 0) {
            return read_run_lengths(index, text);
        }
        std::string row;
        row.reserve(text.size());
        for (std::size_t i = 0; i < text.size(); ++i) {
            const char square = kTables.square[static_cast<unsigned char>(text[i])];
            if (square == 0) {
                return fail_bad_character(line, text, i);
            }
            if (text[i] == '\t') {
                note_tab(line, i);
                row.append(8 - row.size() % 8, ' ');
            } else {
                row += square;
            }
        }
        keep(std::move(row), {index, 0});
        return true;
    }

    bool fail_bad_character(const BoardLine& line, std::string_view text, std::size_t offset) {
        std::size_t end = offset + 1;
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
            ++end;
        }
        const std::string shown = clean(text.substr(offset, end - offset), 8);
        return fail(DiagnosisCode::bad_character, "'" + shown + "' is not a square of a puzzle",
                    line, offset);
    }

    void note_tab(const BoardLine& line, std::size_t offset) {
        if (!tab_noted_) {
            tab_noted_ = true;
            entry_.diagnoses.push_back({DiagnosisCode::tab_in_board,
                                        "a tab stands for floor up to the next eighth column",
                                        line.line, line.column + static_cast<int>(offset)});
        }
    }

    bool read_run_lengths(std::size_t index, std::string_view text) {
        const BoardLine& line = lines_[index];
        const Expansion expansion =
            expand(text, {.alphabet = kAlphabet, .skipped = {}, .length_max = kExpandedMax});
        switch (expansion.error) {
            case RleError::none:
                break;
            case RleError::bad_character:
                return fail_bad_character(line, text, expansion.error_offset);
            case RleError::bad_count:
                return fail(DiagnosisCode::bad_run_length,
                            "a count must be above 0 and stand before a square", line,
                            expansion.error_offset);
            case RleError::bad_group:
                return fail(DiagnosisCode::bad_run_length, "a bracket without its partner", line,
                            expansion.error_offset);
            case RleError::too_long:
                return fail_too_wide(line, expansion.error_offset);
        }
        split_rows(index, expansion.text);
        return true;
    }

    void split_rows(std::size_t index, std::string_view expanded) {
        for (std::size_t begin = 0; begin < expanded.size();) {
            const std::size_t end = std::min(expanded.find('|', begin), expanded.size());
            std::string row(expanded.substr(begin, end - begin));
            for (char& c : row) {
                c = kTables.square[static_cast<unsigned char>(c)];
            }
            keep(std::move(row), {index, begin});
            begin = end + 1;
        }
    }

    void keep(std::string row, RowOrigin origin) {
        row.resize(trim_right(row).size());
        // Empty rows count only if others follow; a full board remembers no more of them.
        if (!row.empty() || (!rows().empty() && !full())) {
            rows().push_back(std::move(row));
            origins_.push_back(origin);
        }
    }

    void drop_empty_rows() {
        while (!rows().empty() && rows().back().empty()) {
            rows().pop_back();
        }
    }

    // Squares that every row leaves empty on the left are indentation of the text, not the board.
    void drop_margin() {
        margin_ = std::string::npos;
        for (const std::string& row : rows()) {
            margin_ = std::min(margin_, row.find_first_not_of(' '));
        }
        if (margin_ == 0 || margin_ == std::string::npos) {
            margin_ = 0;
            return;
        }
        for (std::string& row : rows()) {
            row.erase(0, margin_);
        }
    }

    void judge() {
        if (!rows().empty()) {
            entry_.level.line = lines_[origins_.front().line_index].line;
        }
        Analysis analysis = analyse(entry_.level);
        if (analysis.error) {
            entry_.diagnoses.insert(entry_.diagnoses.begin(), locate(std::move(*analysis.error)));
            if (entry_.diagnoses.front().code == DiagnosisCode::too_large) {
                rows().clear();
            }
        }
        for (Finding& note : analysis.notes) {
            entry_.diagnoses.push_back(locate(std::move(note)));
        }
    }

    // What has no place of its own is shown where the board, or its row, begins.
    [[nodiscard]] Diagnosis locate(Finding finding) const {
        if (origins_.empty()) {
            return {finding.code, std::move(finding.message), entry_.level.line, 1};
        }
        const RowOrigin origin =
            origins_[static_cast<std::size_t>(finding.row < 0 ? 0 : finding.row)];
        const BoardLine& line = lines_[origin.line_index];
        std::size_t column = static_cast<std::size_t>(finding.column) + margin_;
        if (finding.row < 0 || finding.column < 0) {
            column = margin_;
        }
        return {finding.code, std::move(finding.message), line.line,
                line.column + static_cast<int>(offset_of(line, origin.begin + column))};
    }

    // The offset in the line of the square'th character of its expanded form.
    [[nodiscard]] static std::size_t offset_of(const BoardLine& line, std::size_t square) {
        const std::string_view text = trim_right(line.text);
        if ((traits_of(text) & (kCount | kBar)) != 0) {
            const Expansion expansion = expand(text, {.alphabet = kAlphabet,
                                                      .skipped = {},
                                                      .length_max = kExpandedMax,
                                                      .want_offsets = true});
            return square < expansion.offsets.size()
                       ? static_cast<std::size_t>(expansion.offsets[square])
                       : text.size();
        }
        std::size_t width = 0;
        for (std::size_t i = 0; i < text.size(); ++i) {
            width = text[i] == '\t' ? width - width % 8 + 8 : width + 1;
            if (width > square) {
                return i;
            }
        }
        return text.size() + (square - width);
    }

    std::span<const BoardLine> lines_;
    Entry& entry_;
    std::vector<RowOrigin> origins_;
    std::size_t margin_ = 0;
    bool tab_noted_ = false;
};

}  // namespace

LineKind classify(std::string_view line, BoardState& state) {
    const std::string_view text = trim(line);
    if (text.empty()) {
        return LineKind::blank;
    }
    const unsigned traits = traits_of(text);
    bool row = false;
    if ((traits & kOther) != 0) {
        row = is_damaged_row(text, traits, state.open);
    } else if (state.open) {
        row = is_next_row(text, traits, state);
    } else {
        row = is_first_row(text, traits);
    }
    if (!row) {
        return LineKind::prose;
    }
    state.open = true;
    state.run_lengths = state.run_lengths || (traits & (kCount | kBar)) != 0;
    state.pieces = state.pieces || (traits & (kPiece | kLetter)) != 0;
    return LineKind::row;
}

void read_board(std::span<const BoardLine> lines, Entry& entry) {
    BoardReader(lines, entry).run();
}

}  // namespace kura::puzzles::format
