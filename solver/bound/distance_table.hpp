// Distance table: how far a lone box is from each target, for every box square and player side.
// Shape:    one row per vertex of the push graph, one u16 column per target; rows are contiguous
//           and padded with kFar to a multiple of eight columns
// Units:    pushes. Forward: from the vertex to goal j (columns follow Board::goals()). Backward:
//           from start square j (columns follow Board::boxes()), the player where the puzzle
//           starts, to the vertex, which are the pulls that bring the box home
// Invariants: padding columns are kFar; kFar is the largest u16
// Soundness: other boxes are removed and walking is free, both relaxations, so an entry never
//           overestimates and kFar means never. With walls added this holds as long as the boxes
//           that stand on them never move again
// Threads:  immutable after construction, any. Keeps a reference to the graph
// Source:   ARCHITECTURE.md, "Distances"
#pragma once

#include "solver/board/push_graph.hpp"
#include "solver/moves/push.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kura::bound {

class DistanceTable {
  public:
    // Requires: graph belongs to board and outlives the table. Cost: O(targets * vertices).
    DistanceTable(const board::Board& board, const board::PushGraph& graph, moves::Side side);

    [[nodiscard]] int target_count() const { return target_count_; }
    // Columns of a row with its padding: a multiple of eight.
    [[nodiscard]] int columns() const { return static_cast<int>(columns_); }

    [[nodiscard]] const std::uint16_t* row(board::Vertex vertex) const {
        return entries_.data() + vertex * columns_;
    }
    // The row of a box on `box` when the player stands on `player`. A box that stands on a wall of
    // the graph, or that the player can never stand beside, stays where it is: 0 for the target it
    // stands on, kFar elsewhere.
    [[nodiscard]] const std::uint16_t* row_for(board::Square box, board::Square player) const {
        const board::Vertex vertex = graph_.vertex(box, player);
        return vertex != board::kNoVertex ? row(vertex) : stuck_row(box);
    }
    [[nodiscard]] const std::uint16_t* stuck_row(board::Square box) const {
        return entries_.data() + stuck_row_[box] * columns_;
    }

    [[nodiscard]] std::size_t bytes() const;

  private:
    const board::PushGraph& graph_;
    int target_count_;
    std::size_t columns_;
    std::vector<std::uint16_t> entries_;    // a row per vertex, one all kFar, then one per target
    std::vector<std::uint16_t> stuck_row_;  // per square: its row among the last ones
};

}  // namespace kura::bound
