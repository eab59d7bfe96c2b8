// Hopeless pushes: single pushes that no solution contains, judged by the pushed box and a chosen
// part of the other boxes only. Corral tests reason about the boxes round a corral; a push that is
// dead because of a box elsewhere may be fine once that box has gone, so the verdict must come from
// the boxes they reason about and from nothing else.
// Soundness: alone(): the box lands on a square, with the player behind it, from which even a lone
//           box reaches no goal, or on a square that is not live. among(): the landed box makes a
//           freeze deadlock with boxes of the chosen set; more boxes never undo that. Both hold in
//           every state that is reached from the board's start and contains the chosen boxes
// Walls:    boxes that no solution moves may be given as walls; their goals are then taken, and the
//           verdicts hold in states with these boxes in place
// Threads:  immutable after construction, any
// Errors:   none
// Source:   ARCHITECTURE.md, "Deadlocks"
#pragma once

#include "solver/deadlock/freeze.hpp"

#include <array>

namespace kura::deadlock {

class HopelessPush {
  public:
    explicit HopelessPush(const board::Board& board) : HopelessPush(board, board.no_squares()) {}
    // Requires: the sets given to among() are without the walls.
    HopelessPush(const board::Board& board, const board::SquareSet& walls);

    // Is pushing a box in `direction` onto `to` hopeless, whatever the other boxes? Cost: 1 ns.
    [[nodiscard]] bool alone(board::Square to, board::Direction direction) const {
        return alone_[direction].contains(to);
    }
    // The same with `boxes_after` (the box already on `to`, any part of the others) in view.
    // Cost: a few ns for a box that is free on an axis, else O(its cluster).
    [[nodiscard]] bool among(const board::SquareSet& boxes_after, board::Square to,
                             board::Direction direction) const {
        return alone(to, direction) || freeze_.makes_deadlock(boxes_after, to);
    }

    // The live squares from which a lone box can still reach a goal that no wall has taken, the
    // player on its best side.
    [[nodiscard]] const board::SquareSet& live() const { return live_; }
    // The freeze test behind among(), and with walls the tests that ask for all boxes at once.
    [[nodiscard]] const FreezeTest& freeze() const { return freeze_; }

  private:
    board::SquareSet live_;
    std::array<board::SquareSet, 4> alone_;  // per direction of the push: squares to land on
    FreezeTest freeze_;
};

}  // namespace kura::deadlock
