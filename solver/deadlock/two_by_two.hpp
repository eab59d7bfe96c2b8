// Two by two: four squares in a block, each a wall or a box, with a box off goal among them.
// Soundness: each box of the block has a wall or a box of the block beside it on both axes, so the
//           first push of any of them is impossible: none ever moves, and one is off goal
// Use:      the cheapest test of all; FreezeTest finds these too, and more
// Threads:  pure function. Cost: about 15 ns
#pragma once

#include "solver/board/board.hpp"

namespace kura::deadlock {

// Do the walls and boxes make such a block round the box on `moved`?
// Requires: moved in boxes.
[[nodiscard]] bool makes_two_by_two(const board::Board& board, const board::SquareSet& boxes,
                                    board::Square moved);

}  // namespace kura::deadlock
