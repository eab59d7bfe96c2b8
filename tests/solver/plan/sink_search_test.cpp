// The search for a packing plan: what every plan of it must be, and when it ends.

#include "solver/plan/sink_search.hpp"

#include "puzzles/format/reader.hpp"
#include "solver/plan/sink_score.hpp"
#include "tests/support/levels.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

namespace kura::plan {
namespace {

using board::Board;
using board::Square;
using board::SquareSet;

// A board with a sink search and what that stands on.
struct Planner {
    explicit Planner(const puzzles::Level& level, SinkOptions options = {})
        : board(*Board::make(level)),
          rooms(board),
          reach(board),
          search(board, rooms, reach, options) {}

    // Ensures: how many steps it took.
    int finish() {
        int steps = 1;
        for (; search.step(); ++steps) {
        }
        return steps;
    }

    Board board;
    board::Rooms rooms;
    features::Reach reach;
    SinkSearch search;
};

std::vector<puzzles::Level> all_levels() {
    std::vector<puzzles::Level> levels;
    for (const support::KnownLevel& known : support::known_levels()) {
        levels.push_back(known.level);
    }
    for (const puzzles::Entry& entry : puzzles::read_path("puzzles/sets/starter.sok").entries) {
        levels.push_back(entry.level);
    }
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        levels.push_back(support::random_level({.rows = 8,
                                                .columns = 9 + static_cast<int>(seed % 4),
                                                .boxes = 3 + static_cast<int>(seed % 3),
                                                .wall_percent = 10,
                                                .seed = seed}));
    }
    std::erase_if(levels, [](const puzzles::Level& level) {
        const auto board = Board::make(level);
        return !board || board->box_count() == 0;
    });
    return levels;
}

// What holds for a plan at any time: it ends with the goals filled, and tells of every box once.
void expect_whole(const Board& board, const PackingPlan& plan, int boxes_left) {
    EXPECT_TRUE(plan.places(plan.size()) == board.goal_set());
    EXPECT_EQ(plan.packed(board.goal_set()), plan.size());
    int lasting = 0;
    int from_outside = 0;
    for (const PlanEntry& entry : plan.entries()) {
        lasting += entry.until == kForEver ? 1 : 0;
        from_outside += entry.from == board::kNoSquare ? 1 : 0;
    }
    EXPECT_EQ(lasting, board.box_count());
    EXPECT_LE(plan.initial_count(), boxes_left);
    if (boxes_left < board.box_count()) {
        EXPECT_EQ(plan.initial_count(), boxes_left);
        EXPECT_EQ(from_outside, board.box_count());
    }
}

TEST(SinkSearchTest, EveryPlanEndsWithTheGoalsFilled) {
    // Goal: not only the last plan, each one on the way is whole. Method: the plan at several
    // numbers of steps and at the end, on known, shipped and random puzzles.
    int from_sink = 0;
    for (const puzzles::Level& level : all_levels()) {
        Planner run(level, {.positions_max = 400});
        for (int steps = 0; run.search.step(); ++steps) {
            if (steps % 50 < 2) {
                expect_whole(run.board, run.search.plan(), run.search.boxes_left());
            }
        }
        expect_whole(run.board, run.search.plan(), run.search.boxes_left());
        from_sink += run.search.boxes_left() < run.board.box_count() ? 1 : 0;
    }
    EXPECT_GT(from_sink, 20);
}

TEST(SinkSearchTest, TheSamePuzzleGivesTheSamePlan) {
    for (const puzzles::Level& level : all_levels()) {
        Planner first(level, {.positions_max = 200});
        Planner second(level, {.positions_max = 200});
        EXPECT_EQ(first.finish(), second.finish());
        EXPECT_EQ(first.search.positions(), second.search.positions());
        EXPECT_EQ(first.search.work(), second.search.work());
        EXPECT_EQ(first.search.boxes_left(), second.search.boxes_left());
        EXPECT_EQ(first.search.plan().entries(), second.search.plan().entries());
    }
}

TEST(SinkSearchTest, InOneRoomEveryBoxGoesToTheSink) {
    // Goal: where nothing is in the way the plan is complete. Method: halls with boxes at one end
    // and goals at the other.
    for (const puzzles::Level& level :
         {support::level_from({"############", "#          #", "# $      . #", "# $     .. #",
                               "# $ @      #", "#          #", "############"}),
          support::level_from({"##############", "#            #", "# $$       ..#",
                               "#  @        .#", "# $$        .#", "#            #",
                               "##############"}),
          support::level_from({"##############", "####         #", "#..          #",
                               "#..      $ $ #", "#..      $ $ #", "####  @  $ $ #",
                               "#####        #", "##############"})}) {
        Planner run(level);
        run.finish();
        EXPECT_EQ(run.search.boxes_left(), 0);
        const PackingPlan plan = run.search.plan();
        EXPECT_EQ(plan.initial_count(), 0);
        EXPECT_GE(plan.size(), run.board.box_count());
        expect_whole(run.board, plan, 0);
    }
}

TEST(SinkSearchTest, DeepGoalsAreFilledFirst) {
    // Goal: the order of a plan is the order of play. Method: goals in a corridor one square wide,
    // entered from one end only.
    Planner run(
        support::level_from({"##############", "########     #", "#...      $  #", "########  $  #",
                             "########  $@ #", "########     #", "##############"}));
    run.finish();
    ASSERT_EQ(run.search.boxes_left(), 0);
    const PackingPlan plan = run.search.plan();
    int last = 0;
    for (const PlanEntry& entry : plan.entries()) {
        if (entry.until == kForEver) {
            EXPECT_GT(run.board.where(entry.to).column, last);
            last = run.board.where(entry.to).column;
        }
    }
    EXPECT_EQ(last, 3);
}

TEST(SinkSearchTest, AParkedBoxIsInThePlan) {
    // Goal: a plan may park. Method: the start has to be played in another order than boxes stand,
    // so the only thing asserted is what parking means: its square comes up again as an origin.
    int parked = 0;
    for (const puzzles::Level& level : all_levels()) {
        Planner run(level, {.positions_max = 400});
        run.finish();
        const PackingPlan plan = run.search.plan();
        for (std::size_t i = 0; i < plan.entries().size(); ++i) {
            if (const int until = plan.entries()[i].until; until != kForEver) {
                ASSERT_GT(until, static_cast<int>(i));
                EXPECT_EQ(plan.entries()[static_cast<std::size_t>(until)].from,
                          plan.entries()[i].to);
                ++parked;
            }
        }
    }
    EXPECT_GT(parked, 0);
}

TEST(SinkSearchTest, TheLimitOnPositionsHolds) {
    for (const std::uint32_t limit : {1U, 2U, 5U, 50U}) {
        for (const puzzles::Level& level : all_levels()) {
            Planner run(level, {.positions_max = limit});
            const std::uint32_t roots = run.search.positions();
            EXPECT_GE(roots, 1U);
            run.finish();
            EXPECT_LE(run.search.positions(), std::max(limit, roots));
            const std::uint64_t work = run.search.work();
            EXPECT_FALSE(run.search.step());
            EXPECT_EQ(run.search.work(), work) << "a finished search does nothing";
        }
    }
}

TEST(SinkSearchTest, BoxesOnTheirGoalsNeedNoSearch) {
    Planner run(support::level_from({"#######", "#     #", "# * * #", "#  @  #", "#######"}));
    EXPECT_FALSE(run.search.step());
    EXPECT_EQ(run.search.positions(), 1U);
    EXPECT_EQ(run.search.plan().size(), run.board.box_count());
    EXPECT_EQ(run.search.plan().initial_count(), run.board.box_count());
}

TEST(SinkScoreTest, TheOrderIsFieldByField) {
    // Goal: packing keeps the fields and their order, and extremes stay within their bits.
    const SinkScore score{.boxes = 7, .regions = 3, .on_goals = 5, .rooms = 2, .spread = 1234};
    const SinkScore back = SinkScore::of(score.packed());
    EXPECT_EQ(back.boxes, 7);
    EXPECT_EQ(back.regions, 3);
    EXPECT_EQ(back.on_goals, 5);
    EXPECT_EQ(back.rooms, 2);
    EXPECT_EQ(back.spread, 1234U);
    const auto worse = [&](auto change) {
        SinkScore other = score;
        change(other);
        return other.packed() > score.packed();
    };
    EXPECT_TRUE(worse([](SinkScore& s) { s.boxes = 8, s.regions = 0, s.on_goals = 0; }));
    EXPECT_TRUE(worse([](SinkScore& s) { s.regions = 4, s.on_goals = 0, s.rooms = 0; }));
    EXPECT_TRUE(worse([](SinkScore& s) { s.on_goals = 6, s.rooms = 0, s.spread = 99999; }));
    EXPECT_TRUE(worse([](SinkScore& s) { s.rooms = 3, s.spread = 99999; }));
    EXPECT_TRUE(worse([](SinkScore& s) { s.spread = 1233; }));
    EXPECT_TRUE(worse([](SinkScore& s) { s.regions = 100000; }));
    EXPECT_EQ(SinkScore::cell_of(score.packed()),
              SinkScore::cell_of(
                  SinkScore{.boxes = 7, .regions = 3, .on_goals = 5, .rooms = 2}.packed()));
}

}  // namespace
}  // namespace kura::plan
