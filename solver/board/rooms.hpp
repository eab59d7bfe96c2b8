// Rooms: the open parts of a board, and how they hang together over the corridors between them.
// Shape:    a block is two by two squares free of walls; blocks one step apart belong together, and
//           two or more such blocks are a room. A square of two rooms belongs to neither; squares
//           of no room are corridor. Doors of a room: corridor squares beside it
//           Room i sees room j if from i, over squares of i and corridor, one touches a square of
//           j. Two rooms that see each other on the empty board are an edge of the base graph
// Units:    connectivity() counts lost edges: with boxes on the board an edge survives if every
//           free part of either room sees a free square of the other; a room full of boxes sees
//           and is seen as on the empty board. 0 on the empty board
// Invariants: room numbers are 0..count()-1; at most kRoomsMax, what comes later is corridor
// Threads:  immutable after construction, any
// Source:   the room connectivity feature of Shoham and Schaeffer, "The FESS Algorithm" (2020)
#pragma once

#include "solver/board/board.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace kura::board {

using Room = std::uint8_t;
inline constexpr Room kNoRoom = 0xFF;
inline constexpr int kRoomsMax = 64;

class Rooms {
  public:
    explicit Rooms(const Board& board);

    [[nodiscard]] int count() const { return static_cast<int>(squares_.size()); }
    // The same as the number after the last room's, for loops.
    [[nodiscard]] Room end() const { return static_cast<Room>(count()); }
    [[nodiscard]] Room room_of(Square square) const { return room_of_[square]; }
    [[nodiscard]] const SquareSet& squares(Room room) const { return squares_[room]; }
    [[nodiscard]] const SquareSet& doors(Room room) const { return doors_[room]; }

    [[nodiscard]] bool has_edge(Room a, Room b) const { return (base_[a] >> b & 1) != 0; }
    [[nodiscard]] int edge_count() const { return edge_count_; }

    // How many edges of the base graph the boxes cut. Cost: about 0.5 us on XSokoban boards.
    [[nodiscard]] int connectivity(const SquareSet& boxes) const;

  private:
    using Mask = std::uint64_t;  // a bit a room
    struct Link {                // two squares side by side that are not of one room
        Square inside;           // in the room the link is listed with
        Square outside;          // in a corridor, or in another room
    };
    class Parts;

    void find_rooms(const Board& board);
    void find_links(const Board& board);
    [[nodiscard]] Mask seen_by_all(Room room, Parts& parts) const;

    SquareSet all_squares_;
    std::vector<Room> room_of_;                  // per square
    std::vector<SquareSet> squares_;             // per room
    std::vector<SquareSet> doors_;               // per room
    std::vector<std::vector<Link>> links_;       // per room
    std::vector<std::array<Square, 2>> before_;  // above and left if of one kind, or size()
    std::vector<Mask> base_;                     // per room: those it has an edge with
    int edge_count_ = 0;
};

}  // namespace kura::board
