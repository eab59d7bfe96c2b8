// Goal: what more threads or nodes bring, by hand on small comparisons.
// Method: few runs, figures worked out in the comments.
#include "tools/compare/scaling.hpp"

#include "tests/tools/compare/samples.hpp"

#include <gtest/gtest.h>

namespace kura::compare {
namespace {

TEST(ScalingTest, MoreThreadsAgainstOne) {
    // Goal: speed-up, efficiency, search overhead. Method: 8 s and 100 states on one thread, 5 s
    // and 120 states on two.
    Comparison comparison = sample(2, 1, 1);
    comparison.configurations[1].build.name = comparison.configurations[0].build.name;
    comparison.configurations[1].threads = 2;
    comparison.runs = {solved(0, 0, 0, 8), solved(1, 0, 0, 5)};
    comparison.runs[0].expanded = 100;
    comparison.runs[1].expanded = 120;
    const std::vector<Scaling> scalings = scalings_of(Cells(comparison));
    ASSERT_EQ(scalings.size(), 2U);
    EXPECT_DOUBLE_EQ(scalings[0].speedup, 1);
    EXPECT_DOUBLE_EQ(scalings[1].speedup, 1.6);
    EXPECT_DOUBLE_EQ(scalings[1].efficiency, 0.8);
    EXPECT_NEAR(*scalings[1].search_overhead, 0.2, 1e-12);
    EXPECT_FALSE(scalings[1].load_balance);
}

TEST(ScalingTest, WhatNodesDid) {
    // Goal: communication, balance, idleness. Method: two nodes that expand 300 and 100 states.
    Comparison comparison = sample(1, 1, 1);
    comparison.configurations[0].nodes = 2;
    compare::Run run = solved(0, 0, 0, 10);
    run.search_seconds = 10;
    run.nodes = {{.expanded = 300,
                  .generated = 900,
                  .sent = 450,
                  .messages = 30,
                  .bytes_sent = 8000,
                  .busy_seconds = 9},
                 {.expanded = 100,
                  .generated = 100,
                  .sent = 50,
                  .messages = 10,
                  .bytes_sent = 0,
                  .busy_seconds = 3}};
    comparison.runs = {run};
    const std::vector<Scaling> scalings = scalings_of(Cells(comparison));
    ASSERT_EQ(scalings.size(), 1U);
    EXPECT_DOUBLE_EQ(*scalings[0].communication_overhead, 0.5);
    EXPECT_DOUBLE_EQ(*scalings[0].load_balance, 1.5);
    EXPECT_NEAR(*scalings[0].idle_share, 0.4, 1e-12);
    EXPECT_DOUBLE_EQ(*scalings[0].messages_per_state, 0.1);
    EXPECT_DOUBLE_EQ(*scalings[0].bytes_per_state, 20);
    const std::vector<TimeShare> shares = time_shares_of(Cells(comparison));
    ASSERT_EQ(shares.size(), 1U);
    EXPECT_NEAR(shares[0].search, 0.6, 1e-12);
}

}  // namespace
}  // namespace kura::compare
