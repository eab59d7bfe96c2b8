// Advice of the sink search: which pulls of a position are worth trying first. They get weight 0,
// the others keep 1.
// Shape:    at most one pull each for packing (a box into the sink, or away from the goals), for
//           fewer free areas and for fewer lost room links; the first of one or two pulls anyway
// Limits:   guidance only
// Threads:  pure but for the reach tables: one owner
// Source:   Shoham and Schaeffer, "The FESS Algorithm" (2020): backward search with sinks
#pragma once

#include "solver/plan/sink_features.hpp"
#include "solver/plan/sink_position.hpp"

#include <cstdint>
#include <vector>

namespace kura::plan {

// Requires: the pulls all remove their boxes, or none does.
void advise(const board::Board& board, const SinkFeatures& features, features::Reach& reach,
            std::uint64_t score_now, std::vector<SinkPull>& pulls);

}  // namespace kura::plan
