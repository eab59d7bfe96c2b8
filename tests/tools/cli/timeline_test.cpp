// Goal: a timeline is short however long the search, and tells the truth at each sample.
// Method: a search whose count is a function of the time, asked ten times a second.
#include "tools/cli/timeline.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace kura::cli {
namespace {

Timeline::Counts counts_at(int tenth) {
    Timeline::Counts counts{{1, static_cast<std::uint64_t>(tenth) * 100}};
    if (tenth >= 20) {
        counts[2] = static_cast<std::uint64_t>(tenth);
    }
    return counts;
}

Timeline sampled(int tenths) {
    Timeline timeline;
    for (int tenth = 1; tenth <= tenths; ++tenth) {
        timeline.sample(tenth * 0.1, counts_at(tenth));
    }
    timeline.end(tenths * 0.1 + 0.01, counts_at(tenths));
    return timeline;
}

TEST(TimelineTest, KeepsAShortSearchWhole) {
    const Timeline timeline = sampled(30);
    ASSERT_EQ(timeline.seconds().size(), 30U) << "the end, and what came just before it, are one";
    EXPECT_DOUBLE_EQ(timeline.seconds()[4], 0.5);
    EXPECT_DOUBLE_EQ(timeline.seconds().back(), 3.01);
    EXPECT_EQ(timeline.expanded(1)[4], 500U);
    EXPECT_EQ(timeline.expanded(2)[18], 0U) << "not heard of yet";
    EXPECT_EQ(timeline.expanded(2)[19], 20U);
}

TEST(TimelineTest, WhatIsShorterThanAStepHasItsEndOnly) {
    Timeline timeline;
    timeline.sample(0.02, counts_at(0));
    timeline.end(0.03, counts_at(0));
    EXPECT_EQ(timeline.seconds(), std::vector<double>{0.03});
}

TEST(TimelineTest, ALongSearchTakesNoMore) {
    for (const int tenths : {127, 128, 129, 1000, 36'000}) {
        const Timeline timeline = sampled(tenths);
        const std::vector<double>& seconds = timeline.seconds();
        EXPECT_LE(seconds.size(), Timeline::kSamplesMax);
        EXPECT_GE(seconds.size(), Timeline::kSamplesMax / 2);
        EXPECT_TRUE(std::is_sorted(seconds.begin(), seconds.end()));
        const std::vector<std::uint64_t> expanded = timeline.expanded(1);
        for (std::size_t i = 0; i < seconds.size(); ++i) {
            EXPECT_NEAR(static_cast<double>(expanded[i]), seconds[i] * 1000, 10.5);
        }
        EXPECT_NEAR(seconds.back(), tenths * 0.1, 0.011);
        EXPECT_LE(seconds[0], seconds.back() / 30 + 0.11) << "it begins at the beginning";
    }
}

TEST(TimelineTest, WhoseNodeIsGoneKeepsItsCount) {
    Timeline timeline;
    timeline.sample(0.1, {{1, 5}, {2, 7}});
    timeline.sample(0.2, {{1, 9}});
    EXPECT_EQ(timeline.expanded(2), (std::vector<std::uint64_t>{7, 7}));
    EXPECT_EQ(timeline.expanded(3), (std::vector<std::uint64_t>{0, 0}));
}

TEST(TimelineTest, TooSoonIsIgnored) {
    Timeline timeline;
    timeline.sample(0.02, {{1, 1}});
    timeline.sample(0.1, {{1, 2}});
    timeline.sample(0.15, {{1, 3}});
    EXPECT_EQ(timeline.seconds(), std::vector<double>{0.1});
    timeline.end(0.151, {{1, 4}});
    EXPECT_EQ(timeline.expanded(1), (std::vector<std::uint64_t>{2, 4}));
    timeline.end(0.18, {{1, 5}});
    EXPECT_EQ(timeline.expanded(1), (std::vector<std::uint64_t>{2, 5}));
}

TEST(TimelineTest, StepsAreAsLongAsAskedFor) {
    Timeline timeline(0.35);
    for (int tenth = 1; tenth <= 12; ++tenth) {
        timeline.sample(tenth * 0.1, counts_at(tenth));
    }
    timeline.end(1.25, counts_at(12));
    EXPECT_EQ(timeline.expanded(1), (std::vector<std::uint64_t>{300, 600, 900, 1200}));
}

}  // namespace
}  // namespace kura::cli
