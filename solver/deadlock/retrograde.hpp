// Retrograde test: played backwards, a solution starts with every goal filled. Goals whose boxes
// could not have been pulled away from there must have been filled all along.
// Shape:    for given walls (boxes that no solution moves) the final position is all goals filled,
//           the player in one of its zones (connected free squares). From each zone boxes are
//           peeled: one that the player can pull one square to a live square disappears, which may
//           enlarge the player's area. What is left are the zone's survivors
// Soundness: play a solution of a state backwards from its final zone. The walls stand. Suppose a
//           survivor is pulled, and take the first such pull: until then only peeled boxes have
//           moved, so the player is inside the peel's last area (which only survivors and walls
//           bound), and so are the two squares that the pull needs; its box comes to a live square,
//           as in every state of a solution. So the peel would have taken it. Hence in the state
//           itself the survivors stand on their goals, the player and all other boxes are in the
//           area. A zone that breaks one of these can't be the final one; no zone left => dead.
//           Survivors of all zones left are never pushed again (settled()), as frozen boxes are
// Limits:   states with the boxes of `walls` in place, all boxes on live squares as in any search
//           that prunes, reached from the board's start
// Threads:  immutable after construction, any
// Source:   Festival's retrograde test (Shoham); ARCHITECTURE.md, "What never moves again"
#pragma once

#include "solver/state/state.hpp"

#include <vector>

namespace kura::deadlock {

class Retrograde {
  public:
    // Requires: the walls are boxes on goals. Cost: O(zones * goals * squares), some 10 us.
    Retrograde(const board::Board& board, const board::SquareSet& walls);

    // Is no zone possible? `state.player` may be any square of its region. Cost: some 10 ns a zone.
    [[nodiscard]] bool is_dead(const state::State& state) const;

    // The boxes besides the walls that no solution moves. Requires: not is_dead(state).
    // Cost: as is_dead.
    [[nodiscard]] board::SquareSet settled(const state::State& state) const;

  private:
    struct Zone {
        board::SquareSet survivors;
        board::SquareSet area;  // squares that the player and peeled boxes can come to
    };
    [[nodiscard]] bool is_possible(const Zone& zone, const state::State& state) const;

    board::SquareSet walls_;
    std::vector<Zone> zones_;
};

}  // namespace kura::deadlock
