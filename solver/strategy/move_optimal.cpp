#include "solver/strategy/move_optimal.hpp"

#include "solver/base/assert.hpp"
#include "solver/search/ownership.hpp"
#include "solver/state/placement_hash.hpp"

#include <algorithm>
#include <cstring>

namespace kura::strategy {

using board::Square;
using board::SquareSet;
using search::CandidateHeader;
using search::LaneOrder;
using search::StepResult;

namespace {

constexpr LaneOrder kOrder = LaneOrder::optimal;

}  // namespace

MoveOptimal::MoveOptimal(const Knowledge& knowledge, const state::KeyCodec& codec,
                         const search::ShardTools& tools)
    : board_(knowledge.board),
      codec_(codec),
      tools_(tools),
      expander_(knowledge, moves::Side::forward),
      queue_(static_cast<std::size_t>(codec.key_bytes()) + 1, tools.budget),
      state_{board_.no_squares(), board::kNoSquare},
      entry_(static_cast<std::size_t>(codec.key_bytes()) + 1),
      key_(static_cast<std::size_t>(codec.key_bytes())),
      walk_(static_cast<std::size_t>(board_.square_count())) {
    KURA_ASSERT(!knowledge.rules.pi_corral);
}

void MoveOptimal::emit_roots(search::Emitter& out) {
    const int bound = expander_.root_bound({board_.box_set(), board_.player()});
    if (bound >= bound::kInfeasible) {
        return;
    }
    codec_.encode(board_.box_set(), board_.player(), tools_.lane, key_.data());
    out.emit({.placement_hash = state::placement_hash(board_.box_set()),
              .word = search::make_word(kOrder, 0, search::Arrival{}),
              .priority = static_cast<std::uint32_t>(bound),
              .lane = static_cast<std::uint8_t>(tools_.lane),
              .is_target = false},
             key_.data());
}

bool MoveOptimal::accept(const CandidateHeader& header, const std::uint8_t* key) {
    if (header.is_target || is_too_dear(header.priority)) {
        return true;
    }
    entry_[0] = search::sub_table_byte(header.placement_hash);
    std::memcpy(entry_.data() + 1, key, key_.size());
    return queue_.push(header.priority, entry_.data());
}

// Breadth-first steps from the player's exact square.
void MoveOptimal::measure_walks() {
    std::fill(walk_.begin(), walk_.end(), -1);
    frontier_.assign(1, state_.player);
    walk_[state_.player] = 0;
    for (std::size_t head = 0; head < frontier_.size(); ++head) {
        for (const Square next : board_.neighbours(frontier_[head])) {
            if (next != board::kNoSquare && walk_[next] < 0 && !state_.boxes.contains(next)) {
                walk_[next] = walk_[frontier_[head]] + 1;
                frontier_.push_back(next);
            }
        }
    }
}

StepResult MoveOptimal::step(search::Emitter& out) {
    if (queue_.empty()) {
        return StepResult::idle;
    }
    const std::uint32_t popped = queue_.pop_min(entry_.data());
    if (is_too_dear(popped)) {
        return StepResult::skipped;
    }
    std::memcpy(key_.data(), entry_.data() + 1, key_.size());
    const auto probe = tools_.table.prepare(search::table_hash_of(entry_[0]), key_.data());
    codec_.decode(key_.data(), state_);
    const std::uint64_t word = tools_.table.find(probe);
    KURA_ASSERT(word != 0);
    if (search::is_closed(kOrder, word)) {
        return StepResult::skipped;
    }
    tools_.table.merge(probe, search::closed(kOrder, word));
    const int cost = search::word_cost(kOrder, word);
    const search::Arrival arrival = search::word_arrival(kOrder, word);
    const Square moved = arrival.is_root() ? board::kNoSquare : arrival.to;
    const int bound = expander_.open(state_, state::placement_hash(state_.boxes), moved);
    if (bound >= bound::kInfeasible) {
        ++counters_.pruned;
        return StepResult::skipped;
    }
    measure_walks();
    ++counters_.expanded;
    if (expander_.has_bounds()) {
        closest_.see(state_, bound);
    }
    bool too_long = false;
    const auto visit = [&](const Child& child, const SquareSet& boxes) {
        const Square before = board_.neighbour(child.step.from, child.step.side);
        const int moves = cost + walk_[before] + 1;
        const auto priority = static_cast<std::uint32_t>(moves + child.bound);
        too_long = too_long || moves > base::kPushesMax;
        if (too_long || is_too_dear(priority)) {
            return;
        }
        ++counters_.generated;
        codec_.encode(boxes, child.step.from, tools_.lane, entry_.data());
        out.emit({.placement_hash = child.placement_hash,
                  .word = search::make_word(kOrder, moves,
                                            {state_.player, child.step.to, child.step.side}),
                  .priority = priority,
                  .lane = static_cast<std::uint8_t>(tools_.lane),
                  .is_target = boxes == board_.goal_set()},
                 entry_.data());
    };
    counters_.pruned += static_cast<std::uint64_t>(expander_.children(visit));
    return too_long ? StepResult::full : StepResult::expanded;
}

int MoveOptimal::lower_bound() const {
    return queue_.empty() ? search::kNoIncumbent : static_cast<int>(queue_.peek_priority());
}

search::Notes MoveOptimal::notes() const {
    search::Notes notes;
    notes.figures = {{"open", queue_.size()}};
    notes.dead = figures_of(expander_.tally());
    notes.best = closest_.note(moves::Side::forward);
    return notes;
}

}  // namespace kura::strategy
