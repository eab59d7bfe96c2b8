// Goal: middle values and intervals of small samples.
// Method: known values; the interval's coverage counted over many samples.
#include "tools/compare/statistics.hpp"

#include "solver/base/rng.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace kura::compare {
namespace {

TEST(StatisticsTest, MiddleValues) {
    EXPECT_EQ(median({}), std::nullopt);
    EXPECT_EQ(median(std::vector<double>{3, 1, 2}), 2);
    EXPECT_EQ(median(std::vector<double>{4, 1, 2, 3}), 2.5);
    EXPECT_EQ(mean(std::vector<double>{1, 2, 6}), 3);
    EXPECT_NEAR(*geometric_mean(std::vector<double>{1, 10, 100}), 10, 1e-12);
    EXPECT_EQ(geometric_mean({}), std::nullopt);
}

TEST(StatisticsTest, BelowFiveValuesThereIsNoInterval) {
    EXPECT_FALSE(bootstrap_median(std::vector<double>{1, 2, 3, 4}));
    EXPECT_TRUE(bootstrap_median(std::vector<double>{1, 2, 3, 4, 5}));
}

TEST(StatisticsTest, TheIntervalHoldsTheTrueMedianNearlyAlways) {
    // Goal: about 95 percent; percentile intervals of small samples fall a little short.
    // Method: 300 samples of 15 values, even over 0 to 1000, whose median is 499.5.
    base::Rng rng(3);
    int held = 0;
    for (int round = 0; round < 300; ++round) {
        std::vector<double> values;
        for (int i = 0; i < 15; ++i) {
            values.push_back(static_cast<double>(rng.below(1000)));
        }
        const auto interval = bootstrap_median(values, static_cast<std::uint64_t>(round));
        ASSERT_TRUE(interval);
        EXPECT_LE(interval->low, *median(values));
        EXPECT_GE(interval->high, *median(values));
        held += interval->low <= 499.5 && interval->high >= 499.5 ? 1 : 0;
    }
    EXPECT_GE(held, 270);
    EXPECT_LE(held, 299);
}

}  // namespace
}  // namespace kura::compare
