// Regions: the connected areas of squares without a box; the player is in one of them.
// Cost: O(squares) for each region
#pragma once

#include "solver/state/state.hpp"

namespace kura::features {

[[nodiscard]] int count_regions(const board::Board& board, const board::SquareSet& boxes);

}  // namespace kura::features
