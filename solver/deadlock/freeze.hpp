// Freeze test: boxes that block one another so that none of them can ever be pushed again.
// Shape:    a set F of boxes holds itself if each of its boxes is blocked on both axes, where an
//           axis is blocked if one side is a wall or a box of F ("held"), or, for pruning, if both
//           sides are off the live squares. The test peels free boxes away: what is left is the
//           greatest such F, so the answer is exact for this rule and costs O(boxes)
// Soundness: take the first push of a box of F. The other boxes of F still stand where they stood,
//           so on its axis there is a wall or a box (the push is impossible: a push needs both
//           sides free), or both sides are off the live squares (the pushed box is dead there, and
//           no solution has such a push). So no solution moves any box of F: if one of them is off
//           goal there is no solution; if all are on goals they may be walls in any argument about
//           solutions (bounds, matching, corrals). The player's place plays no part
// Walls:    frozen() uses the rule with live squares: its boxes never move as long as every box
//           stays on live squares, which all states of a pruning search do; frozen() of a child is
//           then a superset. Where dead pushes are played too (an oracle) use immovable(), which
//           knows walls and boxes only and holds for every sequence of pushes whatever
// Threads:  immutable after construction, any. Errors: none
// Source:   sokobano.de wiki, "How to detect deadlocks"; ARCHITECTURE.md, "Deadlocks"
#pragma once

#include "solver/board/board.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace kura::deadlock {

class FreezeTest {
  public:
    explicit FreezeTest(const board::Board& board);

    // With `walls`, boxes that no solution moves, as walls, and per direction of a push the squares
    // it must not land on: the box could not be finished from there, the player behind it. An axis
    // is then blocked too if neither of its pushes may land.
    // Requires: sets of boxes given to the test are those besides the walls.
    FreezeTest(const board::Board& board, const board::SquareSet& walls,
               const std::array<board::SquareSet, 4>& hopeless);

    // Is the box on `moved` now part of a frozen group with a box off goal? Complete (for the rule
    // above) if the state before the last move had no freeze deadlock.
    // Requires: moved in boxes. Cost: 10 ns if the box is free on an axis, else O(its cluster); 40
    // ns typical.
    [[nodiscard]] bool makes_deadlock(const board::SquareSet& boxes, board::Square moved) const;

    // Is any group of boxes frozen with a box off goal? Cost: O(boxes).
    [[nodiscard]] bool is_deadlock(const board::SquareSet& boxes) const;

    // The boxes on goals that no solution moves. If the state is no freeze deadlock these are all
    // that are frozen. Cost: a few ns a box on a goal while none is frozen, else O(boxes).
    [[nodiscard]] board::SquareSet frozen(const board::SquareSet& boxes) const;

    // The boxes that no sequence of pushes moves. A subset of what is frozen. Cost: O(boxes).
    [[nodiscard]] board::SquareSet immovable(const board::SquareSet& boxes) const;

  private:
    enum class Follow : std::uint8_t { needed, all };  // which neighbours join a group
    using AxisTable = std::vector<std::uint8_t>;       // per square: bit axis = always blocked
    class Group;

    [[nodiscard]] bool is_off_goal(const Group& group) const;

    const board::Board* board_;
    AxisTable pruning_;   // a wall on either side, or both sides off the live squares
    AxisTable physical_;  // a wall on either side
};

}  // namespace kura::deadlock
