// Pattern store: parts of positions that were proved dead, for all threads of a job.
// Shape:    a pattern is boxes, walls and the squares of one region. A position matches if it has
//           the boxes, the walls among its settled boxes, and its player in the region (which is
//           what the player could reach if boxes and walls were all there is)
// Soundness: who adds a pattern has proved that no position that matches has a solution
//           (pattern_search.hpp); the store only compares
// Units:    patterns, at most `patterns_max` at a time; beyond that nothing is added, so a match
//           never goes away
// Invariants: a pattern that contains another one is not added
// Threads:  any. Readers never wait: patterns are written once, then published by the count
// Source:   ARCHITECTURE.md, "Learned patterns"
#pragma once

#include "solver/base/memory_budget.hpp"
#include "solver/deadlock/settled_boxes.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

namespace kura::deadlock {

struct Pattern {
    board::SquareSet boxes;
    board::SquareSet walls;
    board::SquareSet region;
};

class PatternStore {
  public:
    // Memory for all patterns is taken from the budget at once; without it the store stays empty.
    PatternStore(const board::Board& board, base::MemoryBudget& budget,
                 std::size_t patterns_max = 512);
    ~PatternStore();
    PatternStore(const PatternStore&) = delete;
    PatternStore& operator=(const PatternStore&) = delete;

    // `player`: any square of the player's region. Cost: 2 to 4 ns a pattern.
    [[nodiscard]] bool matches(const state::State& state, const board::SquareSet& settled) const {
        return find(state, settled, 0);
    }
    // The same among the patterns from number `first` on, for those who know the older ones.
    [[nodiscard]] bool find(const state::State& state, const board::SquareSet& settled,
                            std::size_t first) const;

    // Ensures: false if there is no room, or it is covered by one that is there.
    bool add(const Pattern& pattern);

    [[nodiscard]] std::size_t size() const { return size_.load(std::memory_order_acquire); }
    [[nodiscard]] bool is_full() const { return size() == patterns_max_; }
    // Requires: index < size(). For tests.
    [[nodiscard]] Pattern pattern(std::size_t index) const;

  private:
    // constant after construction
    const board::Board& board_;
    base::MemoryBudget& budget_;
    std::size_t patterns_max_;
    std::size_t words_;
    // written under mutex_ up to size_, never again after that
    std::vector<std::uint64_t> data_;  // per pattern: boxes, walls, region
    std::atomic<std::size_t> size_{0};
    std::mutex mutex_;
};

}  // namespace kura::deadlock
