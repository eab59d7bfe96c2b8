#include "solver/deadlock/pattern_store.hpp"

#include <algorithm>

namespace kura::deadlock {

using board::SquareSet;

PatternStore::PatternStore(const board::Board& board, base::MemoryBudget& budget,
                           std::size_t patterns_max)
    : board_(board),
      budget_(budget),
      patterns_max_(patterns_max),
      words_(static_cast<std::size_t>(board.words())) {
    if (budget_.try_acquire(patterns_max_ * words_ * 3 * sizeof(std::uint64_t))) {
        data_.resize(patterns_max_ * words_ * 3);
    } else {
        patterns_max_ = 0;
    }
}

PatternStore::~PatternStore() {
    budget_.release(data_.size() * sizeof(std::uint64_t));
}

bool PatternStore::find(const state::State& state, const SquareSet& settled,
                        std::size_t first) const {
    // What add() wrote before it raised the count is seen by who reads the count.
    const std::size_t count = size();
    const std::uint64_t* boxes = data_.data() + first * words_ * 3;
    const std::uint64_t* have = state.boxes.data();
    for (std::size_t i = first; i < count; ++i, boxes += words_ * 3) {
        const std::uint64_t* walls = boxes + words_;
        const std::uint64_t* region = walls + words_;
        std::uint64_t missing = ~(region[state.player >> 6] >> (state.player & 63)) & 1;
        for (std::size_t w = 0; w < words_; ++w) {
            missing |= (boxes[w] & ~have[w]) | (walls[w] & ~settled.data()[w]);
        }
        if (missing == 0) {
            return true;
        }
    }
    return false;
}

bool PatternStore::add(const Pattern& pattern) {
    const std::lock_guard lock(mutex_);
    const std::size_t count = size();
    // Boxes of the pattern are boxes, its walls are settled boxes, of any position that matches.
    SquareSet boxes = pattern.boxes;
    boxes |= pattern.walls;
    if (count == patterns_max_ || find({boxes, pattern.region.first()}, pattern.walls, 0)) {
        return false;
    }
    std::uint64_t* place = data_.data() + count * words_ * 3;
    place = std::copy_n(pattern.boxes.data(), words_, place);
    place = std::copy_n(pattern.walls.data(), words_, place);
    std::copy_n(pattern.region.data(), words_, place);
    size_.store(count + 1, std::memory_order_release);
    return true;
}

Pattern PatternStore::pattern(std::size_t index) const {
    Pattern pattern{board_.no_squares(), board_.no_squares(), board_.no_squares()};
    const std::uint64_t* place = data_.data() + index * words_ * 3;
    std::copy_n(place, words_, pattern.boxes.data());
    std::copy_n(place + words_, words_, pattern.walls.data());
    std::copy_n(place + 2 * words_, words_, pattern.region.data());
    return pattern;
}

}  // namespace kura::deadlock
