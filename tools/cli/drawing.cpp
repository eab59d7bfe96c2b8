#include "tools/cli/drawing.hpp"

#include "solver/base/assert.hpp"

#include <algorithm>
#include <string_view>

namespace kura::cli {

namespace {

// Two columns each; the colours are the terminal's own sixteen, which its user has chosen.
std::string_view terminal_cell(char square) {
    switch (square) {
        case '#':
            return "\x1b[90m██\x1b[0m";
        case '@':
            return "\x1b[1;36m◖◗\x1b[0m";
        case '+':
            return "\x1b[1;36;42m◖◗\x1b[0m";
        case '$':
            return "\x1b[33m▐▌\x1b[0m";
        case '*':
            return "\x1b[32m▐▌\x1b[0m";
        case '.':
            return "\x1b[32m··\x1b[0m";
        default:
            return "  ";
    }
}

bool is_box(char square) {
    return square == '$' || square == '*';
}

bool is_goal(char square) {
    return square == '.' || square == '*' || square == '+';
}

}  // namespace

std::vector<std::string> draw(const std::vector<std::string>& rows, DrawStyle style) {
    if (style == DrawStyle::plain) {
        return rows;
    }
    std::vector<std::string> lines;
    for (const std::string& row : rows) {
        std::string line;
        for (const char square : row) {
            line += terminal_cell(square);
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

Replay::Replay(const puzzles::Level& level) : rows_(level.rows) {
    for (std::size_t row = 0; row < rows_.size(); ++row) {
        const std::size_t column = rows_[row].find_first_of("@+");
        if (column != std::string::npos) {
            row_ = static_cast<int>(row);
            column_ = static_cast<int>(column);
        }
    }
}

char& Replay::at(int row, int column) {
    return rows_.at(static_cast<std::size_t>(row)).at(static_cast<std::size_t>(column));
}

void Replay::step(char move) {
    const bool right = move == 'r' || move == 'R';
    const bool left = move == 'l' || move == 'L';
    const bool down = move == 'd' || move == 'D';
    const int across = right ? 1 : left ? -1 : 0;
    const int along = across != 0 ? 0 : down ? 1 : -1;
    char& from = at(row_, column_);
    char& to = at(row_ + along, column_ + across);
    if (is_box(to)) {
        char& beyond = at(row_ + 2 * along, column_ + 2 * across);
        beyond = is_goal(beyond) ? '*' : '$';
        ++pushes_;
    }
    KURA_ASSERT(to != '#');
    to = is_goal(to) ? '+' : '@';
    from = is_goal(from) ? '.' : ' ';
    row_ += along;
    column_ += across;
    ++moves_;
}

}  // namespace kura::cli
