#include "solver/board/rooms.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>

namespace kura::board {

// The free squares cut into parts: connected, and of one room or all corridor. Two squares of one
// part have the same root in a forest over squares (union-find with path halving).
class Rooms::Parts {
  public:
    Parts(const Rooms& rooms, const SquareSet& boxes) : rooms_(rooms), boxes_(boxes) {
        const std::size_t squares = rooms.room_of_.size();
        for (Square square = 0; square < squares; ++square) {
            root_[square] = square;
            if (boxes.contains(square)) {
                continue;
            }
            for (const Square before : rooms.before_[square]) {
                if (before != kNoSquare && !boxes.contains(before)) {
                    join(root_, before, square);
                }
            }
        }
        // A square points to a smaller one, which by then points to its root.
        for (Square square = 0; square < squares; ++square) {
            root_[square] = root_[root_[square]];
            over_[square] = root_[square];
        }
        find_beside();
    }

    [[nodiscard]] bool is_free(const Link& link) const {
        return !boxes_.contains(link.inside) && !boxes_.contains(link.outside);
    }
    // The rooms that the corridor part of this square touches.
    [[nodiscard]] Mask rooms_beside(Square corridor) const { return beside_[root_[corridor]]; }

    // A second forest, over the parts: the ones of a room that corridors join. Rooms come one at a
    // time; a corridor part may have been joined to another room's before.
    void part_corridor(Square corridor) { over_[root_[corridor]] = root_[corridor]; }
    void join_over(Square one, Square other) { join(over_, root_[one], root_[other]); }
    [[nodiscard]] Mask& seen_from(Square square) { return seen_[find(over_, root_[square])]; }

  private:
    using Forest = std::array<Square, base::kSquaresMax>;

    static Square find(Forest& forest, Square square) {
        while (forest[square] != square) {
            forest[square] = forest[forest[square]];
            square = forest[square];
        }
        return square;
    }
    static void join(Forest& forest, Square one, Square other) {
        const Square a = find(forest, one);
        const Square b = find(forest, other);
        forest[std::max(a, b)] = std::min(a, b);
    }
    void find_beside() {
        for (const bool clear : {true, false}) {
            for (std::size_t room = 0; room < rooms_.links_.size(); ++room) {
                for (const Link& link : rooms_.links_[room]) {
                    if (rooms_.room_of_[link.outside] == kNoRoom && is_free(link)) {
                        Mask& beside = beside_[root_[link.outside]];
                        beside = clear ? 0 : beside | Mask{1} << room;
                    }
                }
            }
        }
    }

    const Rooms& rooms_;
    const SquareSet& boxes_;
    // Left uninitialised on purpose: only the board's squares are read.
    Forest root_;
    Forest over_;
    std::array<Mask, base::kSquaresMax> beside_;  // per corridor part with a free link
    std::array<Mask, base::kSquaresMax> seen_;    // per joined part of the present room
};

Rooms::Rooms(const Board& board) {
    find_rooms(board);
    find_links(board);
    base_.assign(squares_.size(), 0);
    const SquareSet no_boxes = board.no_squares();
    Parts parts(*this, no_boxes);
    for (Room room = 0; room < count(); ++room) {
        base_[room] = seen_by_all(room, no_boxes, parts) & ~(Mask{1} << room);
        edge_count_ += std::popcount(base_[room]);
    }
    edge_count_ /= 2;
}

void Rooms::find_rooms(const Board& board) {
    const auto squares = static_cast<std::size_t>(board.square_count());
    constexpr int kNone = -1;
    // The block of a square has it as its upper left corner.
    const auto block_of = [&](Square square) {
        std::array<Square, 4> block{square, board.neighbour(square, kRight), kNoSquare, kNoSquare};
        block[2] = board.neighbour(square, kDown);
        block[3] = block[1] == kNoSquare ? kNoSquare : board.neighbour(block[1], kDown);
        return block;
    };
    std::vector<bool> is_block(squares);
    for (Square square = 0; square < squares; ++square) {
        const auto block = block_of(square);
        is_block[square] = std::find(block.begin(), block.end(), kNoSquare) == block.end();
    }
    std::vector<bool> done(squares);
    std::vector<int> owner(squares, kNone);
    SquareSet shared = board.no_squares();
    for (Square from = 0; from < squares && count() < kRoomsMax; ++from) {
        if (!is_block[from] || done[from]) {
            continue;
        }
        std::vector<Square> blocks{from};
        done[from] = true;
        for (std::size_t head = 0; head < blocks.size(); ++head) {
            for (const Square next : board.neighbours(blocks[head])) {
                if (next != kNoSquare && is_block[next] && !done[next]) {
                    done[next] = true;
                    blocks.push_back(next);
                }
            }
        }
        if (blocks.size() < 2) {
            continue;
        }
        SquareSet room = board.no_squares();
        for (const Square block : blocks) {
            for (const Square square : block_of(block)) {
                room.insert(square);
            }
        }
        room.for_each([&](Square square) {
            if (owner[square] != kNone) {
                shared.insert(square);
            }
            owner[square] = count();
        });
        squares_.push_back(room);
    }
    room_of_.assign(squares, kNoRoom);
    for (Room room = 0; room < count(); ++room) {
        squares_[room] -= shared;
        squares_[room].for_each([&](Square square) { room_of_[square] = room; });
    }
}

void Rooms::find_links(const Board& board) {
    links_.resize(squares_.size());
    doors_.assign(squares_.size(), board.no_squares());
    before_.assign(room_of_.size(), {kNoSquare, kNoSquare});
    for (Square square = 0; square < room_of_.size(); ++square) {
        const Room room = room_of_[square];
        for (const Direction direction : kDirections) {
            const Square next = board.neighbour(square, direction);
            if (next == kNoSquare) {
                continue;
            }
            if (room_of_[next] == room) {
                if (direction == kUp || direction == kLeft) {
                    before_[square][direction == kUp ? 0 : 1] = next;
                }
            } else if (room != kNoRoom) {
                links_[room].push_back({square, next});
                if (room_of_[next] == kNoRoom) {
                    doors_[room].insert(next);
                }
            }
        }
    }
}

// The rooms that every free part of `room` sees; all if it has none.
Rooms::Mask Rooms::seen_by_all(Room room, const SquareSet& boxes, Parts& parts) const {
    const auto is_corridor = [&](const Link& link) { return room_of_[link.outside] == kNoRoom; };
    for (const Link& link : links_[room]) {
        if (is_corridor(link) && parts.is_free(link)) {
            parts.part_corridor(link.outside);
        }
    }
    for (const Link& link : links_[room]) {
        if (is_corridor(link) && parts.is_free(link)) {
            parts.join_over(link.inside, link.outside);
        }
    }
    SquareSet free = squares_[room];
    free -= boxes;
    free.for_each([&](Square square) { parts.seen_from(square) = 0; });
    for (const Link& link : links_[room]) {
        if (parts.is_free(link)) {
            parts.seen_from(link.inside) |= is_corridor(link) ? parts.rooms_beside(link.outside)
                                                              : Mask{1} << room_of_[link.outside];
        }
    }
    Mask seen = ~Mask{0};
    free.for_each([&](Square square) { seen &= parts.seen_from(square); });
    return seen;
}

int Rooms::connectivity(const SquareSet& boxes) const {
    if (edge_count_ == 0) {
        return 0;
    }
    Parts parts(*this, boxes);
    std::array<Mask, kRoomsMax> seen;
    Mask full = 0;
    for (Room room = 0; room < count(); ++room) {
        if (base_[room] == 0) {
            continue;
        }
        seen[room] = seen_by_all(room, boxes, parts);
        full |= squares_[room].is_subset_of(boxes) ? Mask{1} << room : 0;
    }
    int lost = 0;
    for (Room a = 0; a < count(); ++a) {
        // Each edge once, from its lower room.
        const Mask later = base_[a] & ~full & (~Mask{1} << a);
        for (Mask rest = (full >> a & 1) != 0 ? 0 : later; rest != 0; rest &= rest - 1) {
            const auto b = static_cast<Room>(std::countr_zero(rest));
            lost += (seen[a] >> b & 1) != 0 && (seen[b] >> a & 1) != 0 ? 0 : 1;
        }
    }
    return lost;
}

}  // namespace kura::board
