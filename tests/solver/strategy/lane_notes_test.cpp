// Goal: the pieces of the notes: names of squares, sums over shards, the closest state.

#include "solver/strategy/lane_notes.hpp"

#include "tests/support/levels.hpp"

#include <gtest/gtest.h>

namespace kura::strategy {
namespace {

TEST(LaneNotesTest, SquaresAreNamedByColumnAndRow) {
    const board::Board board = *board::Board::make(
        support::level_from({"##############################", "#@$.                         #",
                             "##############################"}),
        {.simplify = false, .live_only = false});
    EXPECT_EQ(square_name(board, 0), "b2");
    EXPECT_EQ(square_name(board, 24), "z2");
    EXPECT_EQ(square_name(board, 25), "aa2");
}

TEST(LaneNotesTest, NotesOfShardsAddUp) {
    search::Notes sum;
    search::Notes other;
    sum.figures = {{"open", 3}};
    other.figures = {{"open", 4}, {"cells", 1}};
    other.dead = {{"pairs", 2}};
    other.best = search::NotedState{{}, 7, "far"};
    other.plan = {"a1-b1"};
    sum.add(other);
    other.best->rank = 5;
    other.best->text = "near";
    sum.add(other);
    ASSERT_EQ(sum.figures.size(), 2U);
    EXPECT_EQ(sum.figures[0].count, 11U);
    EXPECT_EQ(sum.figures[1].count, 2U);
    EXPECT_EQ(sum.dead.at(0).count, 4U);
    EXPECT_EQ(sum.best->text, "near");
    EXPECT_EQ(sum.plan.size(), 1U);
}

TEST(LaneNotesTest, TheFirstStateWithTheLeastBoundIsTheClosest) {
    ClosestState closest;
    EXPECT_FALSE(closest.note(moves::Side::forward));
    closest.see({{}, 1}, 4);
    closest.see({{}, 2}, 1);
    closest.see({{}, 3}, 1);
    EXPECT_EQ(closest.note(moves::Side::forward)->state.player, 2);
    EXPECT_EQ(closest.note(moves::Side::forward)->text, "at least 1 push to go");
    EXPECT_EQ(closest.note(moves::Side::backward)->text, "at least 1 pull to go");
}

TEST(LaneNotesTest, OnlyTestsThatDroppedSomethingAreTold) {
    deadlock::Tally tally;
    tally.count(deadlock::Test::rooms);
    EXPECT_TRUE(tally.count(deadlock::Test::rooms, true));
    EXPECT_FALSE(tally.count(deadlock::Test::live, false));
    const std::vector<search::Figure> figures = figures_of(tally);
    ASSERT_EQ(figures.size(), 1U);
    EXPECT_EQ(figures[0].name, "rooms");
    EXPECT_EQ(figures[0].count, 2U);
}

}  // namespace
}  // namespace kura::strategy
