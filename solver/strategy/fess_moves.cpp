#include "solver/strategy/fess_moves.hpp"

#include <algorithm>

namespace kura::strategy {

using board::kNoSquare;
using board::Square;
using board::SquareSet;
using deadlock::Test;
using moves::MacroMove;
using moves::Side;

namespace {

int count_common(const SquareSet& a, const SquareSet& b) {
    int count = 0;
    for (int i = 0; i < a.words(); ++i) {
        count += std::popcount(a.word(i) & b.word(i));
    }
    return count;
}

int count_regions(const board::Board& board, const SquareSet& boxes, const SquareSet& known) {
    SquareSet left = board.all_squares();
    left -= boxes;
    left -= known;
    SquareSet region = board.no_squares();
    int count = 1;
    for (; !left.empty(); ++count) {
        state::flood(board, boxes, left.first(), region);
        left -= region;
    }
    return count;
}

}  // namespace

FessMoves::FessMoves(const Knowledge& knowledge, FessGuide& guide)
    : knowledge_(knowledge),
      board_(knowledge.board),
      guide_(guide),
      bound_(knowledge.board, Side::forward, knowledge.forward_distances, knowledge.bound_limits),
      settled_(knowledge.board),
      pi_corral_(knowledge.board),
      generator_(knowledge.board),
      state_{board_.no_squares(), kNoSquare},
      region_(board_.no_squares()),
      after_(board_.no_squares()),
      hurt_(board_.no_squares()) {
    if (knowledge.corral_cache) {
        corral_search_ = std::make_unique<deadlock::CorralSearch>(board_, *knowledge.corral_cache);
        room_search_ = std::make_unique<deadlock::RoomSearch>(
            board_, guide.rooms, knowledge.forward_pairs.get(), *knowledge.corral_cache);
        pattern_search_ = std::make_unique<deadlock::PatternSearch>(
            board_, knowledge.forward_pairs.get(), *knowledge.patterns, *knowledge.corral_cache);
    }
    if (knowledge.rules.frozen_walls) {
        endgames_ = std::make_unique<deadlock::Endgames>(board_, knowledge.backward_pairs.get());
    }
}

bool FessMoves::open(const state::State& state, Square moved) {
    state_ = state;
    state::flood(board_, state_.boxes, state_.player, region_);
    return !is_dead(moved);
}

// Cheap tests first.
bool FessMoves::is_dead(Square moved) {
    const Rules& rules = knowledge_.rules;
    facts_ = nullptr;
    if (moved == kNoSquare && rules.local_freeze &&
        tally_.count(Test::freeze, knowledge_.freeze.is_deadlock(state_.boxes))) {
        return true;  // of a child it was tested with the move
    }
    if (rules.frozen_walls) {
        const deadlock::SettledBoxes::Result settled = settled_.find(state_);
        if (tally_.count(Test::settled, settled.dead)) {
            return true;
        }
        facts_ = settled.facts;
        bound_.set_frozen(facts_->walls);
    }
    return (rules.matching &&
            tally_.count(Test::matching, bound_.prepare(state_) >= bound::kInfeasible)) ||
           (pattern_search_ && facts_ != nullptr &&
            tally_.count(Test::patterns, knowledge_.patterns->matches(state_, facts_->walls))) ||
           (endgames_ && tally_.count(Test::endgames, endgames_->is_dead(state_, *facts_))) ||
           (corral_search_ &&
            tally_.count(Test::corrals, corral_search_->is_dead(state_.boxes, region_, moved))) ||
           (room_search_ && facts_ != nullptr &&
            tally_.count(Test::rooms, room_search_->is_dead(state_, *facts_, moved)));
}

bool FessMoves::is_stuck(const state::State& state) {
    if (!pattern_search_ || !knowledge_.rules.frozen_walls) {
        return false;
    }
    const deadlock::SettledBoxes::Result settled = settled_.find(state);
    facts_ = nullptr;
    return settled.dead || pattern_search_->offer(state, *settled.facts);
}

FessScore FessMoves::score_of(const SquareSet& boxes, int regions) const {
    FessScore score;
    score.packed = guide_.plan.packed(boxes);
    score.regions = regions;
    score.rooms = guide_.rooms.connectivity(boxes);
    score.out_of_plan = count_common(boxes, guide_.plan.zone(score.packed));
    score.hotspots = guide_.hotspots.count(boxes);
    boxes.for_each([&](Square box) { score.spread += guide_.reach.pulls_from_goal(box); });
    return score;
}

void FessMoves::find_moves() {
    moves_.clear();
    macros_.clear();
    hurt_but_ = kNoSquare;
    now_ = score_of(state_.boxes, count_regions(board_, state_.boxes, region_));
    score_ = now_.packed_bits();
    find_macros();
    for (const MacroMove& move : macros_) {
        state_.boxes.erase(move.from);
        state_.boxes.insert(move.to);
        if (is_hopeless(move)) {
            ++dropped_;
        } else {
            add(move);
        }
        state_.boxes.erase(move.to);
        state_.boxes.insert(move.from);
    }
}

void FessMoves::find_macros() {
    deadlock::PiCorral::Result corral;
    if (knowledge_.rules.pi_corral) {
        corral = pi_corral_.find(state_.boxes, region_);
        if (tally_.count(Test::pi_corral, corral.kind == deadlock::PiCorral::Kind::dead)) {
            return;
        }
    }
    const SquareSet& legal = facts_ != nullptr ? facts_->live() : board_.live_set();
    generator_.generate(state_.boxes, region_, Side::forward, legal, macros_,
                        moves::guided_moves_max(board_.square_count()));
    if (corral.kind == deadlock::PiCorral::Kind::restricted) {
        std::erase_if(macros_,
                      [&](const MacroMove& move) { return !corral.boxes.contains(move.from); });
    }
}

// Dead at a glance? The moved box is in place.
bool FessMoves::is_hopeless(const MacroMove& move) {
    const Rules& rules = knowledge_.rules;
    const Square player = board_.neighbour(move.to, move.last_side);
    return (knowledge_.forward_pairs &&
            tally_.count(Test::pairs, knowledge_.forward_pairs->makes_deadlock(state_.boxes,
                                                                               move.to, player))) ||
           (rules.local_freeze &&
            tally_.count(Test::freeze, knowledge_.freeze.makes_deadlock(state_.boxes, move.to))) ||
           (rules.diagonals && tally_.count(Test::diagonals, knowledge_.diagonals.makes_deadlock(
                                                                 state_.boxes, move.to, player)));
}

void FessMoves::add(const MacroMove& move) {
    if (hurt_but_ != move.from) {
        hurt_but_ = move.from;
        guide_.hotspots.hurt_squares(state_.boxes, move.to, hurt_);
    }
    state::flood(board_, state_.boxes, board_.neighbour(move.to, move.last_side), after_);
    moves_.push_back({.score = score_after(move).packed_bits(),
                      .move = move,
                      .player = after_.first(),
                      .weight = 1,
                      .opens = opens_a_push(move)});
}

FessScore FessMoves::score_after(const MacroMove& move) const {
    FessScore score = now_;
    const SquareSet& planned = guide_.plan.squares();
    if (planned.contains(move.from) || planned.contains(move.to)) {
        score.packed = guide_.plan.packed(state_.boxes);
    }
    score.regions += move.regions_change;
    score.rooms = guide_.rooms.connectivity(state_.boxes);
    score.out_of_plan = count_common(state_.boxes, guide_.plan.zone(score.packed));
    const std::uint64_t* more = guide_.hotspots.hurt_by(move.to);
    score.hotspots = 0;
    for (int i = 0; i < board_.words(); ++i) {
        score.hotspots += std::popcount((hurt_.word(i) | more[i]) & state_.boxes.word(i));
    }
    score.spread += guide_.reach.pulls_from_goal(move.to) - guide_.reach.pulls_from_goal(move.from);
    return score;
}

// Can a box that stayed be pushed from a side that was free before, but out of reach?
bool FessMoves::opens_a_push(const MacroMove& move) const {
    for (int i = 0; i < after_.words(); ++i) {
        std::uint64_t fresh = after_.word(i) & ~region_.word(i);
        for (; fresh != 0; fresh &= fresh - 1) {
            const auto square = static_cast<Square>(i * 64 + std::countr_zero(fresh));
            if (square == move.from) {
                continue;
            }
            for (const board::Direction direction : board::kDirections) {
                const Square box = board_.neighbour(square, direction);
                if (box == kNoSquare || box == move.to || !state_.boxes.contains(box)) {
                    continue;
                }
                const Square to = board_.neighbour(box, direction);
                if (to != kNoSquare && board_.is_live(to) && !state_.boxes.contains(to)) {
                    return true;
                }
            }
        }
    }
    return false;
}

}  // namespace kura::strategy
