// Normalisation: from the rows of a level to a grid in which only squares that matter are floor.
// Steps, in this order (ARCHITECTURE.md, "Normalisation"):
//  1. the player's flood with boxes ignored gives the inner area; it must not leave the grid
//  2. boxes and goals outside it are decoration and dropped
//  3. boxes on goals that could never be pulled away, even with the player everywhere, are walls;
//     so are boxes on goals, and floor, in parts that those walls cut off from the player
//  4. dead ends without goal, box or player are walls
// Soundness: 3 holds because a solution played backwards starts with all goals filled, and no pull
// can ever move such a box; 4 because nothing can be pushed into or out of a dead end that is no
// goal, and a player in it reaches nothing.
// Errors:   bad_input for a level that breaks the rules, too_large beyond the limits
#pragma once

#include "puzzles/level/level.hpp"
#include "solver/base/result.hpp"

#include <vector>

namespace kura::board {

// Cells: '#' wall or outside, ' ' floor, '.', '$', '*', '@', '+'.
using Grid = std::vector<std::vector<char>>;

base::Result<Grid> normalised_grid(const puzzles::Level& level, bool simplify);

}  // namespace kura::board
