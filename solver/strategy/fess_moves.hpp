// The macro moves of a position with what they lead to: features, and what the advisors ask about.
// Shape:    open(state), then moves() sorted as generated (by box); prunings that cost little are
//           applied here, dear ones (is_dead) when a move is chosen
// Soundness: dropped moves lead to dead positions, or a PI-corral makes them needless; both are
//           proved by solver/deadlock. Features never prune
// Threads:  one owner
// Source:   Shoham and Schaeffer, "The FESS Algorithm" (2020); ARCHITECTURE.md, "Feature-space search"
#pragma once

#include "solver/board/rooms.hpp"
#include "solver/deadlock/corral_search.hpp"
#include "solver/deadlock/endgame.hpp"
#include "solver/deadlock/pattern_search.hpp"
#include "solver/deadlock/pi_corral.hpp"
#include "solver/deadlock/room_search.hpp"
#include "solver/deadlock/settled_boxes.hpp"
#include "solver/features/hotspots.hpp"
#include "solver/features/reach.hpp"
#include "solver/moves/macro.hpp"
#include "solver/plan/packing_plan.hpp"
#include "solver/strategy/fess_score.hpp"
#include "solver/strategy/knowledge.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace kura::strategy {

struct FessMove {
    std::uint64_t score = 0;  // of the position after it
    moves::MacroMove move;
    board::Square player = board::kNoSquare;  // after it, normalised
    std::uint8_t weight = 1;                  // 0 where an advisor recommends it
    bool opens = false;                       // another box can be pushed that could not before
};

// What guides the search; the plan is made by the search itself.
struct FessGuide {
    FessGuide(const board::Board& board)
        : rooms(board), hotspots(board), reach(board), plan(board, {}, {}) {}

    const board::Rooms rooms;
    const features::Hotspots hotspots;
    features::Reach reach;
    plan::PackingPlan plan;
};

class FessMoves {
  public:
    FessMoves(const Knowledge& knowledge, FessGuide& guide);

    // Makes the position the current one. Ensures: false if it is proved dead. `moved` is where the
    // last move put a box, kNoSquare for a root.
    [[nodiscard]] bool open(const state::State& state, board::Square moved);
    // Finds the moves of the current position. Requires: open() did not find it dead.
    void find_moves();
    // Is a position from which the search gets nowhere dead by a part of it? What is found out is
    // remembered for all positions of the job. The current position is another one afterwards.
    [[nodiscard]] bool is_stuck(const state::State& state);

    [[nodiscard]] std::uint64_t score() const { return score_; }
    [[nodiscard]] std::vector<FessMove>& moves() { return moves_; }
    [[nodiscard]] const state::State& state() const { return state_; }
    [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

  private:
    [[nodiscard]] bool is_dead(board::Square moved);
    void find_macros();
    [[nodiscard]] FessScore score_of(const board::SquareSet& boxes, int regions) const;
    [[nodiscard]] bool is_hopeless(const moves::MacroMove& move) const;
    void add(const moves::MacroMove& move);
    [[nodiscard]] FessScore score_after(const moves::MacroMove& move) const;
    [[nodiscard]] bool opens_a_push(const moves::MacroMove& move) const;

    const Knowledge& knowledge_;
    const board::Board& board_;
    FessGuide& guide_;
    bound::PushBound bound_;
    deadlock::SettledBoxes settled_;
    const deadlock::WallFacts* facts_ = nullptr;  // of the current position, null: not asked for
    std::unique_ptr<deadlock::CorralSearch> corral_search_;
    std::unique_ptr<deadlock::RoomSearch> room_search_;
    std::unique_ptr<deadlock::Endgames> endgames_;
    std::unique_ptr<deadlock::PatternSearch> pattern_search_;
    deadlock::PiCorral pi_corral_;
    moves::MacroGenerator generator_;

    state::State state_;           // with the moved box in place while a move is looked at
    board::SquareSet region_;      // the player's
    board::SquareSet after_;       // the player's region after a move
    board::SquareSet hurt_;        // by all boxes but the moving one
    board::Square hurt_but_ = board::kNoSquare;
    FessScore now_;
    std::uint64_t score_ = 0;
    std::uint64_t dropped_ = 0;
    std::vector<moves::MacroMove> macros_;
    std::vector<FessMove> moves_;
};

}  // namespace kura::strategy
