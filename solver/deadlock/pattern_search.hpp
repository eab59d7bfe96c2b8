// Pattern search: why does a search make no headway below a state? Looks for boxes of it that are
// dead by themselves, and leaves them as a pattern that all threads test their positions against.
// Shape:    boxes that can be pushed along both axes are taken away, again and again; what is left
//           is searched, a box that becomes free in this way being taken away too
//           (small_search.hpp). If that is dead, boxes are dropped one by one as long as it stays
//           dead, then the walls, so that the pattern matches as much as it can. Tried without
//           walls first, all boxes being boxes: such a pattern matches wherever its boxes are.
//           Where all of that is not dead, clusters of it are tried, and the boxes nearest to each
//           box
// Soundness: that of the small search: it proves every position dead that has these boxes, these
//           settled boxes, and its player in this region of the board with nothing else on it
// Limits:   as small_search.hpp
// Units:    a search is at most positions_max positions; offer() takes a few where nothing is
//           found, and where something is, one more for each box and wall
// Threads:  one search an owner; the store is shared
// Source:   Festival's stuck patterns (Shoham), Rolling Stone's pattern search (Junghanns and
//           Schaeffer 2001); ARCHITECTURE.md, "Learned patterns"
#pragma once

#include "solver/deadlock/pattern_store.hpp"
#include "solver/deadlock/small_search.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace kura::deadlock {

struct PatternOptions {
    std::uint32_t positions_max = 500;
    int boxes_max = 12;
};

class PatternSearch {
  public:
    struct Stats {
        std::uint64_t offers = 0;
        std::uint64_t alive = 0;     // searches that found a way out
        std::uint64_t unknown = 0;   // searches that did not end
        std::uint64_t too_many = 0;  // offers with too many boxes left
        std::uint64_t dead = 0;      // offers that gave a pattern
    };

    // `pairs`: the forward pair table, or null. All outlive this.
    PatternSearch(const board::Board& board, const PairTable* pairs, PatternStore& store,
                  CorralCache& cache, PatternOptions options = {});

    // Is the state dead by a part of it that is found now? Adds the pattern if so.
    // `facts`: of its settled boxes; `player`: any square of its region.
    bool offer(const state::State& state, const WallFacts& facts);

    [[nodiscard]] const Stats& stats() const { return stats_; }

  private:
    bool try_with(const state::State& state, const WallFacts& facts);
    bool try_windows(const state::State& state);
    bool try_window(state::State window);
    bool try_core(state::State core, const WallFacts& facts);
    [[nodiscard]] board::SquareSet cluster_of(board::Square box,
                                              const board::SquareSet& boxes) const;
    [[nodiscard]] bool is_dead(const state::State& state, const WallFacts& facts);
    void distil(state::State& dead, const WallFacts& facts);
    [[nodiscard]] board::SquareSet needed_walls(const state::State& dead, const WallFacts& facts);

    const board::Board& board_;
    PatternStore& store_;
    CorralCache& cache_;
    const PatternOptions options_;
    const WallFacts no_walls_;
    SmallSearch search_;
    std::vector<std::pair<int, board::Square>> nearest_;  // distance, box
    Stats stats_;
};

}  // namespace kura::deadlock
