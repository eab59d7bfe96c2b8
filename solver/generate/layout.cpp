#include "solver/generate/layout.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace kura::generate {
namespace {

struct Cell {
    int row = 0;
    int column = 0;
    friend bool operator==(Cell, Cell) = default;
};

constexpr std::array<Cell, 4> kSteps{{{-1, 0}, {0, 1}, {1, 0}, {0, -1}}};

char& at(Layout& layout, Cell cell) {
    return layout[static_cast<std::size_t>(cell.row)][static_cast<std::size_t>(cell.column)];
}

char at(const Layout& layout, Cell cell) {
    return layout[static_cast<std::size_t>(cell.row)][static_cast<std::size_t>(cell.column)];
}

int between(int low, int high, base::Rng& rng) {
    return low + static_cast<int>(rng.below(static_cast<std::uint64_t>(high - low) + 1));
}

std::vector<Cell> cells_with(const Layout& layout, char wanted) {
    std::vector<Cell> cells;
    for (int row = 0; row < static_cast<int>(layout.size()); ++row) {
        for (int column = 0; column < static_cast<int>(layout.front().size()); ++column) {
            if (at(layout, {row, column}) == wanted) {
                cells.push_back({row, column});
            }
        }
    }
    return cells;
}

// An L of corridor from one cell to the other.
void carve_corridor(Layout& layout, Cell from, Cell to, base::Rng& rng) {
    const bool rows_first = rng.below(2) == 0;
    Cell cell = from;
    at(layout, cell) = ' ';
    while (cell != to) {
        if (cell.row != to.row && (rows_first || cell.column == to.column)) {
            cell.row += to.row > cell.row ? 1 : -1;
        } else {
            cell.column += to.column > cell.column ? 1 : -1;
        }
        at(layout, cell) = ' ';
    }
}

void carve_rooms(Layout& layout, const LayoutSize& size, base::Rng& rng) {
    const int area = (size.rows - 2) * (size.columns - 2);
    const int rooms = 1 + area / 24 + between(0, 2, rng);
    Cell last;
    for (int room = 0; room < rooms; ++room) {
        const int height = between(1, std::min(4, size.rows - 2), rng);
        const int width = between(1, std::min(5, size.columns - 2), rng);
        const Cell corner{between(1, size.rows - 1 - height, rng),
                          between(1, size.columns - 1 - width, rng)};
        for (int row = 0; row < height; ++row) {
            for (int column = 0; column < width; ++column) {
                at(layout, {corner.row + row, corner.column + column}) = ' ';
            }
        }
        const Cell centre{corner.row + height / 2, corner.column + width / 2};
        if (room > 0) {
            carve_corridor(layout, last, centre, rng);
        }
        last = centre;
    }
}

bool is_connected(const Layout& layout) {
    const std::vector<Cell> floor = cells_with(layout, ' ');
    if (floor.empty()) {
        return false;
    }
    Layout seen = layout;
    std::vector<Cell> open{floor.front()};
    at(seen, floor.front()) = 'x';
    for (std::size_t head = 0; head < open.size(); ++head) {
        for (const Cell step : kSteps) {
            const Cell next{open[head].row + step.row, open[head].column + step.column};
            if (at(seen, next) == ' ') {
                at(seen, next) = 'x';
                open.push_back(next);
            }
        }
    }
    return open.size() == floor.size();
}

void set_pillars(Layout& layout, base::Rng& rng) {
    const std::vector<Cell> floor = cells_with(layout, ' ');
    const std::size_t pillars = rng.below(floor.size() / 8 + 1);
    for (std::size_t i = 0; i < pillars; ++i) {
        const Cell cell = floor[rng.below(floor.size())];
        if (at(layout, cell) == ' ') {
            at(layout, cell) = '#';
            if (!is_connected(layout)) {
                at(layout, cell) = ' ';
            }
        }
    }
}

void fill_dead_ends(Layout& layout) {
    for (bool filling = true; filling;) {
        filling = false;
        for (const Cell cell : cells_with(layout, ' ')) {
            const auto walls = std::count_if(kSteps.begin(), kSteps.end(), [&](Cell step) {
                return at(layout, {cell.row + step.row, cell.column + step.column}) == '#';
            });
            if (walls >= 3) {
                at(layout, cell) = '#';
                filling = true;
            }
        }
    }
}

// Three times of four all goals grow from one square, like the store of a warehouse.
void place_goals(Layout& layout, int boxes, base::Rng& rng) {
    const std::vector<Cell> floor = cells_with(layout, ' ');
    const bool together = rng.below(4) != 0;
    std::vector<Cell> border{floor[rng.below(floor.size())]};
    for (int placed = 0; placed < boxes;) {
        const std::vector<Cell>& from = together && !border.empty() ? border : floor;
        const std::size_t pick = rng.below(from.size());
        const Cell cell = from[pick];
        if (together && !border.empty()) {
            border.erase(border.begin() + static_cast<std::ptrdiff_t>(pick));
        }
        if (at(layout, cell) != ' ') {
            continue;
        }
        at(layout, cell) = '*';
        ++placed;
        for (const Cell step : kSteps) {
            border.push_back({cell.row + step.row, cell.column + step.column});
        }
    }
}

}  // namespace

Layout random_layout(const LayoutSize& size, base::Rng& rng) {
    Layout layout(static_cast<std::size_t>(size.rows),
                  std::string(static_cast<std::size_t>(size.columns), '#'));
    carve_rooms(layout, size, rng);
    set_pillars(layout, rng);
    fill_dead_ends(layout);
    // Boxes need as much free floor again to move about, and the player a square. A board that is
    // mostly wall makes no puzzle of the size that was asked for.
    const std::size_t floor = cells_with(layout, ' ').size();
    const int area = (size.rows - 2) * (size.columns - 2);
    if (floor < 2 * static_cast<std::size_t>(size.boxes) + 1 ||
        5 * floor < 2 * static_cast<std::size_t>(area)) {
        return {};
    }
    place_goals(layout, size.boxes, rng);
    return layout;
}

}  // namespace kura::generate
