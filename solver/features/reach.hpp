// Reach: how far a lone box can be pushed and the player can walk on the empty board, for guidance.
// Shape:    tables per source square, made when first asked for
// Units:    pushes, steps; board::kFar where there is no way
// Limits:   guidance only, never a pruning
// Threads:  one owner (it fills itself). Cost: O(squares) the first time a source is asked for
#pragma once

#include "solver/board/push_graph.hpp"

#include <cstdint>
#include <vector>

namespace kura::features {

// The squares a box on `from` can be pushed to, from the player's best side, in a graph of `board`.
// Cost: O(vertices).
[[nodiscard]] board::SquareSet pushed_squares(const board::Board& board,
                                              const board::PushGraph& graph, board::Square from);

class Reach {
  public:
    explicit Reach(const board::Board& board);

    // The player's steps from `from` to every square, boxes ignored.
    const std::vector<std::uint16_t>& walks_from(board::Square from);
    // The squares a lone box on `from` can be pushed to, from the player's best side.
    const board::SquareSet& pushes_from(board::Square from);
    // Steps from the nearest goal to every square, one square of a box a step: the fewest pulls
    // that bring a box from some goal there.
    [[nodiscard]] std::uint16_t pulls_from_goal(board::Square square) const {
        return pulls_from_goal_[square];
    }
    [[nodiscard]] const board::PushGraph& graph() const { return graph_; }

  private:
    const board::Board& board_;
    const board::PushGraph graph_;
    std::vector<std::vector<std::uint16_t>> walks_;
    std::vector<board::SquareSet> pushes_;  // of no words: not made yet
    std::vector<std::uint16_t> pulls_from_goal_;
};

}  // namespace kura::features
