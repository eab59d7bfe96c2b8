// Settled boxes: the boxes that no solution of a state moves any more. They may be walls in any
// argument about solutions: distances, matching, macro moves, corrals, further deadlock tests.
// Shape:    find() starts with the frozen boxes and adds, until nothing changes, what is frozen or
//           settled by the retrograde test once the boxes found so far are walls. More walls leave
//           fewer squares from which a box reaches a goal that is not taken (live for these walls),
//           so more pushes are hopeless, so more boxes are frozen
// Soundness: by induction over the rounds: the walls of a round are moved by no solution, so each
//           of its tests holds in this state (freeze.hpp, retrograde.hpp, hopeless_push.hpp). A box
//           off the live squares, a frozen box off goal, or no possible final zone => dead. For a
//           dead state there is no solution, and the boxes found so far mean nothing
// Limits:   states reached from the board's start, boxes on live squares, no freeze deadlock
// Units:    facts about a set of walls cost some 50 us and are kept, least recently used out first;
//           facts_max of them, about 8 KB each on boards of XSokoban's size
// Threads:  one owner
// Source:   Festival ("wallify", Shoham); ARCHITECTURE.md, "What never moves again"
#pragma once

#include "solver/deadlock/hopeless_push.hpp"
#include "solver/deadlock/retrograde.hpp"
#include "solver/deadlock/wall_cache.hpp"

#include <cstdint>

namespace kura::deadlock {

// What follows from a set of settled boxes. Immutable.
struct WallFacts {
    WallFacts(const board::Board& board, const board::SquareSet& walls_in)
        : walls(walls_in), hopeless(board, walls_in), retrograde(board, walls_in) {}

    // Where a box that is no wall may stand in a state that can be solved.
    [[nodiscard]] const board::SquareSet& live() const { return hopeless.live(); }

    const board::SquareSet walls;
    const HopelessPush hopeless;
    const Retrograde retrograde;
};

class SettledBoxes {
  public:
    struct Result {
        bool dead = false;
        // Of the settled boxes; null if dead. Valid until the next find().
        const WallFacts* facts = nullptr;
    };

    explicit SettledBoxes(const board::Board& board, int facts_max = 1024);

    // `player` may be any square of the player's region. Cost: about 0.5 us where the facts are
    // known, else that of the facts.
    [[nodiscard]] Result find(const state::State& state);

    [[nodiscard]] std::uint64_t facts_built() const { return facts_built_; }

  private:
    const WallFacts& facts_of(const board::SquareSet& walls);

    const board::Board& board_;
    const WallFacts no_walls_;
    WallCache<const WallFacts> known_;
    std::uint64_t facts_built_ = 0;
};

}  // namespace kura::deadlock
