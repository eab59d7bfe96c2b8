// State: where the boxes are and where the player may be. The player is any square of its region;
// `normalised` replaces it by the region's lowest square, so that equal states compare equal.
// Where moves count (move-optimal search) the player's exact square is part of the state instead.
// Threads: a plain value
#pragma once

#include "solver/board/board.hpp"

namespace kura::state {

struct State {
    board::SquareSet boxes;
    board::Square player = board::kNoSquare;

    friend bool operator==(const State& a, const State& b) {
        return a.player == b.player && a.boxes == b.boxes;
    }
};

// The squares the player can walk to. `boxes` block; Requires: player not in boxes.
// Cost: O(squares), about 2 ns a square on boards of up to 256 squares.
void flood(const board::Board& board, const board::SquareSet& boxes, board::Square player,
           board::SquareSet& region);

// The lowest square of the player's region. Cost: one flood.
board::Square normalised_player(const board::Board& board, const board::SquareSet& boxes,
                                board::Square player);

}  // namespace kura::state
