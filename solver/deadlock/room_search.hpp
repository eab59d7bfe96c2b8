// Room search: boxes that lock one another inside a small room, the player at large or not.
// Shape:    of a state it looks at the boxes in one room or on its doors, settled ones as walls,
// and
//           asks a small search (small_search.hpp) where a box that leaves room and doors is free.
//           Rooms of at most 24 squares, doors counted, with 2 boxes up to 5 (5 in at most 17
//           squares, 4 in at most 20): elsewhere the search seldom ends
// Soundness: that of the small search. A verdict depends on the room, the boxes in it, all settled
//           boxes and the player's region; all of this is the cache's key, and keys are exact
// Moved:    after a move only the rooms of the moved box (on a door: all that it touches) need a
//           look; for kNoSquare all are looked at
// Limits:   as small_search.hpp
// Threads:  one search an owner; the cache may be shared, also with corral searches
// Source:   Festival's room deadlocks (Shoham); ARCHITECTURE.md, "Small searches"
#pragma once

#include "solver/board/rooms.hpp"
#include "solver/deadlock/small_search.hpp"

#include <cstdint>
#include <vector>

namespace kura::deadlock {

struct RoomOptions {
    std::uint32_t positions_first = 200;  // limit of a first search
    std::uint32_t positions_max = 5000;   // limit of later ones, where one is asked for often
};

class RoomSearch {
  public:
    struct Stats {
        std::uint64_t queries = 0;
        std::uint64_t searches = 0;
        std::uint64_t positions = 0;
        std::uint64_t dead = 0;
    };

    // `pairs`: the forward pair table, or null. All outlive this.
    RoomSearch(const board::Board& board, const board::Rooms& rooms, const PairTable* pairs,
               CorralCache& cache, RoomOptions options = {});

    // Is the state proved dead? `facts`: of its settled boxes (settled_boxes.hpp).
    // Cost: some 10 ns where no room is small or full enough, one flood and a cache query a room,
    // a search where it is new.
    [[nodiscard]] bool is_dead(const state::State& state, const WallFacts& facts,
                               board::Square moved = board::kNoSquare);

    [[nodiscard]] const Stats& stats() const { return stats_; }

  private:
    struct Place {
        board::SquareSet area;  // the room and its doors
        int boxes_max = 0;
        board::Room room = board::kNoRoom;
    };

    bool judge(const Place& place, const state::State& state, const WallFacts& facts);
    [[nodiscard]] static bool make_key(const Place& place, const state::State& small,
                                       const WallFacts& facts, CorralKey& key);

    const board::Board& board_;
    CorralCache& cache_;
    const RoomOptions options_;
    std::vector<Place> places_;
    SmallSearch search_;
    Stats stats_;
};

}  // namespace kura::deadlock
