// Closed diagonal: empty cells in a diagonal row, shut in by boxes and walls, that can't be opened
// without leaving something frozen off goal.
// Shape:    corner 0, pair 1, cell 1, pair 2, ..., cell n, pair n+1, corner n+1. A pair is the two
//           squares that touch both the cell (or corner) before and the one after it. Every square
//           of a pair is a wall or a box, and so is a corner (no matter what it is if its pair is
//           two walls: there the row ends). The cells are empty, the player is in none of them: #$
//                                                      $ $       one cell, n = 1
//                                                       $#
// Soundness: let i < j be two corners of such a row. A corner can't move while its pair stands: the
//           pair blocks both its axes. A box of a pair has two sides in the row, on different axes,
//           and on a side in the row there is a corner (blocked) or a cell, where the player can't
//           stand. So the first change is a push from a pair into a cell m between i and j. It
//           comes from the pair before m, then m is a corner and (m, j) is a shorter row of this
//           kind, or from the pair after it, then (i, m) is. Hence (i, j) can be finished only if
//           (a) it can stay: its boxes, corners included, are on goals, none of its cells is one;
//           or (b) for some cell m that may hold a box, (m, j) or (i, m) can be finished Rows
//           without cells can only stay. A position is dead if the whole row can't be finished
// Limits:   rows of up to kDiagonalCellsMax cells; longer ones are never called dead
// Threads:  immutable after construction, any. Errors: none
// Source:   ARCHITECTURE.md, "Deadlocks"
#pragma once

#include "solver/board/board.hpp"

namespace kura::deadlock {

inline constexpr int kDiagonalCellsMax = 14;

class ClosedDiagonals {
  public:
    explicit ClosedDiagonals(const board::Board& board) : board_(board) {}

    // Is the box on `moved` part of a dead row? `player` is any square of the player's region.
    // Complete if the state before the last push had no dead row. Cost: about 30 ns.
    [[nodiscard]] bool makes_deadlock(const board::SquareSet& boxes, board::Square moved,
                                      board::Square player) const;

    // Is there any dead row?
    [[nodiscard]] bool is_deadlock(const board::SquareSet& boxes, board::Square player) const;

  private:
    struct Row;

    [[nodiscard]] bool is_cell(const board::SquareSet& boxes, board::Square square) const {
        const std::uint64_t* sides = board_.neighbour_mask(square);
        for (int i = 0; i < board_.words(); ++i) {
            if ((sides[i] & ~boxes.word(i)) != 0) {
                return false;
            }
        }
        return !boxes.contains(square);
    }
    [[nodiscard]] bool is_dead_row(const board::SquareSet& boxes, board::Square cell,
                                   board::Square player, unsigned back) const;

    const board::Board& board_;
};

}  // namespace kura::deadlock
