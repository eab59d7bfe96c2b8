// Walk field: how many steps the player needs from one square to every other, boxes standing still.
// Units:    steps; board::kFar where there is no way
// Threads:  one owner. Cost: O(squares) a fill
#pragma once

#include "solver/board/push_graph.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace kura::optimize {

class WalkField {
  public:
    explicit WalkField(const board::Board& board);

    void fill(const board::SquareSet& blocked, board::Square from);
    [[nodiscard]] std::uint16_t operator[](board::Square square) const { return steps_[square]; }
    [[nodiscard]] bool reaches(board::Square square) const { return steps_[square] != board::kFar; }
    [[nodiscard]] std::span<const std::uint16_t> steps() const { return steps_; }

  private:
    const board::Board& board_;
    std::vector<std::uint16_t> steps_;
    std::vector<board::Square> queue_;
};

}  // namespace kura::optimize
