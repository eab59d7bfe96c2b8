// Free bound: fewest pushes that bring the free boxes of a segment to their ends, each its own.
// Shape:    prepare(rows) for a state, with_row() for its children: one box, one row, is different
// Units:    pushes; bound::kInfeasible where no assignment exists
// Soundness: the minimum over assignments of lone-box distances never overestimates
// Threads:  one owner. Cost: a few ns for up to three boxes, else those of bound::Matching
#pragma once

#include "solver/bound/matching.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace kura::optimize {

class FreeBound {
  public:
    explicit FreeBound(int boxes);

    int prepare(std::span<const std::uint16_t* const> rows);
    [[nodiscard]] int with_row(int box, const std::uint16_t* row);

  private:
    static constexpr int kSmall = 3;

    [[nodiscard]] int least() const;

    int boxes_;
    std::array<const std::uint16_t*, kSmall> rows_{};
    std::optional<bound::Matching> matching_;
};

}  // namespace kura::optimize
