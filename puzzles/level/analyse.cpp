#include "puzzles/level/analyse.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace kura::puzzles {
namespace {

struct Square {
    int row;
    int column;
};

constexpr std::array<Square, 4> kSteps{{{-1, 0}, {0, 1}, {1, 0}, {0, -1}}};

std::string plural(int count, std::string_view noun) {
    std::string text = std::to_string(count) + ' ' + std::string(noun);
    if (count != 1) {
        text += noun.back() == 'x' ? "es" : "s";
    }
    return text;
}

bool is_square(char c) {
    return c == '#' || c == ' ' || c == '.' || c == '$' || c == '*' || c == '@' || c == '+';
}

class Analyser {
  public:
    explicit Analyser(const Level& level) : rows_(level.rows) {}

    Analysis run() {
        if (measure() && check_squares() && find_player() && flood() && count()) {
            note();
        }
        return std::move(result_);
    }

  private:
    bool fail(DiagnosisCode code, std::string message, int row = -1, int column = -1) {
        result_.error = Finding{code, std::move(message), row, column};
        return false;
    }

    [[nodiscard]] char at(int row, int column) const {
        const std::string& text = rows_[static_cast<std::size_t>(row)];
        return static_cast<std::size_t>(column) < text.size()
                   ? text[static_cast<std::size_t>(column)]
                   : ' ';
    }

    unsigned char& inner_at(int row, int column) {
        return result_
            .inner[static_cast<std::size_t>(row) * static_cast<std::size_t>(result_.width) +
                   static_cast<std::size_t>(column)];
    }

    bool measure() {
        if (rows_.size() > static_cast<std::size_t>(kSideMax)) {
            return fail(DiagnosisCode::too_large,
                        "the board has more than " + std::to_string(kSideMax) + " rows", kSideMax);
        }
        std::size_t width = 0;
        for (std::size_t row = 0; row < rows_.size(); ++row) {
            width = std::max(width, rows_[row].size());
            if (width > static_cast<std::size_t>(kSideMax)) {
                return fail(DiagnosisCode::too_large,
                            "a row is wider than " + std::to_string(kSideMax) + " squares",
                            static_cast<int>(row), kSideMax);
            }
        }
        result_.height = static_cast<int>(rows_.size());
        result_.width = static_cast<int>(width);
        result_.inner.assign(rows_.size() * width, 0);
        return true;
    }

    bool check_squares() {
        for (int row = 0; row < result_.height; ++row) {
            const std::string& text = rows_[static_cast<std::size_t>(row)];
            for (std::size_t column = 0; column < text.size(); ++column) {
                if (!is_square(text[column])) {
                    return fail(DiagnosisCode::bad_character, "not a square of a puzzle", row,
                                static_cast<int>(column));
                }
            }
        }
        return true;
    }

    bool find_player() {
        for (int row = 0; row < result_.height; ++row) {
            const std::string& text = rows_[static_cast<std::size_t>(row)];
            for (std::size_t column = text.find_first_of("@+"); column != std::string::npos;
                 column = text.find_first_of("@+", column + 1)) {
                if (result_.player_row >= 0) {
                    return fail(DiagnosisCode::two_players, "a second player", row,
                                static_cast<int>(column));
                }
                result_.player_row = row;
                result_.player_column = static_cast<int>(column);
            }
        }
        return result_.player_row >= 0 || fail(DiagnosisCode::no_player, "the board has no player");
    }

    bool flood() {
        std::array<Square, kSideMax * kSideMax> queue;  // every square enters once
        std::size_t queued = 1;
        queue[0] = {result_.player_row, result_.player_column};
        inner_at(result_.player_row, result_.player_column) = 1;
        for (std::size_t next = 0; next < queued; ++next) {
            const Square here = queue[next];
            for (const Square step : kSteps) {
                const Square there{here.row + step.row, here.column + step.column};
                if (there.row < 0 || there.row >= result_.height || there.column < 0 ||
                    there.column >= result_.width) {
                    return fail(DiagnosisCode::open_border, "the walls are open here", here.row,
                                here.column);
                }
                unsigned char& seen = inner_at(there.row, there.column);
                if (seen == 0 && at(there.row, there.column) != '#') {
                    seen = 1;
                    queue[queued++] = there;
                }
            }
        }
        return true;
    }

    bool count() {
        for (int row = 0; row < result_.height; ++row) {
            for (int column = 0; column < result_.width; ++column) {
                count_square(at(row, column), inner_at(row, column) != 0);
            }
        }
        if (result_.boxes == 0) {
            return fail(DiagnosisCode::no_boxes, "the board has no box inside its walls");
        }
        if (result_.boxes != result_.goals) {
            return fail(DiagnosisCode::count_mismatch,
                        plural(result_.boxes, "box") + " but " + plural(result_.goals, "goal"));
        }
        if (result_.boxes > kBoxesMax) {
            return fail(
                DiagnosisCode::too_many_boxes,
                plural(result_.boxes, "box") + ", the limit is " + std::to_string(kBoxesMax));
        }
        return true;
    }

    void count_square(char square, bool inside) {
        const bool box = square == '$' || square == '*';
        const bool goal = square == '.' || square == '*' || square == '+';
        if (!inside) {
            result_.decoration += box || goal ? 1 : 0;
            return;
        }
        result_.boxes += box ? 1 : 0;
        result_.goals += goal ? 1 : 0;
        result_.boxes_on_goals += box && goal ? 1 : 0;
    }

    void note() {
        if (result_.boxes_on_goals == result_.boxes) {
            result_.notes.push_back(
                {DiagnosisCode::already_solved, "every box is on a goal at the start"});
        }
        if (result_.decoration > 0) {
            result_.notes.push_back(
                {DiagnosisCode::decoration,
                 plural(result_.decoration, "square") + " out of reach hold boxes or goals"});
        }
    }

    const std::vector<std::string>& rows_;
    Analysis result_;
};

Diagnosis place(const Level& level, Finding finding) {
    const int line = level.line + std::max(finding.row, 0);
    return {finding.code, std::move(finding.message), line, std::max(finding.column, 0) + 1};
}

}  // namespace

Analysis analyse(const Level& level) {
    return Analyser(level).run();
}

std::vector<Diagnosis> diagnose(const Level& level) {
    Analysis analysis = analyse(level);
    std::vector<Diagnosis> diagnoses;
    if (analysis.error) {
        diagnoses.push_back(place(level, std::move(*analysis.error)));
    }
    for (Finding& finding : analysis.notes) {
        diagnoses.push_back(place(level, std::move(finding)));
    }
    return diagnoses;
}

}  // namespace kura::puzzles
