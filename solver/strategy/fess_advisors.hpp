// Advisors: each recommends at most one macro move of a position, which then gets weight 0 where
// others have 1. Packing, regions, rooms, hotspots, out-of-plan, opener, explorer.
// Invariants: no advisor recommends a move that packs fewer boxes, or one the caller refuses
// Threads:  pure but for the guide's reach tables: one owner
// Source:   Shoham and Schaeffer, "The FESS Algorithm" (2020)
#pragma once

#include "solver/strategy/fess_moves.hpp"

#include <functional>

namespace kura::strategy {

// is_new: does a move lead to a position that has not been seen? Asked for few moves only.
void advise(FessGuide& guide, std::uint64_t score_now, std::vector<FessMove>& moves,
            const std::function<bool(const FessMove&)>& is_new);

}  // namespace kura::strategy
