#include "solver/generate/symmetry.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace kura::generate {
namespace {

using Rows = std::vector<std::string>;

Rows padded(const Rows& rows) {
    std::size_t columns = 0;
    for (const std::string& row : rows) {
        columns = std::max(columns, row.size());
    }
    Rows grid = rows;
    for (std::string& row : grid) {
        row.resize(columns, ' ');
    }
    return grid;
}

struct Cell {
    std::size_t row = 0;
    std::size_t column = 0;
};

// Marks in `seen` what is reached from `start` over characters of `open`.
void flood(const Rows& grid, Cell start, std::string_view open, Rows& seen) {
    std::vector<Cell> stack{start};
    seen[start.row][start.column] = 'x';
    while (!stack.empty()) {
        const Cell cell = stack.back();
        stack.pop_back();
        const std::array<Cell, 4> around{{{cell.row - 1, cell.column},
                                          {cell.row + 1, cell.column},
                                          {cell.row, cell.column - 1},
                                          {cell.row, cell.column + 1}}};
        for (const Cell next : around) {
            // Row or column -1 wraps to a large number and is outside, too.
            if (next.row < grid.size() && next.column < grid.front().size() &&
                seen[next.row][next.column] != 'x' &&
                open.find(grid[next.row][next.column]) != std::string_view::npos) {
                seen[next.row][next.column] = 'x';
                stack.push_back(next);
            }
        }
    }
}

Cell find_player(const Rows& grid) {
    for (std::size_t row = 0; row < grid.size(); ++row) {
        const std::size_t column = grid[row].find_first_of("@+");
        if (column != std::string::npos) {
            return {row, column};
        }
    }
    return {};
}

Rows transposed(const Rows& grid) {
    Rows turned(grid.front().size(), std::string(grid.size(), ' '));
    for (std::size_t row = 0; row < grid.size(); ++row) {
        for (std::size_t column = 0; column < grid[row].size(); ++column) {
            turned[column][row] = grid[row][column];
        }
    }
    return turned;
}

// The text of a grid with the player on the first square of its region.
std::string text_of(Rows grid) {
    const Cell player = find_player(grid);
    Rows seen(grid.size(), std::string(grid.front().size(), ' '));
    flood(grid, player, " .@+", seen);
    char& old_place = grid[player.row][player.column];
    old_place = old_place == '+' ? '.' : ' ';
    std::string text;
    bool placed = false;
    for (std::size_t row = 0; row < grid.size(); ++row) {
        const std::size_t column = seen[row].find('x');
        if (!placed && column != std::string::npos) {
            char& c = grid[row][column];
            c = c == '.' ? '+' : '@';
            placed = true;
        }
        text += grid[row];
        text += '\n';
    }
    return text;
}

}  // namespace

Rows trimmed_rows(const Rows& rows) {
    const Rows grid = padded(rows);
    Rows inner(grid.size(), std::string(grid.front().size(), ' '));
    flood(grid, find_player(grid), " .@+$*", inner);
    Rows kept = inner;
    std::size_t first_row = grid.size();
    std::size_t last_row = 0;
    std::size_t first_column = grid.front().size();
    for (std::size_t row = 0; row < grid.size(); ++row) {
        for (std::size_t column = 0; column < grid[row].size(); ++column) {
            bool beside = false;
            for (std::size_t r = row > 0 ? row - 1 : 0; r < std::min(row + 2, grid.size()); ++r) {
                for (std::size_t c = column > 0 ? column - 1 : 0;
                     c < std::min(column + 2, grid[r].size()); ++c) {
                    beside = beside || inner[r][c] == 'x';
                }
            }
            kept[row][column] = beside ? grid[row][column] : ' ';
            if (beside) {
                first_row = std::min(first_row, row);
                last_row = row;
                first_column = std::min(first_column, column);
            }
        }
    }
    Rows result;
    for (std::size_t row = first_row; row <= last_row; ++row) {
        std::string text = kept[row].substr(first_column);
        text.erase(text.find_last_not_of(' ') + 1);
        result.push_back(text);
    }
    return result;
}

std::string canonical_form(const Rows& rows) {
    Rows grid = padded(trimmed_rows(rows));
    std::string best;
    for (int turn = 0; turn < 8; ++turn) {
        const std::string text = text_of(grid);
        best = best.empty() ? text : std::min(best, text);
        // Transposing and turning upside down by turns visits all eight forms.
        if (turn % 2 == 0) {
            grid = transposed(grid);
        } else {
            std::reverse(grid.begin(), grid.end());
        }
    }
    return best;
}

}  // namespace kura::generate
