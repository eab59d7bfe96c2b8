// Symmetry: puzzles that are rotations or mirror images of each other are the same puzzle.
// Threads:  pure functions
#pragma once

#include <string>
#include <vector>

namespace kura::generate {

// Without the walls and outside that touch no floor, cut to what is left, right-trimmed.
// Requires: rows of a valid level.
std::vector<std::string> trimmed_rows(const std::vector<std::string>& rows);

// One text for all eight symmetric forms of a level, wherever in its region the player stands.
// Cost: O(8 * squares).
std::string canonical_form(const std::vector<std::string>& rows);

}  // namespace kura::generate
