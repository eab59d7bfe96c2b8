#include "solver/deadlock/small_search.hpp"

#include "solver/base/assert.hpp"

#include <algorithm>
#include <array>
#include <functional>

namespace kura::deadlock {

using board::Direction;
using board::kNoSquare;
using board::Square;
using board::SquareSet;

SmallSearch::SmallSearch(const board::Board& board, const PairTable* pairs)
    : board_(board),
      pairs_(pairs != nullptr && !pairs->is_empty() ? pairs : nullptr),
      words_(static_cast<std::size_t>(board.words())),
      positions_(words_ + 1) {}

state::State SmallSearch::position(std::size_t index) const {
    const auto record = positions_.record(index);
    state::State state{board_.no_squares(), static_cast<Square>(record[words_])};
    std::copy_n(record.data(), words_, state.boxes.data());
    return state;
}

void SmallSearch::find_reach(const SquareSet& boxes, const WallFacts& facts, Square player,
                             SquareSet& reach) const {
    SquareSet blocked = boxes;
    blocked |= facts.walls;
    state::flood(board_, blocked, player, reach);
}

// Can the player in `reach` push the box, and may a solution do so?
bool SmallSearch::can_push(const SquareSet& boxes, const SquareSet& reach, const WallFacts& facts,
                           Square box, Direction direction) const {
    const Square player = board_.neighbour(box, board::opposite(direction));
    const Square to = board_.neighbour(box, direction);
    if (player == kNoSquare || to == kNoSquare || !reach.contains(player) || boxes.contains(to) ||
        facts.walls.contains(to) || facts.hopeless.alone(to, direction)) {
        return false;
    }
    SquareSet after = boxes;
    after.erase(box);
    after.insert(to);
    return !facts.hopeless.among(after, to, direction) &&
           (pairs_ == nullptr || !pairs_->makes_deadlock(after, to, box));
}

Square SmallSearch::free_box(const SquareSet& boxes, const SquareSet& reach, const WallFacts& facts,
                             Free free) const {
    Square found = kNoSquare;
    boxes.for_each([&](Square box) {
        unsigned axes = 0;
        for (const Direction direction : board::kDirections) {
            const Square to = board_.neighbour(box, direction);
            if (found != kNoSquare || to == kNoSquare) {
                continue;
            }
            const bool out = free.area != nullptr && !free.area->contains(to);
            if ((out || free.both_axes) && can_push(boxes, reach, facts, box, direction)) {
                axes |= 1U << (direction & 1);
                found = out || (free.both_axes && axes == 3) ? box : kNoSquare;
            }
        }
    });
    return found;
}

state::State SmallSearch::without_free(state::State state, const WallFacts& facts,
                                       Free free) const {
    SquareSet reach = board_.no_squares();
    while (true) {
        find_reach(state.boxes, facts, state.player, reach);
        const Square box = free_box(state.boxes, reach, facts, free);
        if (box == kNoSquare) {
            state.player = reach.first();
            return state;
        }
        state.boxes.erase(box);
    }
}

bool SmallSearch::add(const SquareSet& boxes, Square player) {
    if (boxes.is_subset_of(board_.goal_set())) {
        return true;
    }
    std::array<std::uint64_t, board::kSquareWordsMax + 1> record;
    std::copy_n(boxes.data(), words_, record.data());
    record[words_] = player;
    if (positions_.add({record.data(), words_ + 1})) {
        queue_.push_back(static_cast<std::uint64_t>(boxes.count()) << 32 | (positions_.size() - 1));
        std::push_heap(queue_.begin(), queue_.end(), std::greater<>());
    }
    return false;
}

CorralVerdict SmallSearch::run(const state::State& start, const WallFacts& facts, Free free,
                               std::uint32_t limit) {
    KURA_DASSERT(!start.boxes.intersects(facts.walls));
    positions_.clear();
    queue_.clear();
    SquareSet reach = board_.no_squares();
    SquareSet next_reach = board_.no_squares();
    find_reach(start.boxes, facts, start.player, reach);
    bool alive = add(start.boxes, reach.first());
    while (!alive && !queue_.empty()) {
        std::pop_heap(queue_.begin(), queue_.end(), std::greater<>());
        const state::State here = position(static_cast<std::uint32_t>(queue_.back()));
        queue_.pop_back();
        find_reach(here.boxes, facts, here.player, reach);
        const Square gone = free_box(here.boxes, reach, facts, free);
        if (gone != kNoSquare) {
            SquareSet boxes = here.boxes;
            boxes.erase(gone);
            find_reach(boxes, facts, here.player, next_reach);
            alive = add(boxes, next_reach.first());
            continue;
        }
        here.boxes.for_each([&](Square box) {
            for (const Direction direction : board::kDirections) {
                if (alive || !can_push(here.boxes, reach, facts, box, direction)) {
                    continue;
                }
                SquareSet boxes = here.boxes;
                boxes.erase(box);
                boxes.insert(board_.neighbour(box, direction));
                find_reach(boxes, facts, box, next_reach);
                alive = add(boxes, next_reach.first());
            }
        });
        if (!alive && positions_.size() > limit) {
            return CorralVerdict::unknown;
        }
    }
    return alive ? CorralVerdict::alive : CorralVerdict::dead;
}

}  // namespace kura::deadlock
