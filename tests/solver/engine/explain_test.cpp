// Goal: an explanation adds up, and draws positions of the puzzle itself.
// Method: every known level with several strategies, one and two threads; sums against the result.
#include "solver/explain.hpp"

#include "tests/solver/engine/engine_testing.hpp"
#include "tests/support/levels.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace kura {
namespace {

int count_in(const std::vector<std::string>& rows, std::string_view characters) {
    int count = 0;
    for (const std::string& row : rows) {
        count += static_cast<int>(std::count_if(row.begin(), row.end(), [&](char c) {
            return characters.find(c) != std::string_view::npos;
        }));
    }
    return count;
}

SolveResult explained(const puzzles::Level& level, const std::string& strategy, int threads) {
    SolveOptions options;
    options.strategy = strategy;
    options.threads = threads;
    options.explain = true;
    return testing::solve_with(level, options);
}

TEST(ExplainTest, LanesAddUpToTheResult) {
    for (const support::KnownLevel& known : support::known_levels()) {
        for (const std::string strategy : {"portfolio", "fess", "astar", "backward-greedy"}) {
            for (const int threads : {1, 2}) {
                const SolveResult result = explained(known.level, strategy, threads);
                ASSERT_TRUE(result.explanation);
                std::uint64_t expanded = 0;
                std::uint64_t generated = 0;
                double share = 0;
                for (const Explanation::Lane& lane : result.explanation->lanes) {
                    expanded += lane.expanded;
                    generated += lane.generated;
                    share += lane.share;
                    EXPECT_EQ(lane.best_rows.empty(), lane.best_text.empty());
                    if (!lane.best_rows.empty()) {
                        EXPECT_EQ(count_in(lane.best_rows, "$*"), count_in(known.level.rows, "$*"));
                        EXPECT_EQ(count_in(lane.best_rows, ".*+"),
                                  count_in(known.level.rows, ".*+"));
                        EXPECT_EQ(count_in(lane.best_rows, "@+"), 1);
                    }
                }
                EXPECT_EQ(expanded, result.expanded) << known.name << " " << strategy;
                EXPECT_EQ(generated, result.generated) << known.name << " " << strategy;
                EXPECT_LE(share, 1.0001);
                const Explanation& times = *result.explanation;
                EXPECT_LE(times.preparing_seconds + times.searching_seconds + times.judging_seconds,
                          result.seconds);
            }
        }
    }
}

TEST(ExplainTest, WhatAGreedyLaneDroppedWasDroppedByATest) {
    // It drops nothing but dead positions; a PI-corral kills a position without a child to drop.
    std::uint64_t dropped = 0;
    for (const support::KnownLevel& known : support::known_levels()) {
        const SolveResult result = explained(known.level, "greedy", 1);
        for (const Explanation::Lane& lane : result.explanation->lanes) {
            std::uint64_t dead = 0;
            for (const Explanation::Figure& figure : lane.dead) {
                dead += figure.name == "pi_corral" ? 0 : figure.count;
            }
            if (lane.expanded > 0) {
                EXPECT_EQ(dead, lane.pruned) << known.name;
            }
            dropped += dead;
        }
    }
    EXPECT_GT(dropped, 0U);
}

TEST(ExplainTest, NothingUnlessAskedFor) {
    SolveOptions options;
    EXPECT_FALSE(
        testing::solve_with(support::level_from({"#####", "#@$.#", "#####"}), options).explanation);
}

std::uint64_t figure_of(const Explanation::Lane& lane, std::string_view name) {
    for (const Explanation::Figure& figure : lane.figures) {
        if (figure.name == name) {
            return figure.count;
        }
    }
    ADD_FAILURE() << "no figure " << name;
    return 0;
}

TEST(ExplainTest, AFeatureSpaceSearchTellsItsPlan) {
    // However many shards: the strategies on the others have sink searches that nobody steps.
    for (const int threads : {1, 2, 3}) {
        const SolveResult result =
            explained(support::level_from({"##########", "#        #", "# $ $  $ #", "#    @   #",
                                           "#  . . . #", "##########"}),
                      "fess", threads);
        const Explanation::Lane& lane = result.explanation->lanes.at(0);
        EXPECT_THAT(lane.plan,
                    ::testing::IsSupersetOf({::testing::EndsWith("d5"), ::testing::EndsWith("f5"),
                                             ::testing::EndsWith("h5")}));
        EXPECT_EQ(figure_of(lane, "plan_steps"), lane.plan.size());
        EXPECT_EQ(figure_of(lane, "sink_boxes_left"), figure_of(lane, "plan_steps_at_start"));
        EXPECT_THAT(lane.best_text, ::testing::HasSubstr(" packed, "));
    }
}

TEST(ExplainTest, PositionsAreDrawnOnTheLevelsOwnText) {
    // The box on the right can never move and is a wall for the board; it stays in the drawing.
    const puzzles::Level level =
        support::level_from({"########", "#  . #*#", "#  @ $ #", "#      #", "########"});
    const board::Board board = *board::Board::make(level);
    EXPECT_EQ(rows_of(level, board, {board.box_set(), board.player()}), level.rows);
}

}  // namespace
}  // namespace kura
