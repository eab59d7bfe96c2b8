#include "solver/board/normalise.hpp"

#include "solver/base/limits.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace kura::board {
namespace {

// The readers refuse what is larger, with line and column; the two must agree.
static_assert(base::kBoardSideMax == puzzles::kSideMax);
static_assert(base::kBoxesMax == puzzles::kBoxesMax);

struct Cell {
    int row;
    int column;
};

constexpr std::array<Cell, 4> kSteps{{{-1, 0}, {0, 1}, {1, 0}, {0, -1}}};

Cell operator+(Cell a, Cell b) {
    return {a.row + b.row, a.column + b.column};
}

class GridView {
  public:
    explicit GridView(Grid& grid) : grid_(grid) {}
    [[nodiscard]] bool inside(Cell cell) const {
        return cell.row >= 0 && cell.row < rows() && cell.column >= 0 && cell.column < columns();
    }
    [[nodiscard]] char at(Cell cell) const {
        return inside(cell) ? grid_[index(cell.row)][index(cell.column)] : '#';
    }
    void set(Cell cell, char value) { grid_[index(cell.row)][index(cell.column)] = value; }
    [[nodiscard]] bool wall(Cell cell) const { return at(cell) == '#'; }
    [[nodiscard]] int rows() const { return static_cast<int>(grid_.size()); }
    [[nodiscard]] int columns() const { return static_cast<int>(grid_.front().size()); }
    template <typename Visit>
    void for_each(Visit visit) const {
        for (int row = 0; row < rows(); ++row) {
            for (int column = 0; column < columns(); ++column) {
                visit(Cell{row, column});
            }
        }
    }

  private:
    static std::size_t index(int i) { return static_cast<std::size_t>(i); }
    Grid& grid_;
};

bool holds_player(char c) {
    return c == '@' || c == '+';
}
bool holds_box(char c) {
    return c == '$' || c == '*';
}
bool holds_goal(char c) {
    return c == '.' || c == '*' || c == '+';
}

base::Result<Grid> read_grid(const puzzles::Level& level) {
    std::size_t columns = 0;
    for (const std::string& row : level.rows) {
        columns = std::max(columns, row.size());
    }
    if (level.rows.size() > base::kBoardSideMax || columns > base::kBoardSideMax) {
        return base::fail(base::ErrorCode::too_large, "the board is larger than 64 by 64");
    }
    if (columns == 0) {
        return base::fail(base::ErrorCode::bad_input, "the board is empty");
    }
    Grid grid(level.rows.size(), std::vector<char>(columns, ' '));
    for (std::size_t row = 0; row < grid.size(); ++row) {
        for (std::size_t column = 0; column < level.rows[row].size(); ++column) {
            const char c = level.rows[row][column];
            if (std::string_view("# .$*@+").find(c) == std::string_view::npos) {
                return base::fail(base::ErrorCode::bad_input, "the board has an unknown character");
            }
            grid[row][column] = c;
        }
    }
    return grid;
}

base::Result<Cell> find_player(const GridView& view) {
    int players = 0;
    Cell player{0, 0};
    view.for_each([&](Cell cell) {
        if (holds_player(view.at(cell))) {
            ++players;
            player = cell;
        }
    });
    if (players != 1) {
        return base::fail(base::ErrorCode::bad_input,
                          players == 0 ? "there is no player" : "there is more than one player");
    }
    return player;
}

// What the player reaches with the boxes ignored. Ensures: `open` if that leaves the grid.
struct Reach {
    std::vector<std::vector<bool>> seen;
    bool open = false;
    [[nodiscard]] bool contains(Cell cell) const {
        return seen[static_cast<std::size_t>(cell.row)][static_cast<std::size_t>(cell.column)];
    }
};

Reach find_reach(const GridView& view, Cell player) {
    Reach reach;
    reach.seen.assign(static_cast<std::size_t>(view.rows()),
                      std::vector<bool>(static_cast<std::size_t>(view.columns())));
    const auto mark = [&](Cell cell) {
        reach.seen[static_cast<std::size_t>(cell.row)][static_cast<std::size_t>(cell.column)] =
            true;
    };
    std::vector<Cell> stack{player};
    mark(player);
    while (!stack.empty()) {
        const Cell cell = stack.back();
        stack.pop_back();
        for (const Cell step : kSteps) {
            const Cell next = cell + step;
            if (!view.inside(next)) {
                reach.open = true;
            } else if (!view.wall(next) && !reach.contains(next)) {
                mark(next);
                stack.push_back(next);
            }
        }
    }
    return reach;
}

// Turns everything the player could never reach into wall. Ensures: false if the area is open.
bool wall_off_outside(GridView& view, Cell player) {
    const Reach reach = find_reach(view, player);
    if (reach.open) {
        return false;
    }
    view.for_each([&](Cell cell) {
        if (!reach.contains(cell)) {
            view.set(cell, '#');
        }
    });
    return true;
}

// Boxes that became walls may have cut off a part. No box in it ever moves, so those on goals are
// walls too; anything else there makes the puzzle unsolvable and must stay visible.
void wall_in_sealed_parts(GridView& view, Cell player) {
    const Reach reach = find_reach(view, player);
    view.for_each([&](Cell cell) {
        if (!reach.contains(cell) && (view.at(cell) == '*' || view.at(cell) == ' ')) {
            view.set(cell, '#');
        }
    });
}

// Step 3 of the header: with all goals filled, boxes that can be pulled are taken away, in any
// order and with the player everywhere; what remains can't have arrived by a push.
bool wall_in_immovable_boxes(GridView& view) {
    std::vector<Cell> filled;
    Grid occupied(static_cast<std::size_t>(view.rows()),
                  std::vector<char>(static_cast<std::size_t>(view.columns()), ' '));
    GridView boxes(occupied);
    view.for_each([&](Cell cell) {
        if (holds_goal(view.at(cell))) {
            filled.push_back(cell);
            boxes.set(cell, '*');
        }
    });
    const auto is_free = [&](Cell cell) { return !view.wall(cell) && boxes.at(cell) != '*'; };
    const auto is_movable = [&](Cell cell) {
        return std::any_of(kSteps.begin(), kSteps.end(), [&](Cell step) {
            return is_free(cell + step) && is_free(cell + step + step);
        });
    };
    bool removed = true;
    while (removed) {
        removed = false;
        for (std::size_t i = 0; i < filled.size();) {
            if (is_movable(filled[i])) {
                boxes.set(filled[i], ' ');
                filled[i] = filled.back();
                filled.pop_back();
                removed = true;
            } else {
                ++i;
            }
        }
    }
    bool changed = false;
    for (const Cell cell : filled) {
        if (view.at(cell) == '*') {
            view.set(cell, '#');
            changed = true;
        }
    }
    return changed;
}

bool fill_dead_ends(GridView& view) {
    bool changed = false;
    bool filling = true;
    while (filling) {
        filling = false;
        view.for_each([&](Cell cell) {
            const auto walls = std::count_if(kSteps.begin(), kSteps.end(),
                                             [&](Cell step) { return view.wall(cell + step); });
            if (view.at(cell) == ' ' && walls >= 3) {
                view.set(cell, '#');
                filling = changed = true;
            }
        });
    }
    return changed;
}

}  // namespace

base::Result<Grid> normalised_grid(const puzzles::Level& level, bool simplify) {
    base::Result<Grid> grid = read_grid(level);
    if (!grid) {
        return grid;
    }
    GridView view(*grid);
    const base::Result<Cell> player = find_player(view);
    if (!player) {
        return tl::unexpected(player.error());
    }
    if (!wall_off_outside(view, *player)) {
        return base::fail(base::ErrorCode::bad_input, "the border is open");
    }
    int boxes = 0;
    int goals = 0;
    view.for_each([&](Cell cell) {
        boxes += holds_box(view.at(cell)) ? 1 : 0;
        goals += holds_goal(view.at(cell)) ? 1 : 0;
    });
    if (boxes > base::kBoxesMax) {
        return base::fail(base::ErrorCode::too_large, "there are more than 300 boxes");
    }
    if (boxes == 0 && goals == 0) {
        return base::fail(base::ErrorCode::bad_input, "there are no boxes");
    }
    if (boxes != goals) {
        return base::fail(base::ErrorCode::bad_input,
                          std::to_string(boxes) + " boxes but " + std::to_string(goals) + " goals");
    }
    while (simplify) {
        const bool walled_in = wall_in_immovable_boxes(view);
        if (walled_in) {
            wall_in_sealed_parts(view, *player);
        }
        const bool filled = fill_dead_ends(view);
        simplify = walled_in || filled;
    }
    return grid;
}

}  // namespace kura::board
