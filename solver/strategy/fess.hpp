// Feature-space search: positions live in cells of like features, cells are served in turn, and
// each time the cell's least-weight macro move is tried. What advisors recommend weighs nothing,
// all else one, so the search looks for solutions with few difficult moves first.
// Shape:    a chosen move is emitted; the shard that owns the position it leads to tests it for
//           deadlock, expands it and files it in a cell of its own. The payload says under which
//           weight and best past
// Phases:   first the sink search makes the packing plan, one position a step, then the search
// Soundness: nothing but dead positions is dropped; still it never proves anything (the lane is
//           satisficing)
// Threads:  one owner
// Source:   Shoham and Schaeffer, "The FESS Algorithm" (2020); ARCHITECTURE.md, "Feature-space
// search"
#pragma once

#include "solver/features/cells.hpp"
#include "solver/plan/sink_search.hpp"
#include "solver/search/strategy.hpp"
#include "solver/state/key_codec.hpp"
#include "solver/strategy/fess_moves.hpp"

#include <deque>
#include <type_traits>
#include <vector>

namespace kura::strategy {

// What a candidate of this strategy carries.
struct FessPayload {
    std::uint64_t best_past = kWorstScore;  // of the node it comes from
    std::uint32_t weight = 0;               // of the move, its node's included
    features::NodeIndex parent = 0;         // on shard `shard`
    std::int32_t shard = -1;                // -1: a root
    std::uint32_t unused = 0;               // no byte of a record is left to chance
};
static_assert(std::has_unique_object_representations_v<FessPayload>);

class Fess final : public search::Strategy {
  public:
    Fess(const Knowledge& knowledge, const state::KeyCodec& codec, const search::ShardTools& tools);
    ~Fess() override;

    // Is what guides the search on this board made within a tenth of a second or so? It can't be
    // interrupted, and a time limit must be kept.
    [[nodiscard]] static bool fits(const board::Board& board);

    void emit_roots(search::Emitter& out) override;
    bool accept(const search::CandidateHeader& header, const std::uint8_t* key) override;
    search::StepResult step(search::Emitter& out) override;
    [[nodiscard]] int lower_bound() const override;
    [[nodiscard]] search::Notes notes() const override;

  private:
    struct Node {
        std::uint64_t score;
        std::uint64_t best_past;
        std::uint32_t weight;
        features::NodeIndex parent;  // kNoNode: a root, or on another shard
        std::uint32_t next = 0;      // first move not yet tried
        std::uint32_t alive = 0;     // moves not known to be dead
        std::uint32_t below = 0;     // positions expanded under it
        bool dead = false;           // proved, and so is all that is under it
        int pushes = 0;
        board::Square player;
        std::vector<FessMove> moves;  // by weight and score; freed when all are tried
    };

    search::StepResult take_pending();
    search::StepResult try_next_move(search::Emitter& out);
    search::StepResult expand(int pushes, const FessPayload& payload);
    void emit_move(features::NodeIndex node, const FessMove& move, search::Emitter& out);
    void queue(features::NodeIndex node);
    void load(features::NodeIndex node);
    void child_died(features::NodeIndex parent);
    void count_expansion(features::NodeIndex node);
    [[nodiscard]] bool is_under_dead(features::NodeIndex node) const;
    void choose_best();
    [[nodiscard]] bool is_new(const FessMove& move);
    [[nodiscard]] bool grow(std::size_t bytes);

    const board::Board& board_;
    const state::KeyCodec& codec_;
    const search::ShardTools tools_;
    FessGuide guide_;
    plan::SinkSearch sink_;
    bool has_plan_ = false;
    double planning_seconds_ = 0;
    FessMoves finder_;

    std::vector<Node> nodes_;
    std::vector<std::uint64_t> boxes_;  // per node
    features::Cells cells_;
    features::NodeIndex best_;
    bool best_next_ = false;  // every second move comes from the best position's cell
    std::deque<std::vector<std::uint8_t>> pending_;  // records to expand
    state::State state_;
    std::vector<std::uint8_t> record_;
    std::size_t bytes_ = 0;  // acquired from the budget
    std::size_t spare_bytes_ = 0;
};

}  // namespace kura::strategy
