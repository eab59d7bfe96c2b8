// Levels for tests: literals, a small collection with known properties, seeded random boards.
// Errors: none; a literal is taken as it is, so broken levels can be written down too
#pragma once

#include "puzzles/level/level.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kura::support {

// level_from({"#####", "#@$.#", "#####"})
puzzles::Level level_from(std::initializer_list<std::string_view> rows);
puzzles::Level level_from(std::vector<std::string> rows);

struct KnownLevel {
    std::string name;
    puzzles::Level level;
    std::optional<int> pushes;  // fewest pushes of a solution; nothing if it is unsolvable
};

// Own little puzzles: the figures are what the naive solver finds, checked in its test.
const std::vector<KnownLevel>& known_levels();

// A valid level: one player, closed border, as many boxes as goals, all of them reachable when the
// boxes are ignored. Solvable or not. Rows and columns count the border; boxes may come out lower
// when there is no room.
struct RandomLevelOptions {
    int rows = 7;
    int columns = 7;
    int boxes = 3;
    int wall_percent = 20;
    std::uint64_t seed = 1;
};
puzzles::Level random_level(const RandomLevelOptions& options);

}  // namespace kura::support
