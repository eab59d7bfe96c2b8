// Lane notes: the pieces that the strategies' notes are made of.
// Threads:  pure functions; ClosestState has one owner
#pragma once

#include "solver/deadlock/tally.hpp"
#include "solver/moves/push.hpp"
#include "solver/plan/packing_plan.hpp"
#include "solver/search/notes.hpp"
#include "solver/search/strategy.hpp"

#include <optional>
#include <string>
#include <vector>

namespace kura::strategy {

// The column as a letter, the row as a number, from the upper left corner of the level: "c4". The
// 27th column is "aa".
[[nodiscard]] std::string square_name(const board::Board& board, board::Square square);

// "c4-b2", "sink-b2" (which box that is doesn't matter), "b2" (stands there from the start).
[[nodiscard]] std::vector<std::string> steps_of(const board::Board& board,
                                                const plan::PackingPlan& plan);

// The tests that dropped something.
[[nodiscard]] std::vector<search::Figure> figures_of(const deadlock::Tally& tally);

// The first state that was expanded with the least bound.
class ClosestState {
  public:
    void see(const state::State& state, int bound) {
        if (bound < bound_) {
            bound_ = bound;
            state_ = state;
        }
    }
    [[nodiscard]] std::optional<search::NotedState> note(moves::Side side) const;

  private:
    int bound_ = search::kNoIncumbent;
    state::State state_;
};

}  // namespace kura::strategy
