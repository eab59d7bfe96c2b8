// Expander: everything that happens to one state: its region, its bound, its deadlock tests, and
// its children with theirs. Strategies differ in what they do with the result.
// Shape:    open(state), then children(visit)
// Units:    bounds in pushes
// Soundness: only the rules of Knowledge are applied; each states its condition in solver/deadlock
// Threads:  one owner
#pragma once

#include "solver/bound/push_bound.hpp"
#include "solver/deadlock/corral_search.hpp"
#include "solver/deadlock/pi_corral.hpp"
#include "solver/deadlock/tally.hpp"
#include "solver/strategy/knowledge.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace kura::strategy {

struct Child {
    moves::Step step;
    board::Square player;  // normalised
    int bound;             // on the pushes it still needs, 0 without the matching rule
    std::uint64_t placement_hash;
};

class Expander {
  public:
    Expander(const Knowledge& knowledge, moves::Side side);

    // Takes the state as the current one. Ensures: its bound, or bound::kInfeasible if it is dead.
    // `moved` is where its last step put a box, kNoSquare for a root.
    int open(const state::State& state, std::uint64_t placement_hash, board::Square moved);

    // Calls visit(const Child&, const SquareSet& boxes) for each child that no rule drops.
    // Pushes of the box that moved last come last: a queue that takes the newest of equals goes on
    // with it (inertia, as in Rolling Stone), which saves walking.
    // Requires: open() returned a feasible bound. Ensures: returns the number dropped.
    template <typename Visit>
    int children(Visit&& visit) {
        int dropped = 0;
        find_steps();
        for (const moves::Step& step : steps_) {
            Child child{step, board::kNoSquare, 0, 0};
            state_.boxes.erase(step.from);
            state_.boxes.insert(step.to);
            if (judge(child)) {
                visit(static_cast<const Child&>(child),
                      static_cast<const board::SquareSet&>(state_.boxes));
            } else {
                ++dropped;
            }
            state_.boxes.erase(step.to);
            state_.boxes.insert(step.from);
        }
        return dropped;
    }

    // The bound of a state that this expander did not generate, or bound::kInfeasible. Its boxes
    // are all tested, where children() tests only what the box that moved could have changed.
    int root_bound(const state::State& state);

    [[nodiscard]] bool has_bounds() const { return knowledge_.rules.matching; }
    [[nodiscard]] const deadlock::Tally& tally() const { return tally_; }

  private:
    int prepare_bound(const state::State& state);
    void find_steps();
    bool judge(Child& child);
    bool dropped_by(deadlock::Test test) {
        tally_.count(test);
        return false;
    }
    board::Square player_after_step(const moves::Step& step);

    const Knowledge& knowledge_;
    const board::Board& board_;
    const moves::Side side_;
    bound::PushBound bound_;
    std::unique_ptr<deadlock::CorralSearch> corral_search_;
    std::unique_ptr<deadlock::PiCorral> pi_corral_;

    state::State state_;
    std::uint64_t placement_hash_ = 0;
    board::Square moved_ = board::kNoSquare;  // where the last step put a box
    board::SquareSet region_;
    board::SquareSet scratch_;
    std::vector<moves::Step> steps_;
    deadlock::Tally tally_;
};

}  // namespace kura::strategy
