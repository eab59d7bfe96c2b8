// Hotspots: boxes that stand in another box's way to the goals.
// Shape:    for every square y a row of squares x: with a box standing on y for ever, a lone box on
//           x could reach fewer goals than without. Neither x nor y is a goal, both are live
// Units:    count() is the number of boxes that some other box hurts
// Limits:   guidance only, never a pruning; boards that would take more than kHotspotWorkMax steps
//           get an empty table, on every machine alike
// Threads:  immutable after construction, any. Cost: live squares * goals * vertices to build
// Source:   the hotspots feature of Shoham and Schaeffer, "The FESS Algorithm" (2020)
#pragma once

#include "solver/board/push_graph.hpp"

#include <cstdint>
#include <vector>

namespace kura::features {

inline constexpr std::uint64_t kHotspotWorkMax = 20'000'000;

class Hotspots {
  public:
    explicit Hotspots(const board::Board& board);

    // words() words: the squares that a box on `blocker` hurts.
    [[nodiscard]] const std::uint64_t* hurt_by(board::Square blocker) const {
        return rows_.data() + static_cast<std::size_t>(blocker) * words_;
    }
    [[nodiscard]] bool is_empty() const { return is_empty_; }

    // Cost: O(boxes * words).
    [[nodiscard]] int count(const board::SquareSet& boxes) const;
    // The union of what the boxes hurt, `but` left out (kNoSquare: none).
    void hurt_squares(const board::SquareSet& boxes, board::Square but,
                      board::SquareSet& out) const;

  private:
    std::size_t words_;
    bool is_empty_ = true;
    std::vector<std::uint64_t> rows_;
};

}  // namespace kura::features
