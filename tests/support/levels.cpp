#include "tests/support/levels.hpp"

#include "solver/base/rng.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace kura::support {
namespace {

using Grid = std::vector<std::string>;
using Place = std::pair<std::size_t, std::size_t>;

// Leaves the largest connected floor area and walls up the rest.
std::vector<Place> keep_largest_area(Grid& grid) {
    std::vector<Place> largest;
    Grid seen = grid;
    for (std::size_t row = 0; row < grid.size(); ++row) {
        for (std::size_t column = 0; column < grid[row].size(); ++column) {
            if (seen[row][column] != ' ') {
                continue;
            }
            std::vector<Place> area{{row, column}};
            seen[row][column] = '#';
            for (std::size_t head = 0; head < area.size(); ++head) {
                const auto [r, c] = area[head];
                for (const Place& next :
                     {Place{r - 1, c}, Place{r + 1, c}, Place{r, c - 1}, Place{r, c + 1}}) {
                    if (seen[next.first][next.second] == ' ') {
                        seen[next.first][next.second] = '#';
                        area.push_back(next);
                    }
                }
            }
            if (area.size() > largest.size()) {
                largest = std::move(area);
            }
        }
    }
    for (std::string& row : grid) {
        std::fill(row.begin(), row.end(), '#');
    }
    for (const auto& [row, column] : largest) {
        grid[row][column] = ' ';
    }
    return largest;
}

Grid random_walls(const RandomLevelOptions& options, base::Rng& rng) {
    Grid grid(static_cast<std::size_t>(options.rows),
              std::string(static_cast<std::size_t>(options.columns), '#'));
    for (std::size_t row = 1; row + 1 < grid.size(); ++row) {
        for (std::size_t column = 1; column + 1 < grid[row].size(); ++column) {
            if (rng.below(100) >= static_cast<std::uint64_t>(options.wall_percent)) {
                grid[row][column] = ' ';
            }
        }
    }
    return grid;
}

void shuffle(std::vector<Place>& places, base::Rng& rng) {
    for (std::size_t i = places.size(); i > 1; --i) {
        std::swap(places[i - 1], places[rng.below(i)]);
    }
}

}  // namespace

puzzles::Level level_from(std::vector<std::string> rows) {
    puzzles::Level level;
    level.rows = std::move(rows);
    for (std::string& row : level.rows) {
        row.erase(row.find_last_not_of(' ') + 1);
    }
    return level;
}

puzzles::Level level_from(std::initializer_list<std::string_view> rows) {
    return level_from(std::vector<std::string>(rows.begin(), rows.end()));
}

puzzles::Level random_level(const RandomLevelOptions& options) {
    base::Rng rng(options.seed * 1000003 + static_cast<std::uint64_t>(options.rows * 64) +
                  static_cast<std::uint64_t>(options.columns));
    Grid grid;
    std::vector<Place> area;
    do {
        grid = random_walls(options, rng);
        area = keep_largest_area(grid);
    } while (area.size() < 3);
    const std::size_t boxes = std::min(static_cast<std::size_t>(options.boxes), area.size() / 2);
    shuffle(area, rng);
    const std::vector<Place> box_places(area.begin(), area.begin() + static_cast<long>(boxes));
    const Place player = area[boxes];
    shuffle(area, rng);
    for (std::size_t i = 0; i < boxes; ++i) {
        grid[area[i].first][area[i].second] = '.';
    }
    for (const auto& [row, column] : box_places) {
        grid[row][column] = grid[row][column] == '.' ? '*' : '$';
    }
    char& c = grid[player.first][player.second];
    c = c == '.' ? '+' : '@';
    return level_from(std::move(grid));
}

}  // namespace kura::support
