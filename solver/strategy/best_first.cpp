#include "solver/strategy/best_first.hpp"

#include "solver/base/assert.hpp"
#include "solver/search/ownership.hpp"
#include "solver/state/placement_hash.hpp"

#include <cstring>

namespace kura::strategy {

using board::Square;
using board::SquareSet;
using moves::Side;
using search::CandidateHeader;
using search::LaneOrder;
using search::StepResult;

BestFirst::BestFirst(const Knowledge& knowledge, const state::KeyCodec& codec, Side side,
                     LaneOrder order, Weights weights, const search::ShardTools& tools)
    : board_(knowledge.board),
      codec_(codec),
      side_(side),
      order_(order),
      weights_(weights),
      tools_(tools),
      start_player_(state::normalised_player(board_, board_.box_set(), board_.player())),
      expander_(knowledge, side),
      queue_(static_cast<std::size_t>(codec.key_bytes()) + 1, tools.budget),
      state_{board_.no_squares(), board::kNoSquare},
      entry_(static_cast<std::size_t>(codec.key_bytes()) + 1),
      key_(static_cast<std::size_t>(codec.key_bytes())) {}

bool BestFirst::is_target(const SquareSet& boxes, Square player) const {
    return side_ == Side::forward ? boxes == board_.goal_set()
                                  : player == start_player_ && boxes == board_.box_set();
}

void BestFirst::emit_root(search::Emitter& out, const state::State& state) {
    const int bound = expander_.root_bound(state);
    if (bound >= bound::kInfeasible) {
        return;
    }
    codec_.encode(state.boxes, state.player, tools_.lane, key_.data());
    out.emit({.placement_hash = state::placement_hash(state.boxes),
              .word = search::make_word(order_, 0, search::Arrival{}),
              .priority = priority(0, bound),
              .lane = static_cast<std::uint8_t>(tools_.lane),
              .is_target = is_target(state.boxes, state.player)},
             key_.data());
}

// Forward: the start. Backward: all goals filled, once for each area the player could be left in.
void BestFirst::emit_roots(search::Emitter& out) {
    if (side_ == Side::forward) {
        emit_root(out, {board_.box_set(), start_player_});
        return;
    }
    SquareSet left = board_.all_squares();
    left -= board_.goal_set();
    SquareSet region = board_.no_squares();
    while (!left.empty()) {
        state::flood(board_, board_.goal_set(), left.first(), region);
        emit_root(out, {board_.goal_set(), region.first()});
        left -= region;
    }
}

bool BestFirst::push(std::uint32_t priority, std::uint64_t placement_hash,
                     const std::uint8_t* key) {
    entry_[0] = search::sub_table_byte(placement_hash);
    std::memcpy(entry_.data() + 1, key, key_.size());
    return queue_.push(priority, entry_.data());
}

bool BestFirst::accept(const CandidateHeader& header, const std::uint8_t* key) {
    if (header.is_target && !weights_.exhaustive) {
        return true;  // reported by the shard; nothing better lies behind it
    }
    if (is_too_dear(0, static_cast<int>(header.priority))) {
        return true;
    }
    return push(header.priority, header.placement_hash, key);
}

StepResult BestFirst::step(search::Emitter& out) {
    if (queue_.empty()) {
        return StepResult::idle;
    }
    const std::uint32_t popped = queue_.pop_min(entry_.data());
    std::memcpy(key_.data(), entry_.data() + 1, key_.size());
    const auto probe = tools_.table.prepare(search::table_hash_of(entry_[0]), key_.data());
    codec_.decode(key_.data(), state_);
    const std::uint64_t placement = state::placement_hash(state_.boxes);
    const std::uint64_t word = tools_.table.find(probe);
    KURA_ASSERT(word != 0);
    if (search::is_closed(order_, word)) {
        return StepResult::skipped;
    }
    const int cost = search::word_cost(order_, word);
    if (is_too_dear(0, static_cast<int>(popped))) {
        return StepResult::skipped;
    }
    const search::Arrival arrival = search::word_arrival(order_, word);
    const Square moved = arrival.is_root() ? board::kNoSquare : arrival.to;
    const int bound = expander_.open(state_, placement, moved);
    const bool dead = bound >= bound::kInfeasible;
    if (!dead && is_optimal() && priority(cost, bound) > popped) {
        // Frozen boxes raised the bound: wait until nothing cheaper is open.
        return is_too_dear(cost, bound) || push(priority(cost, bound), placement, key_.data())
                   ? StepResult::skipped
                   : StepResult::full;
    }
    tools_.table.merge(probe, search::closed(order_, word));
    if (dead || is_too_dear(cost, bound)) {
        ++counters_.pruned;
        return StepResult::skipped;
    }
    if (cost >= base::kPushesMax) {
        return StepResult::full;
    }
    ++counters_.expanded;
    if (expander_.has_bounds()) {
        closest_.see(state_, bound);
    }
    const std::uint64_t generated_before = counters_.generated;
    counters_.pruned += static_cast<std::uint64_t>(
        expander_.children([&](const Child& child, const SquareSet& boxes) {
            if (is_too_dear(cost + 1, child.bound)) {
                return;
            }
            ++counters_.generated;
            codec_.encode(boxes, child.player, tools_.lane, entry_.data());
            out.emit({.placement_hash = child.placement_hash,
                      .word = search::make_word(order_, cost + 1,
                                                {child.step.from, child.step.to, child.step.side}),
                      .priority = priority(cost + 1, child.bound),
                      .lane = static_cast<std::uint8_t>(tools_.lane),
                      .is_target = is_target(boxes, child.player)},
                     entry_.data());
        }));
    counters_.work += 2 + counters_.generated - generated_before;
    return StepResult::expanded;
}

int BestFirst::lower_bound() const {
    if (queue_.empty()) {
        return search::kNoIncumbent;
    }
    return is_optimal() ? static_cast<int>(queue_.peek_priority()) : 0;
}

search::Notes BestFirst::notes() const {
    search::Notes notes;
    notes.figures = {{"open", queue_.size()}};
    notes.dead = figures_of(expander_.tally());
    notes.best = closest_.note(side_);
    return notes;
}

}  // namespace kura::strategy
