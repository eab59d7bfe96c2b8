// Layout: random walls and goals, the ground on which reverse play makes a puzzle.
// Shape:    rows of equal length, '#' wall, ' ' floor, '*' goal with its box; no player yet
// Invariants: the floor is connected, closed by walls and free of dead ends (goals may end one)
// Threads:  pure functions
#pragma once

#include "solver/base/rng.hpp"

#include <string>
#include <vector>

namespace kura::generate {

using Layout = std::vector<std::string>;

struct LayoutSize {
    int rows = 0;
    int columns = 0;
    int boxes = 0;
};

// Rooms joined by corridors, with some pillars, and goals together or scattered.
// Ensures: empty if this draw has no room for the boxes; draw again.
Layout random_layout(const LayoutSize& size, base::Rng& rng);

}  // namespace kura::generate
