// Pair table: for two boxes alone and a region of the player, can they still be finished?
// Shape:    forward: two boxes can be brought to two goals. backward: they can have come from two
//           boxes of the start, pushed by the player from where it starts. Exact for pairs, found
//           by search over all (pair, region) from the goals, or from the start
//           Per square two rows of partner squares: dead wherever the player is; dead for some
//           regions only, and for these pairs a row of the player's squares for which it is dead
// Soundness: take the other boxes away: a solution of the position is one of the pair too (pushes
//           of other boxes become walks), so a dead pair is dead in any superset. Boxes are kept to
//           live squares, as every solution from the start does
// Moved:    only pairs with the moved box need a look. For a pair without it the whole move is a
//           walk, so the player stays in the same region of the board with just that pair on it.
//           Other pairs are as they were: test the first state with is_deadlock()
// Units:    work = pairs of live squares x squares; beyond work_max the table stays empty and never
//           fires, on every machine alike. Measured: 3 ns a unit to build, 1 ms for a typical
//           XSokoban board; 25 bytes a pair while it is built, a tenth of that afterwards
// Threads:  immutable after construction, any. Errors: none
// Source:   ARCHITECTURE.md, "Deadlocks"
#pragma once

#include "solver/moves/push.hpp"

#include <bit>
#include <cstdint>
#include <vector>

namespace kura::deadlock {

inline constexpr std::uint64_t kPairWorkMax = 16'000'000;

class PairTable {
  public:
    PairTable(const board::Board& board, moves::Side side, std::uint64_t work_max = kPairWorkMax);

    // Is any pair of `moved` and another box dead with the player on `player` (any square of its
    // region)? Cost: about 10 ns, and 5 for each partner whose verdict depends on the region.
    [[nodiscard]] bool makes_deadlock(const board::SquareSet& boxes, board::Square moved,
                                      board::Square player) const;

    // The same for all pairs of boxes.
    [[nodiscard]] bool is_deadlock(const board::SquareSet& boxes, board::Square player) const;

    // Requires: a != b.
    [[nodiscard]] bool is_dead(board::Square a, board::Square b, board::Square player) const;

    [[nodiscard]] bool is_empty() const { return words_ == 0; }  // too much work, or one box only
    [[nodiscard]] std::size_t memory_bytes() const;

  private:
    class Builder;

    // words_ words of "always dead", then words_ of "dead for some regions".
    [[nodiscard]] const std::uint64_t* row(board::Square square) const {
        return rows_.data() + static_cast<std::size_t>(square) * 2 * words_;
    }
    [[nodiscard]] bool is_dead_for(board::Square a, board::Square b, board::Square player) const;

    std::size_t words_ = 0;
    std::vector<std::uint64_t> rows_;
    std::vector<std::uint32_t> first_region_;  // per square: its place in regions_, in rows
    std::vector<std::uint64_t> regions_;  // words_ a pair (a < b), in ascending order of a, then b
};

}  // namespace kura::deadlock
