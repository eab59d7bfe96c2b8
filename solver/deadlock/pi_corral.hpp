// PI-corral pruning: positions where some boxes can only be pushed into a walled-off area, and the
// player can do all of those pushes now. Then it is enough to try just these boxes.
//
// Concept. A corral C is a union of regions (connected free squares) the player is not in. A fence
// F is a set of boxes that contains every box beside C. R is what the player could reach if F were
// the only boxes; R and C never meet. A push of f in F from p to d counts if p is in R, d is free
// of walls and F, and the push is not hopeless among F alone (hopeless_push.hpp).
// Conditions: (I) every push that counts has d in C; (P) every push that counts has p in the
//           player's region now; (W) a box of F is off goal, or a goal lies in C.
// Soundness: take any solution and its first push x = (f, p, d) of a box of F; by (W) there is one,
//           as no other box can enter C past F. Before x the player stays in R and no box of C's
//           side changes, so x counts: by (I) d is in C, by (P) p is reachable now, so x can be
//           played first. The pushes before x neither use d (no box and no player enters C), nor
//           miss f's old square, and x only enlarges the player's area, so they stay legal in
//           their order, and the state after them is the one after x in the old order. So from
//           every solvable state some optimal solution begins with a push that counts: the push
//           count of a search that always follows this rule is the optimal one. No push => dead.
// Fence:    for a given C the largest fence with (I) gives the fewest counting pushes, so it is the
//           best one for (P) too: start with all boxes, drop those that have a push elsewhere
// Limits:   not for move-optimal search (walking gets longer), not for backward search, not in
//           searches that removed boxes, not along paths found without it. Needs states reached
//           from the board's start. Never restricts how far a box goes, so macro moves may use it
// Threads:  immutable after construction, any
// Source:   Damgaard's PI-corrals (sokobano.de wiki); ARCHITECTURE.md, "PI-corrals"
#pragma once

#include "solver/deadlock/hopeless_push.hpp"

#include <cstdint>

namespace kura::deadlock {

class PiCorral {
  public:
    enum class Kind : std::uint8_t {
        none,        // all boxes must be tried
        restricted,  // pushes of `boxes` are enough
        dead,        // the state has no solution
    };
    struct Result {
        Kind kind = Kind::none;
        board::SquareSet boxes;  // only where restricted; never empty then
    };

    explicit PiCorral(const board::Board& board) : board_(board), hopeless_(board) {}

    // Requires: `player_region` is all the player can walk to, and the state is not solved.
    // Cost: about 50 ns where the player reaches everything, else O(corrals * boxes).
    [[nodiscard]] Result find(const board::SquareSet& boxes,
                              const board::SquareSet& player_region) const;

  private:
    class Finder;

    const board::Board& board_;
    HopelessPush hopeless_;
};

}  // namespace kura::deadlock
