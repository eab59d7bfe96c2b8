// The visited set of the exhaustive search is the reachable set, whatever the number of shards:
// compared by count and by XOR of the keys' hashes with a breadth-first search on the naive rules.

#include "solver/board/board.hpp"
#include "solver/state/key_codec.hpp"
#include "tests/solver/engine/engine_testing.hpp"
#include "tests/support/levels.hpp"
#include "tests/support/naive.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <queue>
#include <set>
#include <string>

namespace kura {
namespace {

using support::NaivePosition;

constexpr std::size_t kStatesMax = 30'000;

struct ReachableSet {
    std::uint64_t states = 0;
    std::uint64_t key_xor = 0;
    bool complete = true;
};

class Numbering {
  public:
    explicit Numbering(const board::Board& board) : board_(board) {
        for (board::Square square = 0; square < board.square_count(); ++square) {
            const auto [row, column] = board.where(square);
            square_at_[{row, column}] = square;
        }
    }
    [[nodiscard]] std::uint64_t hash(const NaivePosition& position,
                                     const state::KeyCodec& codec) const {
        board::SquareSet boxes = board_.no_squares();
        for (const auto& box : position.boxes()) {
            if (const auto square = square_at_.find(box); square != square_at_.end()) {
                boxes.insert(square->second);  // the others are decoration outside
            }
        }
        board::Square lowest = board::kNoSquare;
        for (const auto& place : position.reachable()) {
            lowest = std::min(lowest, square_at_.at(place));
        }
        std::vector<std::uint8_t> key(static_cast<std::size_t>(codec.key_bytes()));
        codec.encode(boxes, lowest, 0, key.data());
        return codec.state_hash(key.data());
    }

  private:
    const board::Board& board_;
    std::map<std::pair<int, int>, board::Square> square_at_;
};

ReachableSet reachable_set(const puzzles::Level& level) {
    const auto board = board::Board::make(level, {.simplify = false, .live_only = false});
    EXPECT_TRUE(board.has_value());
    const state::KeyCodec codec(*board);
    const Numbering numbering(*board);
    ReachableSet result;
    std::set<std::string> seen;
    std::queue<NaivePosition> queue;
    const auto visit = [&](const NaivePosition& position) {
        if (seen.insert(position.canonical()).second) {
            ++result.states;
            result.key_xor ^= numbering.hash(position, codec);
            queue.push(position);
        }
    };
    visit(NaivePosition(level));
    while (!queue.empty() && result.complete) {
        const NaivePosition position = queue.front();
        queue.pop();
        for (const auto& push : position.pushes()) {
            visit(position.after_push(push));
        }
        result.complete = result.states < kStatesMax;
    }
    return result;
}

std::vector<puzzles::Level> sample() {
    std::vector<puzzles::Level> levels;
    for (const support::KnownLevel& known : support::known_levels()) {
        levels.push_back(known.level);
    }
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        levels.push_back(support::random_level({.rows = 6,
                                                .columns = 7,
                                                .boxes = 1 + static_cast<int>(seed % 3),
                                                .wall_percent = 15,
                                                .seed = seed}));
    }
    return levels;
}

TEST(VisitedSetTest, EqualsPlainBreadthFirstSearchForAnyNumberOfShards) {
    // Goal: no state is lost, doubled or invented on its way between shards.
    // Method: every sampled level with at most kStatesMax states, 1, 2, 3 and 7 shards.
    int compared = 0;
    for (const puzzles::Level& level : sample()) {
        const ReachableSet expected = reachable_set(level);
        if (!expected.complete) {
            continue;
        }
        ++compared;
        for (const int shards : {1, 2, 3, 7}) {
            SolveOptions options;
            options.strategy = "bfs";
            options.prune = false;
            options.threads = shards;
            const SolveResult result = testing::solve_with(level, options);
            EXPECT_EQ(result.stored, expected.states) << level.title << " shards " << shards;
            EXPECT_EQ(result.stored_key_xor, expected.key_xor)
                << level.title << " shards " << shards;
        }
    }
    EXPECT_GE(compared, 30);
}

}  // namespace
}  // namespace kura
