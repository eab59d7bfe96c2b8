// What the sink search moves between: positions with some boxes taken off, and the pulls from them.
#pragma once

#include "solver/board/board.hpp"

#include <cstdint>

namespace kura::plan {

struct SinkPosition {
    board::SquareSet boxes;
    board::SquareSet bases;  // start squares not yet used up, as many as boxes
    board::Square player = board::kNoSquare;
};

struct SinkPull {
    std::uint64_t score = 0;  // of the position after it
    board::Square from = board::kNoSquare;
    board::Square to = board::kNoSquare;
    board::Direction last_side = 0;
    std::uint8_t weight = 1;  // 0 where it is worth trying first
    bool removes = false;     // the box goes into the sink and off the board
};

}  // namespace kura::plan
