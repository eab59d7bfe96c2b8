// Goal: rows say what was measured, in units for people, and whether it is enough.
// Method: known figures.
#include "tools/bench/row.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace kura::bench {
namespace {

TEST(RowTest, ABoundIsReachedOnItsOwnSide) {
    Row row;
    row.aim = Aim::at_least;
    row.bound = 2;
    EXPECT_EQ(row.reached(), std::nullopt);  // nothing measured
    row.measured = 2;
    EXPECT_EQ(row.reached(), true);
    row.measured = 1.9;
    EXPECT_EQ(row.reached(), false);
    row.aim = Aim::at_most;
    EXPECT_EQ(row.reached(), true);
    row.aim = Aim::none;
    EXPECT_EQ(row.reached(), std::nullopt);
}

TEST(RowTest, ManyValuesGiveTheMedianAndAnInterval) {
    Row row;
    row.set_measured(std::vector<double>{5, 1, 2, 4, 3});
    EXPECT_EQ(row.measured, 3);
    EXPECT_EQ(row.repetitions, 5U);
    ASSERT_TRUE(row.interval);
    EXPECT_GE(row.interval->low, 1);
    EXPECT_LT(row.interval->low, 3);
    EXPECT_GT(row.interval->high, 3);
    EXPECT_LE(row.interval->high, 5);
}

TEST(RowTest, FewValuesGiveNoInterval) {
    Row row;
    row.set_measured(std::vector<double>{1, 3});
    EXPECT_EQ(row.measured, 2);
    EXPECT_EQ(row.repetitions, 2U);
    EXPECT_FALSE(row.interval);
    EXPECT_EQ(interval_text_of(row), "");
}

TEST(RowTest, FiguresAreWrittenInTheirUnit) {
    EXPECT_EQ(text_of(Unit::ratio, 0.666), "0.67x");
    EXPECT_EQ(text_of(Unit::bytes, 23.96), "24.0 B");
    EXPECT_EQ(text_of(Unit::megabytes, 6.7e6), "6.7 MB");
    EXPECT_EQ(text_of(Unit::microseconds, 41.26e-6), "41.3 us");
    EXPECT_EQ(text_of(Unit::milliseconds, 0.0034), "3.4 ms");
    EXPECT_EQ(text_of(Unit::seconds, 6.84), "6.8 s");
    EXPECT_EQ(text_of(Unit::per_second, 4321), "4.3 k/s");
    EXPECT_EQ(text_of(Unit::per_second, 432'100), "432 k/s");
    EXPECT_EQ(text_of(Unit::per_second, 43'210'000), "43.21 M/s");
    EXPECT_EQ(text_of(Unit::bytes_per_second, 1.2345e9), "1234 MB/s");
}

TEST(RowTest, AnIntervalHasOneUnitForBothEnds) {
    Row row;
    row.unit = Unit::per_second;
    row.interval = compare::Interval{990'000, 1'010'000};
    EXPECT_EQ(interval_text_of(row), "0.99 - 1.01 M/s");
}

}  // namespace
}  // namespace kura::bench
