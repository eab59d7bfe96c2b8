// Move-optimal search against a plain breadth-first search over single steps.

#include "tests/solver/engine/engine_testing.hpp"
#include "tests/support/levels.hpp"
#include "tests/support/naive.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <queue>
#include <set>
#include <string>

namespace kura {
namespace {

using support::NaivePosition;

std::string text_of(const NaivePosition& position) {
    std::string text;
    for (const auto& [row, column] : position.boxes()) {
        text += std::to_string(row) + "," + std::to_string(column) + ";";
    }
    return text + std::to_string(position.player().first) + "," +
           std::to_string(position.player().second);
}

std::optional<int> fewest_moves(const puzzles::Level& level) {
    std::set<std::string> seen;
    std::queue<std::pair<NaivePosition, int>> queue;
    queue.emplace(NaivePosition(level), 0);
    seen.insert(text_of(queue.front().first));
    while (!queue.empty()) {
        const auto [position, moves] = queue.front();
        queue.pop();
        if (position.is_solved()) {
            return moves;
        }
        for (const char* step : {"u", "d", "l", "r", "U", "D", "L", "R"}) {
            NaivePosition next = position;
            if (next.play(step) && seen.insert(text_of(next)).second) {
                queue.emplace(next, moves + 1);
            }
        }
    }
    return std::nullopt;
}

TEST(MoveOptimalTest, EqualsBreadthFirstSearchOverSteps) {
    // Goal: the fewest moves are right, with one and two shards. Method: random small levels.
    int solvable = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const puzzles::Level level = support::random_level({.rows = 6,
                                                            .columns = 7,
                                                            .boxes = 1 + static_cast<int>(seed % 2),
                                                            .wall_percent = 12,
                                                            .seed = seed * 31});
        const std::optional<int> expected = fewest_moves(level);
        solvable += expected ? 1 : 0;
        for (const int threads : {1, 2}) {
            SolveOptions options;
            options.objective = Objective::moves;
            options.threads = threads;
            const SolveResult result = testing::solve_with(level, options);
            ASSERT_EQ(result.has_solution, expected.has_value()) << "seed " << seed;
            if (expected) {
                EXPECT_EQ(result.moves, *expected) << "seed " << seed;
                EXPECT_EQ(result.optimal, Optimality::moves);
            }
        }
    }
    EXPECT_GE(solvable, 10);
}

}  // namespace
}  // namespace kura
