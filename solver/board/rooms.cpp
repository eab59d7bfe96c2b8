#include "solver/board/rooms.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>

namespace kura::board {

// The free squares cut into parts: connected, and of one room or all corridor. One sweep over the
// squares gives each a label, that of the square above or to the left; where both have one of their
// own the labels are joined (union-find). What follows looks at labels and links only.
class Rooms::Parts {
  public:
    using Label = Square;

    Parts(const Rooms& rooms, const SquareSet& boxes) : rooms_(rooms) {
        std::fill_n(first_of_.begin(), rooms.count(), kNone);
        label_[rooms.room_of_.size()] = kNone;  // the place that stands for walls
        boxes.for_each([&](Square box) { label_[box] = kNone; });
        for (int i = 0; i < boxes.words(); ++i) {
            for (std::uint64_t rest = ~boxes.word(i) & rooms.all_squares_.word(i); rest != 0;
                 rest &= rest - 1) {
                add(static_cast<Square>(i * 64 + std::countr_zero(rest)));
            }
        }
        // A label's root is a smaller one, which by then has its own root.
        for (Label label = 0; label < labels_; ++label) {
            root_[label] = root_[root_[label]];
            over_[label] = root_[label];
        }
        for (std::size_t room = 0; room < rooms.links_.size(); ++room) {
            for (const Link& link : rooms.links_[room]) {
                if (is_free(link)) {
                    beside_[part_of(link.outside)] |= Mask{1} << room;
                }
            }
        }
    }

    [[nodiscard]] bool is_free(const Link& link) const {
        return label_[link.inside] != kNone && label_[link.outside] != kNone;
    }
    // The rooms that the corridor part of this square touches.
    [[nodiscard]] Mask rooms_beside(Square corridor) const { return beside_[part_of(corridor)]; }

    // A second forest, over the parts: the ones of a room that corridors join. Rooms come one at a
    // time; a corridor part may have been joined to another room's before.
    void part_corridor(Square corridor) { over_[part_of(corridor)] = part_of(corridor); }
    void join_over(Square one, Square other) { join(over_, part_of(one), part_of(other)); }
    [[nodiscard]] Mask& seen_from(Square square) { return seen_[find(over_, part_of(square))]; }

    // Calls visit(what is seen from it) for each joined part of the room, some more than once.
    template <typename Visit>
    void for_each_part(Room room, Visit visit) {
        for (Label label = first_of_[room]; label != kNone; label = next_[label]) {
            visit(seen_[find(over_, root_[label])]);
        }
    }

  private:
    using Forest = std::array<Label, base::kSquaresMax>;
    static constexpr Label kNone = 0xFFFF;

    static Label find(Forest& forest, Label label) {
        while (forest[label] != label) {
            forest[label] = forest[forest[label]];
            label = forest[label];
        }
        return label;
    }
    static void join(Forest& forest, Label one, Label other) {
        const Label a = find(forest, one);
        const Label b = find(forest, other);
        forest[std::max(a, b)] = std::min(a, b);
    }
    [[nodiscard]] Label part_of(Square square) const { return root_[label_[square]]; }

    void add(Square square) {
        const Label above = label_[rooms_.before_[square][0]];
        const Label left = label_[rooms_.before_[square][1]];
        if (above == kNone && left == kNone) {
            const Label label = labels_++;
            label_[square] = label;
            root_[label] = label;
            beside_[label] = 0;
            if (const Room room = rooms_.room_of_[square]; room != kNoRoom) {
                next_[label] = first_of_[room];
                first_of_[room] = label;
            }
            return;
        }
        label_[square] = above != kNone ? above : left;
        if (above != left && above != kNone && left != kNone) {
            join(root_, above, left);
        }
    }

    const Rooms& rooms_;
    Label labels_ = 0;
    // Left uninitialised on purpose: only what was written is read.
    std::array<Label, base::kSquaresMax + 1> label_;  // per square, kNone under a box
    Forest root_;                                     // per label
    Forest over_;                                     // per label
    Forest next_;                                     // per label: another one of its room
    std::array<Label, kRoomsMax> first_of_;           // per room
    std::array<Mask, base::kSquaresMax> beside_;      // per part: the rooms that links lead to it
    std::array<Mask, base::kSquaresMax> seen_;        // per joined part of the present room
};

Rooms::Rooms(const Board& board) : all_squares_(board.all_squares()) {
    find_rooms(board);
    find_links(board);
    base_.assign(squares_.size(), 0);
    const SquareSet no_boxes = board.no_squares();
    Parts parts(*this, no_boxes);
    for (Room room = 0; room < end(); ++room) {
        base_[room] = seen_by_all(room, parts) & ~(Mask{1} << room);
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
    for (Room room = 0; room < end(); ++room) {
        squares_[room] -= shared;
        squares_[room].for_each([&](Square square) { room_of_[square] = room; });
    }
}

void Rooms::find_links(const Board& board) {
    links_.resize(squares_.size());
    doors_.assign(squares_.size(), board.no_squares());
    const auto wall = static_cast<Square>(room_of_.size());
    before_.assign(room_of_.size(), {wall, wall});
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
Rooms::Mask Rooms::seen_by_all(Room room, Parts& parts) const {
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
    parts.for_each_part(room, [](Mask& seen) { seen = 0; });
    for (const Link& link : links_[room]) {
        if (parts.is_free(link)) {
            parts.seen_from(link.inside) |= is_corridor(link) ? parts.rooms_beside(link.outside)
                                                              : Mask{1} << room_of_[link.outside];
        }
    }
    Mask all = ~Mask{0};
    parts.for_each_part(room, [&](Mask& seen) { all &= seen; });
    return all;
}

int Rooms::connectivity(const SquareSet& boxes) const {
    if (edge_count_ == 0) {
        return 0;
    }
    Parts parts(*this, boxes);
    std::array<Mask, kRoomsMax> seen;
    Mask full = 0;
    for (Room room = 0; room < end(); ++room) {
        if (base_[room] == 0) {
            continue;
        }
        seen[room] = seen_by_all(room, parts);
        full |= squares_[room].is_subset_of(boxes) ? Mask{1} << room : 0;
    }
    int lost = 0;
    for (Room a = 0; a < end(); ++a) {
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
