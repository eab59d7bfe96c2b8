// Goal: numbers and titles fit into table cells and lose nothing that counts.
// Method: tables of inputs, at the borders of units above all, and what must come out.
#include "tools/text/text.hpp"

#include <gtest/gtest.h>

namespace kura::text {
namespace {

TEST(TextTest, CountsHaveThreeDigits) {
    EXPECT_EQ(short_count(0), "0");
    EXPECT_EQ(short_count(999.4), "999");
    EXPECT_EQ(short_count(999.6), "1.00 k");
    EXPECT_EQ(short_count(12'345), "12.3 k");
    EXPECT_EQ(short_count(999'499), "999 k");
    EXPECT_EQ(short_count(999'999), "1.00 M");
    EXPECT_EQ(short_count(4.5e6), "4.50 M");
    EXPECT_EQ(short_count(1e15), "1000 T");
}

TEST(TextTest, BytesGoByPowersOf1024) {
    EXPECT_EQ(short_bytes(999), "999 B");
    EXPECT_EQ(short_bytes(1024), "1.00 kB");
    EXPECT_EQ(short_bytes(12'900'000), "12.3 MB");
    EXPECT_EQ(short_bytes(std::uint64_t{512} << 20), "512 MB");
    EXPECT_EQ(short_bytes((std::uint64_t{1} << 30) - 1), "1.00 GB");
}

TEST(TextTest, SecondsFromMillisecondsToHours) {
    EXPECT_EQ(short_seconds(0.00341), "3.41 ms");
    EXPECT_EQ(short_seconds(0.9999), "1.00 s");
    EXPECT_EQ(short_seconds(75.25), "75.2 s");
    EXPECT_EQ(short_seconds(999.4), "999 s");
    EXPECT_EQ(short_seconds(999.6), "0:16:40");
    EXPECT_EQ(short_seconds(3723), "1:02:03");
    EXPECT_EQ(hours_minutes_seconds(75.4), "0:01:15");
}

TEST(TextTest, FitCountsCharactersNotBytes) {
    EXPECT_EQ(fit("añb", 5), "añb  ");
    EXPECT_EQ(fit("añbcdef", 4), "añb…");
    EXPECT_EQ(width_of("倉庫番"), 3U);
}

TEST(TextTest, NearestNeedsToBeNear) {
    EXPECT_EQ(nearest("slove", {"show", "solve"}), "solve");
    EXPECT_EQ(nearest("xyzzy", {"show", "solve"}), "");
}

}  // namespace
}  // namespace kura::text
