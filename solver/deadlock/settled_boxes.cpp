#include "solver/deadlock/settled_boxes.hpp"

#include "solver/base/assert.hpp"

#include <memory>

namespace kura::deadlock {

using board::SquareSet;

SettledBoxes::SettledBoxes(const board::Board& board, int facts_max)
    : board_(board), no_walls_(board, board.no_squares()), known_(facts_max) {}

const WallFacts& SettledBoxes::facts_of(const SquareSet& walls) {
    if (walls.empty()) {
        return no_walls_;
    }
    return known_.get(walls, [&] {
        ++facts_built_;
        return std::make_unique<const WallFacts>(board_, walls);
    });
}

SettledBoxes::Result SettledBoxes::find(const state::State& state) {
    const WallFacts* facts = &no_walls_;
    while (true) {
        SquareSet rest = state.boxes;
        rest -= facts->walls;
        if (!rest.is_subset_of(facts->live()) || facts->hopeless.freeze().is_deadlock(rest) ||
            facts->retrograde.is_dead(state)) {
            return {.dead = true, .facts = nullptr};
        }
        SquareSet walls = facts->walls;
        walls |= facts->hopeless.freeze().frozen(rest);
        walls |= facts->retrograde.settled(state);
        if (walls == facts->walls) {
            return {.dead = false, .facts = facts};
        }
        KURA_DASSERT(walls.is_subset_of(state.boxes));
        facts = &facts_of(walls);
    }
}

}  // namespace kura::deadlock
