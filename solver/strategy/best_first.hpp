// Best-first search over single steps: A*, weighted, greedy and breadth-first, forward or backward,
// which differ only in how they weigh what a state has cost and what it still needs.
//   priority = cost_weight * cost + bound_weight * bound
// Shape:    a bucket queue of keys, last in first out within a bucket; a popped key that is closed
//           by then is skipped
// Soundness: with equal weights the lane is optimal: the bound never overestimates, a better cost
//           re-opens a state, and nothing but states that can't lead below the incumbent is dropped
// Threads:  one owner
// Source:   ARCHITECTURE.md, "Lanes and strategies"
#pragma once

#include "solver/search/bucket_queue.hpp"
#include "solver/search/strategy.hpp"
#include "solver/state/key_codec.hpp"
#include "solver/strategy/expander.hpp"
#include "solver/strategy/lane_notes.hpp"

#include <algorithm>
#include <vector>

namespace kura::strategy {

struct Weights {
    int cost = 1;
    int bound = 1;
    bool exhaustive = false;  // visits every state, even behind a solution: the oracle of the tests
};

class BestFirst final : public search::Strategy {
  public:
    BestFirst(const Knowledge& knowledge, const state::KeyCodec& codec, moves::Side side,
              search::LaneOrder order, Weights weights, const search::ShardTools& tools);

    void emit_roots(search::Emitter& out) override;
    bool accept(const search::CandidateHeader& header, const std::uint8_t* key) override;
    search::StepResult step(search::Emitter& out) override;
    [[nodiscard]] int lower_bound() const override;
    [[nodiscard]] search::Notes notes() const override;

  private:
    [[nodiscard]] std::uint32_t priority(int cost, int bound) const {
        const int sum = weights_.cost * cost + weights_.bound * bound;
        return std::min(static_cast<std::uint32_t>(sum), search::BucketQueue::kPriorityMax);
    }
    [[nodiscard]] bool is_optimal() const { return order_ == search::LaneOrder::optimal; }
    [[nodiscard]] bool is_target(const board::SquareSet& boxes, board::Square player) const;
    // No better than a solution already in hand.
    [[nodiscard]] bool is_too_dear(int cost, int bound) const {
        return is_optimal() && !weights_.exhaustive &&
               cost + bound >= tools_.incumbent_cost.load(std::memory_order_relaxed);
    }
    bool push(std::uint32_t priority, std::uint64_t placement_hash, const std::uint8_t* key);
    void emit_root(search::Emitter& out, const state::State& state);

    const board::Board& board_;
    const state::KeyCodec& codec_;
    const moves::Side side_;
    const search::LaneOrder order_;
    const Weights weights_;
    const search::ShardTools tools_;
    const board::Square start_player_;  // normalised

    Expander expander_;
    search::BucketQueue queue_;  // entries: one byte of the table hash, then the key
    state::State state_;
    ClosestState closest_;
    std::vector<std::uint8_t> entry_;
    std::vector<std::uint8_t> key_;
};

}  // namespace kura::strategy
