#include "solver/deadlock/settled_boxes.hpp"

#include "solver/base/assert.hpp"
#include "solver/base/hash.hpp"

#include <algorithm>

namespace kura::deadlock {

using board::SquareSet;

std::size_t SettledBoxes::HashSet::operator()(const SquareSet& set) const {
    std::uint64_t hash = 0;
    for (int i = 0; i < set.words(); ++i) {
        hash = base::mix64(hash ^ set.word(i));
    }
    return hash;
}

SettledBoxes::SettledBoxes(const board::Board& board, int facts_max)
    : board_(board),
      facts_max_(static_cast<std::size_t>(std::max(facts_max, 1))),
      no_walls_(board, board.no_squares()) {}

const WallFacts& SettledBoxes::facts_of(const SquareSet& walls) {
    if (walls.empty()) {
        return no_walls_;
    }
    const auto known = known_.find(walls);
    if (known != known_.end()) {
        recency_.splice(recency_.begin(), recency_, known->second);
        return *recency_.front();
    }
    if (recency_.size() >= facts_max_) {
        known_.erase(recency_.back()->walls);
        recency_.pop_back();
    }
    recency_.push_front(std::make_unique<const WallFacts>(board_, walls));
    known_.emplace(walls, recency_.begin());
    ++facts_built_;
    return *recency_.front();
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
