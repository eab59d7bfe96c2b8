// Knowledge: what all lanes and shards of a job know about the board and share. Built once, before
// the search; the corral cache and the pattern store are the parts that learn.
// Threads:  immutable after construction but for these two, which are safe from any
#pragma once

#include "solver/board/board.hpp"
#include "solver/bound/push_bound.hpp"
#include "solver/deadlock/closed_diagonal.hpp"
#include "solver/deadlock/corral_cache.hpp"
#include "solver/deadlock/freeze.hpp"
#include "solver/deadlock/pair_table.hpp"
#include "solver/deadlock/pattern_store.hpp"
#include "solver/moves/push.hpp"

#include <memory>

namespace kura::strategy {

// Which prunings a search uses. All of them are sound: they never drop the last way to a solution
// and, but for exact-player search, never the last push-optimal one.
struct Rules {
    bool matching = true;       // also the bipartite deadlock test
    bool local_freeze = true;   // freeze; finds two by two as well
    bool frozen_walls = true;   // frozen boxes are walls for distances and matching
    bool pairs = true;          // exact tables of two boxes
    bool diagonals = true;      // closed diagonals
    bool corral_search = true;  // small searches of areas the player can't reach
    bool pi_corral = true;      // only pushes into a PI-corral; push counts only

    static Rules none() { return {false, false, false, false, false, false, false}; }
};

struct Knowledge {
    // The seed that leaves children in their natural order.
    static constexpr std::uint64_t kNaturalOrder = 1;

    Knowledge(const board::Board& board, const Rules& rules, bool backward,
              base::MemoryBudget& budget, std::uint64_t seed = kNaturalOrder);

    const board::Board& board;
    const Rules rules;
    const std::uint64_t seed;  // of the order among equal children
    const deadlock::FreezeTest freeze;
    const deadlock::ClosedDiagonals diagonals;
    std::unique_ptr<const deadlock::PairTable> forward_pairs;   // null: not used
    std::unique_ptr<const deadlock::PairTable> backward_pairs;  // null: not used
    std::unique_ptr<deadlock::CorralCache> corral_cache;        // null: no corral search
    std::unique_ptr<deadlock::PatternStore> patterns;           // null: none are learned
    std::shared_ptr<const bound::PushBound::Source> forward_distances;
    std::shared_ptr<const bound::PushBound::Source> backward_distances;  // null: not used
    const bound::PushBoundLimits bound_limits;  // of each lane on each shard
};

}  // namespace kura::strategy
