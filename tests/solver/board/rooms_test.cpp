#include "solver/board/rooms.hpp"

#include "solver/base/rng.hpp"
#include "tests/support/levels.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace kura::board {
namespace {

Board board_of(std::vector<std::string> rows) {
    auto board = Board::make(support::level_from(std::move(rows)), {.simplify = false});
    EXPECT_TRUE(board.has_value());
    return *board;
}

Square at(const Board& board, int row, int column) {
    for (Square square = 0; square < board.square_count(); ++square) {
        if (board.where(square).row == row && board.where(square).column == column) {
            return square;
        }
    }
    return kNoSquare;
}

// The definitions of the header, word for word and slowly: sets of squares, plain floods.
class Naive {
  public:
    explicit Naive(const Board& board) : board_(board), rooms_(board) {}

    std::vector<std::set<Square>> rooms() const {
        std::set<Square> blocks;
        for (Square square = 0; square < board_.square_count(); ++square) {
            if (block(square).size() == 4) {
                blocks.insert(square);
            }
        }
        std::vector<std::set<Square>> found;
        while (!blocks.empty()) {
            std::vector<Square> together{*blocks.begin()};
            blocks.erase(blocks.begin());
            for (std::size_t head = 0; head < together.size(); ++head) {
                for (const Square next : board_.neighbours(together[head])) {
                    if (next != kNoSquare && blocks.erase(next) != 0) {
                        together.push_back(next);
                    }
                }
            }
            if (together.size() >= 2) {
                found.emplace_back();
                for (const Square corner : together) {
                    const auto squares = block(corner);
                    found.back().insert(squares.begin(), squares.end());
                }
            }
        }
        std::map<Square, int> owners;
        for (const auto& room : found) {
            for (const Square square : room) {
                ++owners[square];
            }
        }
        for (auto& room : found) {
            std::erase_if(room, [&](Square square) { return owners[square] > 1; });
        }
        return found;
    }

    // Rooms that every free part of `room` sees.
    std::set<int> seen(int room, const SquareSet& boxes) const {
        std::set<int> all;
        for (int other = 0; other < rooms_.count(); ++other) {
            all.insert(other);
        }
        rooms_.squares(static_cast<Room>(room)).for_each([&](Square square) {
            if (!boxes.contains(square)) {
                const std::set<int> one = seen_from(square, boxes);
                std::erase_if(all, [&](int other) { return !one.contains(other); });
            }
        });
        return all;
    }
    bool full(int room, const SquareSet& boxes) const {
        return rooms_.squares(static_cast<Room>(room)).is_subset_of(boxes);
    }
    int connectivity(const SquareSet& boxes) const {
        int lost = 0;
        for (int a = 0; a < rooms_.count(); ++a) {
            for (int b = a + 1; b < rooms_.count(); ++b) {
                if (!seen(a, board_.no_squares()).contains(b)) {
                    continue;
                }
                const bool survives = full(a, boxes) || full(b, boxes) ||
                                      (seen(a, boxes).contains(b) && seen(b, boxes).contains(a));
                lost += survives ? 0 : 1;
            }
        }
        return lost;
    }

  private:
    std::set<Square> block(Square square) const {
        std::set<Square> squares{square};
        const Square right = board_.neighbour(square, kRight);
        const Square down = board_.neighbour(square, kDown);
        if (right != kNoSquare && down != kNoSquare &&
            board_.neighbour(right, kDown) != kNoSquare) {
            squares.insert({right, down, board_.neighbour(right, kDown)});
        }
        return squares;
    }
    std::set<int> seen_from(Square from, const SquareSet& boxes) const {
        const Room room = rooms_.room_of(from);
        std::set<Square> reached{from};
        std::set<int> found;
        std::vector<Square> queue{from};
        for (std::size_t head = 0; head < queue.size(); ++head) {
            for (const Square next : board_.neighbours(queue[head])) {
                if (next == kNoSquare || boxes.contains(next) || reached.contains(next)) {
                    continue;
                }
                reached.insert(next);
                if (rooms_.room_of(next) == kNoRoom || rooms_.room_of(next) == room) {
                    queue.push_back(next);
                } else {
                    found.insert(rooms_.room_of(next));
                }
            }
        }
        return found;
    }

    const Board& board_;
    Rooms rooms_;
};

// Goal: rooms, corridor, doors and edges are what the header says.
// Method: two rooms with a corridor between them, and a block of two by two that is no room.
TEST(RoomsTest, FindsRoomsAndTheirDoors) {
    const Board board = board_of({"################", "#  .#####   #  #", "# $     @       #",
                                  "#   #####   #####", "################"});
    const Rooms rooms(board);
    ASSERT_EQ(rooms.count(), 2);
    EXPECT_EQ(rooms.squares(0).count(), 9);
    EXPECT_EQ(rooms.squares(1).count(), 9);
    EXPECT_EQ(rooms.room_of(at(board, 2, 1)), 0);
    EXPECT_EQ(rooms.room_of(at(board, 2, 9)), 1);
    EXPECT_EQ(rooms.room_of(at(board, 1, 13)), kNoRoom);
    EXPECT_EQ(rooms.doors(0).count(), 1);
    EXPECT_TRUE(rooms.doors(0).contains(at(board, 2, 4)));
    EXPECT_EQ(rooms.doors(1).count(), 2);
    EXPECT_EQ(rooms.edge_count(), 1);
    EXPECT_TRUE(rooms.has_edge(0, 1));
    EXPECT_FALSE(rooms.has_edge(0, 0));
}

// Goal: an edge is lost while a box stands in the corridor, or one part of a room is shut off; a
// full room keeps its edges. Method: boxes put by hand on a board of two rooms.
TEST(RoomsTest, BoxesCutEdges) {
    const Board board =
        board_of({"############", "#   ####   #", "# $.    @  #", "#   ####   #", "############"});
    const Rooms rooms(board);
    ASSERT_EQ(rooms.edge_count(), 1);
    const auto lost = [&](const std::vector<Position2d>& places) {
        SquareSet boxes = board.no_squares();
        for (const auto& [row, column] : places) {
            boxes.insert(at(board, row, column));
        }
        return rooms.connectivity(boxes);
    };
    EXPECT_EQ(lost({}), 0);
    EXPECT_EQ(lost({{2, 2}}), 0);
    EXPECT_EQ(lost({{2, 5}}), 1);
    EXPECT_EQ(lost({{2, 3}}), 1);
    EXPECT_EQ(lost({{1, 2}, {2, 1}}), 1);
    EXPECT_EQ(lost({{1, 1}, {1, 2}, {2, 1}, {3, 1}}), 0);
    EXPECT_EQ(lost({{1, 8}, {1, 9}, {1, 10}, {2, 8}, {2, 9}, {2, 10}, {3, 8}, {3, 9}, {3, 10}}), 0);
}

// Goal: squares of two rooms belong to none, yet join them. Method: rooms that share one corner.
TEST(RoomsTest, SharedSquaresAreCorridor) {
    const Board board =
        board_of({"########", "#@  ####", "# $ ####", "##  .  #", "####   #", "########"});
    const Rooms rooms(board);
    const Naive naive(board);
    ASSERT_EQ(static_cast<std::size_t>(rooms.count()), naive.rooms().size());
    const Board corner = board_of({"########", "#@  ####", "# $    #", "####  .#", "########"});
    const Rooms two(corner);
    ASSERT_EQ(two.count(), 2);
    EXPECT_EQ(two.room_of(at(corner, 2, 3)), 0);
    EXPECT_EQ(two.room_of(at(corner, 2, 4)), 1);
    EXPECT_EQ(two.edge_count(), 1);
}

// Goal: rooms and connectivity equal a plain reading of their definitions.
// Method: random boards, sparse to dense, boxes thrown on any squares.
TEST(RoomsTest, EqualsThePlainDefinition) {
    base::Rng rng(2024);
    int edges = 0;
    int lost = 0;
    int shared = 0;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        const auto made = Board::make(support::random_level({.rows = 8 + static_cast<int>(seed % 9),
                                                             .columns = 16,
                                                             .boxes = 3,
                                                             .wall_percent = 25,
                                                             .seed = seed}),
                                      {.simplify = false});
        if (!made) {
            continue;
        }
        const Board& board = *made;
        const Rooms rooms(board);
        const Naive naive(board);
        const auto expected = naive.rooms();
        ASSERT_EQ(static_cast<std::size_t>(rooms.count()), expected.size());
        for (Room room = 0; room < rooms.end(); ++room) {
            std::set<Square> squares;
            rooms.squares(room).for_each([&](Square square) { squares.insert(square); });
            ASSERT_EQ(squares, expected[room]) << "seed " << seed;
        }
        edges += rooms.edge_count();
        for (int i = 0; i < 20; ++i) {
            SquareSet boxes = board.no_squares();
            for (Square square = 0; square < board.square_count(); ++square) {
                if (rng.below(12) < static_cast<std::uint64_t>(i) / 3 + 1) {
                    boxes.insert(square);
                }
            }
            const int value = rooms.connectivity(boxes);
            ASSERT_EQ(value, naive.connectivity(boxes)) << "seed " << seed << " boxes " << i;
            lost += value;
            shared += value < rooms.edge_count() ? 1 : 0;
        }
    }
    EXPECT_GT(edges, 50);
    EXPECT_GT(lost, 150);
    EXPECT_GT(shared, 80);
}

}  // namespace
}  // namespace kura::board
