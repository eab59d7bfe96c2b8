#include "solver/strategy/expander.hpp"

#include "solver/base/rng.hpp"
#include "solver/state/placement_hash.hpp"

#include <algorithm>

namespace kura::strategy {

using board::Direction;
using board::Square;
using board::SquareSet;
using deadlock::Test;
using moves::Side;

Expander::Expander(const Knowledge& knowledge, Side side)
    : knowledge_(knowledge),
      board_(knowledge.board),
      side_(side),
      bound_(knowledge.board, side,
             side == Side::forward ? knowledge.forward_distances : knowledge.backward_distances,
             knowledge.bound_limits),
      state_{board_.no_squares(), board::kNoSquare},
      region_(board_.no_squares()),
      scratch_(board_.no_squares()) {
    if (side == Side::forward && knowledge.corral_cache) {
        corral_search_ = std::make_unique<deadlock::CorralSearch>(board_, *knowledge.corral_cache);
    }
    if (side == Side::forward && knowledge.rules.pi_corral) {
        pi_corral_ = std::make_unique<deadlock::PiCorral>(board_);
    }
}

int Expander::root_bound(const state::State& state) {
    const Rules& rules = knowledge_.rules;
    const auto& pairs =
        side_ == Side::forward ? knowledge_.forward_pairs : knowledge_.backward_pairs;
    bool dead = pairs && tally_.count(Test::pairs, pairs->is_deadlock(state.boxes, state.player));
    if (side_ == Side::forward) {
        dead = dead ||
               (rules.local_freeze &&
                tally_.count(Test::freeze, knowledge_.freeze.is_deadlock(state.boxes))) ||
               (rules.diagonals && tally_.count(Test::diagonals, knowledge_.diagonals.is_deadlock(
                                                                     state.boxes, state.player)));
    }
    if (dead) {
        return bound::kInfeasible;
    }
    const int bound = rules.matching ? prepare_bound(state) : 0;
    tally_.count(Test::matching, bound >= bound::kInfeasible);
    return bound;
}

// The walls are those of this very state: with an earlier one's it would be no bound at all.
int Expander::prepare_bound(const state::State& state) {
    if (side_ == Side::forward && knowledge_.rules.frozen_walls) {
        bound_.set_frozen(knowledge_.freeze.frozen(state.boxes));
    }
    return bound_.prepare(state);
}

int Expander::open(const state::State& state, std::uint64_t placement_hash, Square moved) {
#ifdef KURA_SLOWDOWN  // never in a build for users
    base::Rng useless(placement_hash);
    std::uint64_t sum = 0;
    for (int round = 0; round < KURA_SLOWDOWN; ++round) {
        sum ^= useless.next();
    }
    [[maybe_unused]] const volatile std::uint64_t kept = sum;  // or the compiler drops the loop
#endif
    state_ = state;
    placement_hash_ = placement_hash;
    moved_ = moved;
    const Rules& rules = knowledge_.rules;
    int bound = 0;
    if (rules.matching) {
        bound = prepare_bound(state_);
        if (tally_.count(Test::matching, bound >= bound::kInfeasible)) {
            return bound::kInfeasible;
        }
    }
    state::flood(board_, state_.boxes, state_.player, region_);
    if (corral_search_ &&
        tally_.count(Test::corrals, corral_search_->is_dead(state_.boxes, region_, moved))) {
        return bound::kInfeasible;
    }
    return bound;
}

void Expander::find_steps() {
    steps_.clear();
    deadlock::PiCorral::Result corral;
    if (pi_corral_) {
        corral = pi_corral_->find(state_.boxes, region_);
        if (tally_.count(Test::pi_corral, corral.kind == deadlock::PiCorral::Kind::dead)) {
            return;
        }
    }
    moves::generate_steps(board_, state_.boxes, region_, side_, steps_);
    if (corral.kind == deadlock::PiCorral::Kind::restricted) {
        std::erase_if(steps_,
                      [&](const moves::Step& step) { return !corral.boxes.contains(step.from); });
    }
    if (knowledge_.seed != Knowledge::kNaturalOrder) {
        base::Rng rng(placement_hash_ ^ knowledge_.seed);
        for (std::size_t i = steps_.size(); i > 1; --i) {
            std::swap(steps_[i - 1], steps_[rng.below(i)]);
        }
        std::stable_partition(steps_.begin(), steps_.end(),
                              [&](const moves::Step& step) { return step.from != moved_; });
        return;
    }
    const auto is_inert = [&](const moves::Step& step) { return step.from == moved_; };
    const auto first = std::find_if(steps_.begin(), steps_.end(), is_inert);
    std::rotate(first, std::find_if_not(first, steps_.end(), is_inert), steps_.end());
}

// Applies the rules to the child whose boxes state_.boxes holds now.
bool Expander::judge(Child& child) {
    const Rules& rules = knowledge_.rules;
    const moves::Step& step = child.step;
    if (!board_.is_live(step.to)) {
        return dropped_by(Test::live);
    }
    const Square player = moves::player_after(board_, step, side_);
    if (side_ == Side::forward) {
        if (knowledge_.forward_pairs &&
            knowledge_.forward_pairs->makes_deadlock(state_.boxes, step.to, player)) {
            return dropped_by(Test::pairs);
        }
        if (rules.local_freeze && knowledge_.freeze.makes_deadlock(state_.boxes, step.to)) {
            return dropped_by(Test::freeze);
        }
        if (rules.diagonals && knowledge_.diagonals.makes_deadlock(state_.boxes, step.to, player)) {
            return dropped_by(Test::diagonals);
        }
    } else if (knowledge_.backward_pairs &&
               knowledge_.backward_pairs->makes_deadlock(state_.boxes, step.to, player)) {
        return dropped_by(Test::pairs);
    }
    if (rules.matching) {
        child.bound = bound_.after(step.from, step.to, player);
        if (child.bound >= bound::kInfeasible) {
            return dropped_by(Test::matching);
        }
    }
    child.player = player_after_step(step);
    child.placement_hash =
        placement_hash_ ^ state::square_hash(step.from) ^ state::square_hash(step.to);
    return true;
}

// The child's normalised player. Most steps neither open nor cut the player's region: then it is
// the parent's with `from` added and `to` taken away, and no flood is needed.
Square Expander::player_after_step(const moves::Step& step) {
    const SquareSet& boxes = state_.boxes;  // the child's
    const auto is_open = [&](Square square) {
        return square != board::kNoSquare && !boxes.contains(square);
    };
    bool simple = true;
    for (const Square next : board_.neighbours(step.from)) {
        simple = simple && (!is_open(next) || region_.contains(next));
    }
    if (simple && region_.contains(step.to)) {
        // Are the free sides of `to` joined within the ring around it?
        const auto& ring = board_.ring(step.to);
        int gaps = 0;
        for (unsigned side = 0; side < 8; side += 2) {
            if (is_open(ring[side])) {
                gaps += is_open(ring[side + 1]) && is_open(ring[(side + 2) & 7]) ? 0 : 1;
            }
        }
        simple = gaps <= 1;
    }
    if (!simple) {
        state::flood(board_, boxes, moves::player_after(board_, step, side_), scratch_);
        return scratch_.first();
    }
    for (int i = 0; i < region_.words(); ++i) {
        std::uint64_t word = region_.word(i);
        if (step.to >> 6 == i) {
            word &= ~(std::uint64_t{1} << (step.to & 63));
        }
        if (word != 0) {
            return std::min(step.from, static_cast<Square>(i * 64 + std::countr_zero(word)));
        }
    }
    return step.from;
}

}  // namespace kura::strategy
