// Goal: the positions that parts are measured on are positions of a search, the same each time.
// Method: every one of our small boards; each position is checked by the slow way.
#include "tools/bench/positions.hpp"

#include "solver/deadlock/freeze.hpp"
#include "tools/bench/boards.hpp"
#include "tools/bench/detectors.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace kura::bench {
namespace {

constexpr std::size_t kPositions = 30;

TEST(PositionsTest, EachBoardGivesAsManyAsAskedFor) {
    const auto boards = make_positions(small_boards(), kPositions);
    EXPECT_EQ(boards.size(), small_boards().size());
    for (const BoardPositions& board : boards) {
        EXPECT_EQ(board.positions.size(), kPositions);
    }
    EXPECT_EQ(count_positions(boards), kPositions * boards.size());
    EXPECT_GT(count_pushes(boards), count_positions(boards));
}

TEST(PositionsTest, PositionsAreLegalAndDiffer) {
    for (const BoardPositions& board : make_positions(small_boards(), kPositions)) {
        const deadlock::FreezeTest freeze(*board.board);
        for (std::size_t i = 0; i < board.positions.size(); ++i) {
            const Position& position = board.positions[i];
            EXPECT_EQ(position.state.boxes.count(), board.board->box_set().count());
            EXPECT_TRUE(position.state.boxes.is_subset_of(board.board->live_set()));
            EXPECT_FALSE(position.state.boxes == board.board->goal_set());
            EXPECT_FALSE(freeze.is_deadlock(position.state.boxes));
            EXPECT_EQ(position.state.player, position.region.first());
            EXPECT_TRUE(position.moved == board::kNoSquare ||
                        position.state.boxes.contains(position.moved));
            for (std::size_t j = 0; j < i; ++j) {
                EXPECT_FALSE(position.state == board.positions[j].state);
            }
        }
    }
}

TEST(PositionsTest, TheSameEachTime) {
    const auto first = make_positions(small_boards(), kPositions);
    const auto second = make_positions(small_boards(), kPositions);
    ASSERT_EQ(first.size(), second.size());
    for (std::size_t i = 0; i < first.size(); ++i) {
        EXPECT_TRUE(
            std::equal(first[i].positions.begin(), first[i].positions.end(),
                       second[i].positions.begin(), second[i].positions.end(),
                       [](const Position& a, const Position& b) { return a.state == b.state; }));
    }
}

TEST(PositionsTest, PushesAreShownAfterTheyWereMade) {
    const std::vector<puzzles::Level> levels{small_boards().front()};
    const auto boards = make_positions(levels, kPositions);
    std::uint64_t pushes = 0;
    const std::uint64_t onto_goals = count_over_pushes(
        boards.front(), [&](const Position& position, const auto& boxes, const auto& push) {
            ++pushes;
            EXPECT_TRUE(boxes.contains(push.to));
            EXPECT_FALSE(boxes.contains(push.from));
            EXPECT_TRUE(position.state.boxes.contains(push.from));
            return boards.front().board->is_goal(push.to);
        });
    EXPECT_EQ(pushes, count_pushes(boards));
    EXPECT_GT(onto_goals, 0U);
    EXPECT_LT(onto_goals, pushes);
}

// What a detector answers on the positions does not depend on what it was asked before.
TEST(DetectorsTest, AnswersStayTheSame) {
    for (const BoardPositions& board : make_positions(small_boards(), kPositions)) {
        Detectors detectors(board);
        const std::uint64_t corrals = detectors.corrals();
        detectors.forget_corrals();
        EXPECT_EQ(detectors.corrals(), corrals);
        EXPECT_EQ(detectors.matching(), detectors.matching());
        EXPECT_EQ(detectors.freeze(), detectors.freeze());
        EXPECT_LE(detectors.two_by_two(), detectors.freeze());  // finds them all, and more
        EXPECT_LE(detectors.freeze(), detectors.hopeless());    // the same, and lone boxes
        EXPECT_EQ(detectors.settled(), kPositions - detectors.unsettled());
    }
}

}  // namespace
}  // namespace kura::bench
