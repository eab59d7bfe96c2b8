// Corral search: a small exhaustive search that proves a walled-off area can't be finished.
//
// Concept. Of a full state we look at (K, R, E): K some of its boxes, R where the player could
// walk if K were the only boxes, E a union of regions (connected squares free of K) outside R that
// never held another box than K's since the search began. Start: E = regions the player can't
// reach, K = the boxes that touch E with a side or a corner (so no other box is in E).
// Moves:    every push of a K box with the player in R, all other boxes removed, but for hopeless
//           ones (hopeless_push.hpp, judged among K). Then E loses what the player now reaches and
//           what is filled; then K loses the boxes that touch E no longer, R is recomputed.
// Soundness: dropping boxes only relaxes. Claim: every solution of the full state follows moves of
//           the small one. A push of a K box is such a move (more squares free, player in R). A
//           push of another box leaves (K, R, E): its square before and the player's are in R, so
//           it never comes to stand in E, as a free square beside R belongs to R. At the end of a
//           solution all K boxes are on goals and E holds no goal (only a K box could fill it).
//           So a solution passes E = {} or "K on goals, no goal in E": both end the search alive.
//           All (K, R, E) visited without either => no solution: the state is dead. The verdict
//           depends on (K, R, E) alone: exact cache key, exact duplicate test, no hash is trusted
// Wide:     any K that contains the boxes touching E will do. What is not dead is searched again
//           with the boxes beside these, which may bar the way, kept while they do; own keys
// Verdicts: alive and unknown (limit) mean only "not proved"; unknown ones are searched again with
//           a limit of as many positions as they were asked for, at each power of two from 128
// Limits:   needs states reached from the board's start, pushes forward
// Threads:  one search an owner thread; the cache may be shared
// Source:   Festival's corral deadlocks (Shoham); ARCHITECTURE.md, "Corral search"
#pragma once

#include "solver/deadlock/corral_cache.hpp"
#include "solver/deadlock/hopeless_push.hpp"
#include "solver/state/state.hpp"

#include <cstdint>
#include <vector>

namespace kura::deadlock {

struct CorralOptions {
    std::uint32_t positions_first = 50;   // limit of a corral's first search
    std::uint32_t positions_max = 20000;  // limit of its later ones
    bool wide = false;                    // search again with the boxes beside the fence's
};

class CorralSearch {
  public:
    struct Stats {
        std::uint64_t queries = 0;
        std::uint64_t searches = 0;
        std::uint64_t positions = 0;
        std::uint64_t dead = 0;
    };

    CorralSearch(const board::Board& board, CorralCache& cache, CorralOptions options = {});

    // Is the state proved dead? With `moved` (the box of the last push) only regions that touch it
    // are looked at, the others are as before the push; kNoSquare: all.
    // Cost: about 100 ns where the player reaches everything; 50 positions of about 0.5 us a miss.
    [[nodiscard]] bool is_dead(const state::State& state, board::Square moved = board::kNoSquare);
    // The same where the player's region is known already.
    [[nodiscard]] bool is_dead(const board::SquareSet& boxes, const board::SquareSet& player_region,
                               board::Square moved);

    [[nodiscard]] const Stats& stats() const { return stats_; }

  private:
    struct Small {  // (K, R, E), R by the player's lowest square
        board::SquareSet boxes;
        board::SquareSet area;
        board::Square player = board::kNoSquare;
    };
    struct Region {
        board::SquareSet squares;
        board::SquareSet boxes;  // those that touch it
        CorralVerdict verdict = CorralVerdict::absent;
    };

    void find_regions(const board::SquareSet& boxes, const board::SquareSet& player_region);
    [[nodiscard]] bool touches(board::Square square, const board::SquareSet& area) const;
    [[nodiscard]] bool has_work(const Small& small) const;
    CorralVerdict judge(const board::SquareSet& area, const board::SquareSet& touching,
                        const board::SquareSet& all, board::Square player);
    CorralVerdict judge(Small start);
    [[nodiscard]] board::SquareSet beside(const board::SquareSet& some,
                                          const board::SquareSet& boxes) const;
    [[nodiscard]] bool make_key(const Small& small, CorralKey& key) const;

    CorralVerdict search(const Small& start, std::uint32_t limit);
    CorralVerdict expand(std::uint32_t node, std::uint32_t limit);
    [[nodiscard]] bool settle(Small& small) const;
    bool add_node(const Small& small, std::uint32_t parent);
    void load_node(std::uint32_t node, Small& small) const;
    void grow_index();
    void store_all_dead();
    void store_path_alive(std::uint32_t node);

    // constant after construction
    const board::Board& board_;
    CorralCache& cache_;
    const CorralOptions options_;
    const HopelessPush hopeless_;
    const std::size_t words_;
    const std::size_t node_words_;  // boxes, area, player
    // owner thread only
    std::vector<Region> regions_;
    std::size_t region_count_ = 0;
    bool wide_ = false;  // the boxes beside the fence's are part of the search
    std::vector<std::uint64_t> nodes_;
    std::vector<std::uint32_t> parents_;
    std::vector<std::uint32_t> index_;  // open addressing: node + 1, 0 empty
    std::vector<std::uint64_t> queue_;  // heap of (score, node), least first
    Stats stats_;
};

}  // namespace kura::deadlock
