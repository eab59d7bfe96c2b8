// The features of positions of the sink search, as scores (sink_score.hpp).
// Threads:  immutable after construction, any
// Source:   Shoham and Schaeffer, "The FESS Algorithm" (2020): backward search with sinks
#pragma once

#include "solver/board/rooms.hpp"
#include "solver/features/reach.hpp"

#include <cstdint>
#include <vector>

namespace kura::plan {

class SinkFeatures {
  public:
    // Requires: board and rooms outlive this.
    SinkFeatures(const board::Board& board, const board::Rooms& rooms,
                 const features::Reach& reach);

    // The sum of the pushes a lone box needs to each goal; goals out of reach count nothing.
    [[nodiscard]] std::uint32_t spread(board::Square square) const { return spread_[square]; }
    // `regions`: the number of free areas between the boxes.
    [[nodiscard]] std::uint64_t score_of(const board::SquareSet& boxes, int regions) const;

  private:
    const board::Board& board_;
    const board::Rooms& rooms_;
    std::vector<std::uint32_t> spread_;  // per square
};

}  // namespace kura::plan
