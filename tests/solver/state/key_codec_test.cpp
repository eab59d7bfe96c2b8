#include "solver/state/key_codec.hpp"

#include "solver/base/rng.hpp"
#include "solver/state/placement_hash.hpp"
#include "tests/support/levels.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <set>
#include <string>
#include <vector>

namespace kura::state {
namespace {

using board::Board;
using board::Square;
using board::SquareSet;

// A room of exactly `squares` squares, `columns` wide, with boxes first and goals last; all squares
// are live.
base::Result<Board> room(int squares, int boxes, int columns = 62) {
    const int rows = (squares + columns - 1) / columns;
    std::vector<std::string> grid(static_cast<std::size_t>(rows) + 2,
                                  std::string(static_cast<std::size_t>(columns) + 2, '#'));
    for (int i = 0; i < squares; ++i) {
        const bool box = i < boxes;
        const bool goal = i >= squares - 1 - boxes && i < squares - 1;
        char& c = grid[static_cast<std::size_t>(i / columns) + 1]
                      [static_cast<std::size_t>(i % columns) + 1];
        c = i == squares - 1 ? '@' : box && goal ? '*' : box ? '$' : goal ? '.' : ' ';
    }
    return Board::make(support::level_from(grid), {false, false});
}

State random_state(const Board& board, base::Rng& rng) {
    State state{board.no_squares(), 0};
    for (int left = board.box_count(); left > 0;) {
        const auto square =
            static_cast<Square>(rng.below(static_cast<std::uint64_t>(board.square_count())));
        if (!state.boxes.contains(square)) {
            state.boxes.insert(square);
            --left;
        }
    }
    do {
        state.player =
            static_cast<Square>(rng.below(static_cast<std::uint64_t>(board.square_count())));
    } while (state.boxes.contains(state.player));
    return state;
}

void check_round_trips(const Board& board, int lanes, int rounds, base::Rng& rng) {
    const KeyCodec codec(board, lanes);
    ASSERT_LE(codec.key_bytes(), kKeyBytesMax);
    const auto bytes = static_cast<std::size_t>(codec.key_bytes());
    std::vector<State> states;
    for (int i = 0; i < rounds; ++i) {
        states.push_back(random_state(board, rng));
    }
    // The lowest and highest ranks.
    State low{board.no_squares(), static_cast<Square>(board.square_count() - 1)};
    State high{board.no_squares(), 0};
    for (int i = 0; i < board.box_count(); ++i) {
        low.boxes.insert(static_cast<Square>(i));
        high.boxes.insert(static_cast<Square>(board.square_count() - 1 - i));
    }
    states.push_back(low);
    states.push_back(high);
    for (const State& state : states) {
        const int lane = static_cast<int>(rng.below(static_cast<std::uint64_t>(lanes)));
        // Guard bytes behind the key must not change; old bytes in it must not matter.
        std::vector<std::uint8_t> key(bytes + 8, 0xA5);
        codec.encode(state.boxes, state.player, lane, key.data());
        EXPECT_TRUE(std::all_of(key.begin() + static_cast<long>(bytes), key.end(),
                                [](std::uint8_t byte) { return byte == 0xA5; }));
        std::vector<std::uint8_t> again(bytes, 0x5A);
        codec.encode(state.boxes, state.player, lane, again.data());
        EXPECT_TRUE(std::equal(again.begin(), again.end(), key.begin()));
        State decoded{board.all_squares(), 3};
        EXPECT_EQ(codec.decode(key.data(), decoded), lane);
        EXPECT_TRUE(codec.is_valid(key.data()));
        ASSERT_EQ(decoded, state) << board.square_count() << " squares " << board.box_count();
        State empty;
        codec.decode(again.data(), empty);
        EXPECT_EQ(empty, state);
    }
}

TEST(KeyCodecTest, LengthsAgreeWithTheTable) {
    // Goal: keys are as short as promised. Method: lengths worked out by hand from C(squares,
    // boxes) and the player's bits, one lane: the shorter of rank and bitset.
    struct Row {
        int squares;
        int boxes;
        int bytes;
        bool ranked;
    };
    const std::vector<Row> table{
        {16, 8, 3, false},   // 4 + 14 bits against 4 + 16: no shorter
        {30, 4, 3, true},    // 5 + 15 bits
        {40, 6, 4, true},    // 6 + 22
        {50, 8, 5, true},    // 6 + 30
        {60, 10, 6, true},   // 6 + 37
        {60, 15, 7, true},   // 6 + 46
        {64, 1, 2, true},    // 6 + 6: 64 places need six bits, not seven
        {65, 1, 2, true},    // 7 + 7
        {80, 12, 7, true},   // 7 + 46
        {100, 10, 7, true},  // 7 + 44
        {100, 20, 10, true}, {150, 16, 10, true}, {200, 25, 15, true},
        {250, 34, 19, true}, {257, 3, 4, true},
    };
    for (const Row& row : table) {
        const auto board = room(row.squares, row.boxes, 25);
        ASSERT_TRUE(board);
        const KeyCodec codec(*board);
        EXPECT_EQ(codec.key_bytes(), row.bytes) << row.squares << ' ' << row.boxes;
        EXPECT_EQ(codec.is_ranked(), row.ranked) << row.squares << ' ' << row.boxes;
    }
}

TEST(KeyCodecTest, ExactlyTheKeysOfStatesAreValid) {
    // Goal: bytes from elsewhere are refused unless decoding them is safe. Method: all values of
    // short keys, ranked and not: the valid ones decode to states whose keys they are, and are as
    // many as there are lanes, player's squares and placements.
    struct Row {
        int squares;
        int boxes;
        int lanes;
        int placements;
    };
    for (const Row& row : {Row{12, 2, 1, 66}, Row{16, 8, 1, 12870}, Row{30, 2, 3, 435}}) {
        const auto board = room(row.squares, row.boxes, 6);
        ASSERT_TRUE(board);
        const KeyCodec codec(*board, row.lanes);
        ASSERT_LE(codec.key_bytes(), 3);
        int valid = 0;
        for (std::uint32_t value = 0; value < std::uint32_t{1} << (8 * codec.key_bytes());
             ++value) {
            std::array<std::uint8_t, 4> key{};
            std::memcpy(key.data(), &value, sizeof value);
            if (!codec.is_valid(key.data())) {
                continue;
            }
            ++valid;
            State state;
            const int lane = codec.decode(key.data(), state);
            std::array<std::uint8_t, 4> again{};
            codec.encode(state.boxes, state.player, lane, again.data());
            ASSERT_EQ(again, key) << value;
        }
        EXPECT_EQ(valid, row.lanes * row.squares * row.placements) << row.squares;
    }
}

TEST(KeyCodecTest, RoundTripAtManySizes) {
    // Goal: decode(encode(x)) == x for bitsets and ranks of one, two and four words. Method: random
    // states and the extreme ones, for lane counts that shift every field.
    base::Rng rng(23);
    for (const int squares : {3, 8, 30, 63, 64, 65, 120, 128, 200, 256, 300, 700, 1024, 1100}) {
        for (const int boxes : {1, 2, 5, 12, 30, 57, 90, 150}) {
            if (boxes * 2 >= squares) {
                continue;
            }
            const auto board = room(squares, boxes);
            ASSERT_TRUE(board) << board.error().message;
            for (const int lanes : {1, 2, 3, 8}) {
                check_round_trips(*board, lanes, 10, rng);
            }
        }
    }
}

TEST(KeyCodecTest, LongestRanksHaveRoom) {
    // Goal: ranks of 252 to 254 bits behind a player and a lane of many bits, where the key's last
    // byte lies beyond 256 bits of rank. Method: sizes picked by their binomials.
    struct Size {
        int squares;
        int boxes;
    };
    base::Rng rng(29);
    for (const Size size : {Size{264, 108}, Size{512, 57}, Size{600, 52}, Size{616, 52},
                            Size{1008, 43}, Size{1024, 43}}) {
        const auto board = room(size.squares, size.boxes);
        ASSERT_TRUE(board);
        for (const int lanes : {1, 2, 4, 8, 256}) {
            EXPECT_TRUE(KeyCodec(*board, lanes).is_ranked() || size.squares < 300);
            check_round_trips(*board, lanes, 20, rng);
        }
    }
}

TEST(KeyCodecTest, LargestBoardFits) {
    // Goal: 300 boxes on 62 by 62 squares stay within the key's limit.
    base::Rng rng(31);
    const auto board = room(62 * 62, 300);
    ASSERT_TRUE(board);
    check_round_trips(*board, 1, 10, rng);
    check_round_trips(*board, 256, 10, rng);
}

TEST(KeyCodecTest, AllStatesOfASmallBoardHaveDifferentKeys) {
    // Goal: exactness. Method: every placement, every player, every lane; the set of keys is as
    // large as that of states, and every key leads back.
    for (const int squares : {8, 11, 24}) {
        const int boxes = squares == 24 ? 2 : 3;
        const auto board = room(squares, boxes, 6);
        ASSERT_TRUE(board);
        const KeyCodec codec(*board, 3);
        std::set<std::string> keys;
        std::size_t states = 0;
        for (unsigned mask = 0; mask < (1U << squares); ++mask) {
            if (std::popcount(mask) != boxes) {
                continue;
            }
            State state{board->no_squares(), 0};
            state.boxes.data()[0] = mask;
            for (; state.player < squares; ++state.player) {
                for (int lane = 0; lane < 3; ++lane) {
                    std::vector<std::uint8_t> key(static_cast<std::size_t>(codec.key_bytes()));
                    codec.encode(state.boxes, state.player, lane, key.data());
                    keys.insert(std::string(key.begin(), key.end()));
                    ++states;
                    State decoded;
                    ASSERT_EQ(codec.decode(key.data(), decoded), lane);
                    ASSERT_EQ(decoded, state);
                }
            }
        }
        EXPECT_EQ(keys.size(), states);
    }
}

TEST(KeyCodecTest, LiveSquaresAloneCount) {
    // Goal: dead squares take no place in a key, and keys still round-trip. Method: a board whose
    // border squares are dead.
    const auto level = support::level_from({"##########", "#        #", "#  $  $  #", "#        #",
                                            "#   ..   #", "#   @    #", "##########"});
    const auto all = Board::make(level, {false, false});
    const auto live = Board::make(level);
    ASSERT_TRUE(all && live);
    ASSERT_LT(live->live_squares().size(), all->live_squares().size());
    const KeyCodec codec(*live);
    EXPECT_LE(codec.key_bytes(), KeyCodec(*all).key_bytes());
    std::vector<std::uint8_t> key(static_cast<std::size_t>(codec.key_bytes()));
    for (const Square a : live->live_squares()) {
        for (const Square b : live->live_squares()) {
            if (a >= b) {
                continue;
            }
            State state{live->no_squares(), live->player()};
            state.boxes.insert(a);
            state.boxes.insert(b);
            codec.encode(state.boxes, state.player, 0, key.data());
            State decoded;
            codec.decode(key.data(), decoded);
            ASSERT_EQ(decoded, state);
        }
    }
}

TEST(PlacementHashTest, FollowsPushesAndIgnoresThePlayer) {
    // Goal: moving a box changes the hash by two terms, so it can be kept up step by step; and no
    // two placements of a small board collide.
    const auto board = room(20, 3, 5);
    ASSERT_TRUE(board);
    std::set<std::uint64_t> hashes;
    std::size_t placements = 0;
    for (unsigned mask = 0; mask < (1U << 20); ++mask) {
        if (std::popcount(mask) != 3) {
            continue;
        }
        SquareSet boxes = board->no_squares();
        boxes.data()[0] = mask;
        hashes.insert(placement_hash(boxes));
        ++placements;
        SquareSet moved = boxes;
        const Square from = moved.first();
        moved.erase(from);
        moved.insert(19);
        if (moved.count() == 3) {
            EXPECT_EQ(placement_hash(moved),
                      placement_hash(boxes) ^ square_hash(from) ^ square_hash(19));
        }
    }
    EXPECT_EQ(hashes.size(), placements);
    EXPECT_EQ(placement_hash(board->no_squares()), 0U);
}

TEST(PlacementHashTest, IsTheSameEverywhere) {
    // Goal: nodes of a cluster agree on it for good, so it must never change. Method: a
    // value computed by another program from the definition.
    SquareSet boxes(100);
    boxes.insert(3);
    boxes.insert(77);
    EXPECT_EQ(placement_hash(boxes), 13898721575969564072ULL);
}

}  // namespace
}  // namespace kura::state
