// Move-optimal A*: states keep the player's exact square after the last push, costs are moves.
//   priority = moves so far + lower bound on the pushes still needed
// Soundness: every push is a move, so the bound never overestimates. PI-corral pruning is off: it
//           keeps push counts, not move counts
// Threads:  one owner
// Source:   ARCHITECTURE.md, "Move-optimal search"
#pragma once

#include "solver/search/bucket_queue.hpp"
#include "solver/search/strategy.hpp"
#include "solver/state/key_codec.hpp"
#include "solver/strategy/expander.hpp"
#include "solver/strategy/lane_notes.hpp"

#include <vector>

namespace kura::strategy {

class MoveOptimal final : public search::Strategy {
  public:
    // Requires: knowledge.rules.pi_corral is off.
    MoveOptimal(const Knowledge& knowledge, const state::KeyCodec& codec,
                const search::ShardTools& tools);

    void emit_roots(search::Emitter& out) override;
    bool accept(const search::CandidateHeader& header, const std::uint8_t* key) override;
    search::StepResult step(search::Emitter& out) override;
    [[nodiscard]] int lower_bound() const override;
    [[nodiscard]] search::Notes notes() const override;

  private:
    void measure_walks();
    [[nodiscard]] bool is_too_dear(std::uint32_t priority) const {
        return static_cast<int>(priority) >= tools_.incumbent_cost.load(std::memory_order_relaxed);
    }

    const board::Board& board_;
    const state::KeyCodec& codec_;
    const search::ShardTools tools_;
    Expander expander_;
    search::BucketQueue queue_;
    state::State state_;
    ClosestState closest_;
    std::vector<std::uint8_t> entry_;
    std::vector<std::uint8_t> key_;
    std::vector<int> walk_;  // per square, steps from the player; -1 out of reach
    std::vector<board::Square> frontier_;
};

}  // namespace kura::strategy
