// Sink search: makes the packing plan by playing backward from the filled goals. Start squares that
// boxes can be pushed between form a sink: once a box has been pulled into it, neither which box it
// is nor where it stands matters, so the box and one start square are taken off the board.
// Shape:    feature-space search over pull macro moves; step() expands one position, plan() gives
//           the plan of the best position so far: fewest boxes left, then best features
// Units:    work() as search::StrategyCounters::work, about microseconds, counted
// Limits:   guidance only; other boxes than those left are forgotten, positions are told apart by a
//           64-bit hash. Ends when no box is left, those left stand on the bases left, nothing is
//           open, or at positions_max
// Threads:  one owner. Deterministic
// Source:   Shoham and Schaeffer, "The FESS Algorithm" (2020): backward search with sinks
#pragma once

#include "solver/board/rooms.hpp"
#include "solver/features/cells.hpp"
#include "solver/features/reach.hpp"
#include "solver/moves/macro.hpp"
#include "solver/plan/packing_plan.hpp"
#include "solver/plan/sink.hpp"
#include "solver/plan/sink_features.hpp"

#include <cstdint>
#include <unordered_set>
#include <vector>

namespace kura::plan {

struct SinkOptions {
    std::uint32_t positions_max = 3000;
};

class SinkSearch {
  public:
    // Requires: board, rooms and reach outlive this.
    SinkSearch(const board::Board& board, const board::Rooms& rooms, features::Reach& reach,
               SinkOptions options = {});

    // Ensures: false when there is nothing more to do.
    bool step();
    [[nodiscard]] PackingPlan plan() const;

    [[nodiscard]] int boxes_left() const;  // at the best position
    [[nodiscard]] std::uint32_t positions() const { return positions_; }
    [[nodiscard]] std::uint64_t work() const { return work_; }

  private:
    struct Node {
        std::uint64_t score;
        std::uint64_t best_past;  // the best score from here to the root
        std::uint32_t weight;
        features::NodeIndex parent;
        board::Square player;
        SinkPull arrival;
        std::uint32_t next = 0;  // index of the first pull not yet tried
        std::vector<SinkPull> pulls;
    };

    void add_roots();
    void expand(const SinkPosition& position, const Node& node);
    void load(features::NodeIndex node, SinkPosition& position) const;
    void queue(features::NodeIndex node);
    bool try_pull(features::NodeIndex parent);
    void find_pulls(const SinkPosition& position, std::vector<SinkPull>& pulls);
    void keep_removals(const SinkPosition& position, std::vector<SinkPull>& pulls);
    [[nodiscard]] std::uint64_t score_after(const SinkPosition& position,
                                            const moves::MacroMove& move, bool removes,
                                            board::SquareSet& scratch) const;
    [[nodiscard]] bool is_finished(const SinkPosition& position) const {
        return position.boxes.empty() || position.boxes == position.bases;
    }

    const board::Board& board_;
    features::Reach& reach_;
    const SinkOptions options_;
    const SinkFeatures features_;
    Sink sink_;
    moves::MacroGenerator generator_;
    std::vector<Node> nodes_;
    std::vector<std::uint64_t> sets_;  // per node: boxes, then bases
    std::unordered_set<std::uint64_t> seen_;
    features::Cells cells_;
    features::NodeIndex best_ = 0;
    bool is_done_ = false;
    bool best_next_ = false;  // every second step serves the best position's cell
    std::uint32_t positions_ = 0;
    std::uint64_t work_ = 0;
    int regions_ = 0;  // of the position being expanded
    std::vector<moves::MacroMove> macros_;
};

}  // namespace kura::plan
