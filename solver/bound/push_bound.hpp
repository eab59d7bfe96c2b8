// Push bound: a lower bound on the pushes (or pulls) a state still needs: each box gets its own
// target, at the least total of lone-box distances. Exact for the parent, incremental for children.
// Shape:    prepare(parent), then after(step, player) for any of its children, in any order
// Units:    pushes, or pulls on the backward side; kInfeasible when no assignment exists
// Invariants: a box's row depends on its own square and the player's side of it, which changes only
//           when that box moves; so a child differs from its parent in one row
// Soundness: admissible, other boxes are ignored. kInfeasible is a deadlock (bipartite). Frozen
//           boxes count as walls: sound if they can never move again in any continuation, as
//           solver/deadlock proves; a child's bound with its parent's frozen boxes is sound too
// Threads:  one owner. Errors: none; tables beyond the limits fall back to the table without walls
// Cost:     prepare about size^2, after about size; a table for a new set of frozen boxes costs
//           O(targets * vertices) and is kept, least recently used out first
// Source:   ARCHITECTURE.md, "Bounds"
#pragma once

#include "solver/bound/distance_table.hpp"
#include "solver/bound/matching.hpp"
#include "solver/state/state.hpp"

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <unordered_map>
#include <vector>

namespace kura::bound {

struct PushBoundLimits {
    int frozen_tables_max = 512;
    std::size_t frozen_bytes_max = std::size_t{64} << 20;  // of all frozen tables together
};

class PushBound {
  public:
    // Distances with some boxes as walls; immutable, so any number of bounds may share one.
    struct Source {
        Source(const board::Board& board, const board::SquareSet& walls_in, moves::Side side);

        const board::SquareSet walls;
        const board::PushGraph graph;
        const DistanceTable table;
        const std::size_t bytes;
    };

    // Requires: board outlives this.
    PushBound(const board::Board& board, moves::Side side, PushBoundLimits limits = {});
    // With the table without frozen boxes made before, by make_base for that board and side.
    PushBound(const board::Board& board, moves::Side side, std::shared_ptr<const Source> base,
              PushBoundLimits limits = {});
    static std::shared_ptr<const Source> make_base(const board::Board& board, moves::Side side);

    // Frozen boxes are walls from now on, until the next call; takes effect with the next
    // prepare(). Requires: empty on the backward side. Cost: a comparison if the set is unchanged,
    // one hash lookup if its table is known.
    void set_frozen(const board::SquareSet& frozen);

    // The bound of a state, which becomes the parent. Any square of the player's region will do.
    int prepare(const state::State& parent);
    // The bound of the parent after its box on `from` went to `to`, the player then on `player`.
    // Requires: prepare() was called, a box stands on `from`; `to` is free or `from`.
    int after(board::Square from, board::Square to, board::Square player) {
        return matching_.value_with_row(row_of_[from], source_->table.row_for(to, player));
    }
    // Of a single step. Requires: as above.
    int after(const moves::Step& step) {
        return after(step.from, step.to, moves::player_after(board_, step, side_));
    }
    // A cheaper, weaker bound of the same child; unlike the exact ones it depends on what was
    // prepared before. Requires: also, the parent is feasible.
    int at_least_after(board::Square from, board::Square to, board::Square player) {
        return matching_.bound_with_row(row_of_[from], source_->table.row_for(to, player));
    }

    [[nodiscard]] int value() const { return matching_.value(); }
    // The target (an index into the table's columns) the parent's box on `from` was given.
    // Requires: the parent is feasible.
    [[nodiscard]] int target_of(board::Square from) const {
        return matching_.column_of(row_of_[from]);
    }
    // The graph and the table in use, frozen boxes included. Valid until the next set_frozen().
    [[nodiscard]] const board::PushGraph& graph() const { return source_->graph; }
    [[nodiscard]] const DistanceTable& table() const { return source_->table; }

    [[nodiscard]] std::size_t bytes() const { return base_->bytes + frozen_bytes_; }
    [[nodiscard]] int frozen_tables() const { return static_cast<int>(frozen_.size()); }
    [[nodiscard]] std::uint64_t tables_built() const { return tables_built_; }

  private:
    struct HashSet {
        std::size_t operator()(const board::SquareSet& set) const;
    };
    using Recency = std::list<std::unique_ptr<const Source>>;  // most recently used first

    void evict(std::size_t incoming_bytes);

    const board::Board& board_;
    moves::Side side_;
    PushBoundLimits limits_;
    std::shared_ptr<const Source> base_;
    const Source* source_;  // base_, or the first of recency_
    Recency recency_;
    std::unordered_map<board::SquareSet, Recency::iterator, HashSet> frozen_;
    std::size_t frozen_bytes_ = 0;
    std::uint64_t tables_built_ = 0;

    Matching matching_;
    std::vector<const std::uint16_t*> rows_;
    std::vector<int> row_of_;  // per square: the parent's box there
};

}  // namespace kura::bound
