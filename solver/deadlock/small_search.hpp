// Small search: can some of a state's boxes still be finished if the others are taken away? An
// exhaustive search that takes more boxes away as soon as they look free, so it stays small.
//
// Shape:    a position is a set of boxes and the player's region; settled boxes are walls. Its
//           children are all pushes that are not hopeless (hopeless_push.hpp, pair_table.hpp). But
//           where a box is free by the rule chosen (Free), the only child is the position without
//           that box. Alive: no box is left, or all that are left stand on goals
// Soundness: taking a box away only relaxes: the solution of a position, without that box's pushes,
//           solves the rest (they become walks). So if the position without it is dead, the
//           position is, whatever the rule that chose the box. Hopeless pushes are in no solution.
//           Hence a position is dead if all its children are; dead if the search runs out without
//           meeting an alive one. Goals are never asked to be filled, only boxes to be on goals, so
//           it does not matter which boxes were to fill them. A dead subset is dead in any superset
//           with the player in the same region of the subset (other boxes only shrink it)
// Limits:   the full state was reached from the board's start; the walls of the facts are settled
//           in it and no boxes of the search
// Units:    positions; about 0.4 us a child
// Threads:  one owner. Errors: none
// Source:   ARCHITECTURE.md, "Small searches"
#pragma once

#include "solver/deadlock/corral_cache.hpp"
#include "solver/deadlock/pair_table.hpp"
#include "solver/deadlock/position_set.hpp"
#include "solver/deadlock/settled_boxes.hpp"

#include <cstdint>
#include <vector>

namespace kura::deadlock {

class SmallSearch {
  public:
    // When a box counts as free and is taken away.
    struct Free {
        const board::SquareSet* area = nullptr;  // not null: it can be pushed out of this area
        bool both_axes = false;                  // it can be pushed along either axis
    };

    // `pairs`: the forward pair table, or null.
    SmallSearch(const board::Board& board, const PairTable* pairs);

    // Ensures: dead, alive, or unknown if more than `limit` positions were met. Both dead and alive
    // are exact for this search; only dead says something about the state.
    CorralVerdict run(const state::State& start, const WallFacts& facts, Free free,
                      std::uint32_t limit);

    // The positions of the last run, the start first. After dead all of them are dead.
    [[nodiscard]] std::size_t position_count() const { return positions_.size(); }
    [[nodiscard]] state::State position(std::size_t index) const;

    // Takes away, again and again, boxes that are free now, until none is; the rest and the
    // player's lowest square. Requires: as run().
    [[nodiscard]] state::State without_free(state::State state, const WallFacts& facts,
                                            Free free) const;

  private:
    // One box that is free in this position, or kNoSquare.
    [[nodiscard]] board::Square free_box(const board::SquareSet& boxes,
                                         const board::SquareSet& reach, const WallFacts& facts,
                                         Free free) const;
    [[nodiscard]] bool can_push(const board::SquareSet& boxes, const board::SquareSet& reach,
                                const WallFacts& facts, board::Square box,
                                board::Direction direction) const;
    void find_reach(const board::SquareSet& boxes, const WallFacts& facts, board::Square player,
                    board::SquareSet& reach) const;
    // Ensures: true if the position is alive.
    bool add(const board::SquareSet& boxes, board::Square player);

    const board::Board& board_;
    const PairTable* const pairs_;
    const std::size_t words_;
    PositionSet positions_;
    std::vector<std::uint64_t> queue_;  // heap of (boxes, position), least first
};

}  // namespace kura::deadlock
