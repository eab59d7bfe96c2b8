// The sink of a position: start squares so well connected that it doesn't matter which of them a
// box came from; and whether the boxes that are left can still have come from the others.
// Shape:    works on the lone-box reach of start squares, on the board with the boxes as walls for
//           the sink itself, on the empty board for the matching
// Limits:   guidance only
// Threads:  one owner
// Source:   Shoham and Schaeffer, "The FESS Algorithm" (2020): backward search with sinks
#pragma once

#include "solver/board/rooms.hpp"
#include "solver/features/reach.hpp"
#include "solver/plan/sink_position.hpp"

#include <vector>

namespace kura::plan {

class Sink {
  public:
    // Requires: all outlive this.
    Sink(const board::Board& board, const board::Rooms& rooms, features::Reach& reach);

    // The largest set of free start squares that a box can be pushed between, all of them within
    // the player's reach; empty if the player does not reach them all.
    [[nodiscard]] board::SquareSet squares(const SinkPosition& position) const;

    // Can every box have come from a start square of its own? One box and one base are left out
    // (kNoSquare: none). Requires: as many bases as boxes are left.
    [[nodiscard]] bool has_matching(const board::SquareSet& boxes, const board::SquareSet& bases,
                                    board::Square box_taken, board::Square base_taken) const;

    // Is a pull between the squares long, or does it leave a room?
    [[nodiscard]] bool in_other_room(board::Square from, board::Square to);

  private:
    const board::Board& board_;
    const board::Rooms& rooms_;
    features::Reach& reach_;
    std::vector<board::SquareSet> reached_from_;  // per start box: squares it can be pushed to
};

}  // namespace kura::plan
