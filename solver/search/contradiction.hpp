// Contradiction: a lane has proved that no solution is cheaper than some cost, and yet another lane
// has one that replays. One of the prunings is wrong then, and nothing the search says is trusted.
// Concept:  an exhausted lane L that proves claims: what is cheaper than the incumbent at its end
// is
//           one of my own targets. So once L's own targets among the waiting hints are judged, any
//           other hint that replays to something still cheaper refutes it
// Threads:  plain values; lost_on_the_way() reads visited tables, so no shard may be running
#pragma once

#include "solver/search/path_trace.hpp"

#include <optional>
#include <vector>

namespace kura::search {

// The first position of a solution that a lane never stored, in the order in which it searches: the
// step to it was dropped, or never tried.
struct LostState {
    state::State state;
    int pushes = 0;  // of the solution before it
};

struct Contradiction {
    int prover = -1;
    int finder = -1;
    int claimed = 0;  // "no solution costs less"; kNoIncumbent: "there is no solution"
    int cost = 0;     // of the one that replays
    std::optional<LostState> lost;
};

// Follows single pushes from the start, or back from the goals for a backward lane.
// Requires: the steps replay; the lane's states are normalised.
[[nodiscard]] std::optional<LostState> lost_on_the_way(const board::Board& board,
                                                       const state::KeyCodec& codec,
                                                       const LaneSpec& spec, int lane,
                                                       const std::vector<moves::Step>& steps,
                                                       const Lookup& lookup);

}  // namespace kura::search
