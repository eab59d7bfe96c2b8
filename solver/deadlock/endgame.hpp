// Endgames: the ways a solution can end, played backwards from all goals filled until what is left
// to see is simple. A state that fits none of them has no solution.
//
// Shape:    for given walls (settled boxes): from every final position (goals filled, the player in
//           each zone) a search by pulls over positions (boxes, player's region). Where some box
//           can be pulled alone to a square at least `distance` steps away, and the player can come
//           back to where it stood, the only child is the position without that box; elsewhere all
//           pulls are children. The positions of the second kind are the endgame's. If one of them
//           has no box, or the search doesn't end in time, the endgame says nothing
// Soundness: play a solution of a state backwards. Claim: at any time there is a position of the
//           search whose boxes are among the real ones, with the real player in its region. It
//           holds at the end (which is a start of the search). Where the search takes a box away it
//           holds for the child too, as the region grows. A real pull of a box the position has is
//           one of its children: more squares are free there, and the box comes to a live square,
//           as in every state of a solution. Other pulls are walks: both squares they need are free
//           in the position. So when the state is reached, a position of the second kind has its
//           boxes all in the state, and the player of the state in its region: none => dead
// Limits:   states reached from the board's start, boxes on live squares, the walls settled in it
// Units:    distances in steps, walls and boxes ignored; some 5 us a position to search, 4 ns a
//           position to test. Tables are made only for walls met `queries_first` times
// Threads:  one owner
// Source:   Festival's k-distance test (Shoham), which keeps counts of squares instead of the
//           positions themselves; ARCHITECTURE.md, "Endgames"
#pragma once

#include "solver/deadlock/pair_table.hpp"
#include "solver/deadlock/position_set.hpp"
#include "solver/deadlock/settled_boxes.hpp"
#include "solver/deadlock/wall_cache.hpp"
#include "solver/moves/macro.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace kura::deadlock {

struct EndgameOptions {
    std::array<int, 2> distances{5, 3};  // tried in turn until a search ends
    std::uint32_t positions_max = 600;
    std::uint32_t queries_first = 8;
    int tables_max = 512;
};

class Endgames {
  public:
    struct Stats {
        std::uint64_t queries = 0;
        std::uint64_t tables = 0;     // made
        std::uint64_t telling = 0;    // of these, with something to say
        std::uint64_t positions = 0;  // searched
        std::uint64_t dead = 0;
    };

    // `backward_pairs`: no pull to a pair that can't have come from the start; or null.
    Endgames(const board::Board& board, const PairTable* backward_pairs,
             EndgameOptions options = {});

    // Does the state fit no endgame? `facts`: of its settled boxes; `player`: any of its region.
    [[nodiscard]] bool is_dead(const state::State& state, const WallFacts& facts);

    [[nodiscard]] const Stats& stats() const { return stats_; }

  private:
    struct Table {
        std::uint32_t queries = 0;
        bool made = false;
        std::vector<std::uint64_t> ends;  // per position: the boxes' words, then the region's
    };
    enum class Outcome : std::uint8_t { complete, empty, too_large };

    void make(const board::SquareSet& walls, Table& table);
    Outcome search(const board::SquareSet& walls, int distance, Table& table);
    void expand(const board::SquareSet& walls, const board::SquareSet& boxes,
                const board::SquareSet& region);
    [[nodiscard]] board::Square far_box(const board::SquareSet& walls,
                                        const board::SquareSet& boxes,
                                        const board::SquareSet& region, int distance);
    void add(const board::SquareSet& boxes, board::Square player);
    [[nodiscard]] const board::SquareSet& near(board::Square square, int distance);

    // constant after construction
    const board::Board& board_;
    const PairTable* const pairs_;
    const EndgameOptions options_;
    const std::size_t words_;
    // owner thread only
    WallCache<Table> tables_;
    moves::MacroGenerator macros_;
    std::vector<moves::MacroMove> macro_moves_;
    std::vector<moves::Step> steps_;
    PositionSet positions_;
    std::vector<std::uint64_t> queue_;                   // heap of (boxes, position), least first
    std::array<std::vector<board::SquareSet>, 2> near_;  // per distance and square, filled on use
    Stats stats_;
};

}  // namespace kura::deadlock
