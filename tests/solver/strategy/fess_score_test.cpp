// The packed score: its order is the order of its fields, and nothing runs over.

#include "solver/strategy/fess_score.hpp"

#include "solver/base/rng.hpp"

#include <gtest/gtest.h>

#include <tuple>

namespace kura::strategy {
namespace {

auto rank(const FessScore& score) {
    return std::tuple(-score.packed, score.regions, score.rooms, score.out_of_plan, score.hotspots,
                      -score.spread);
}

TEST(FessScoreTest, SmallerBitsAreTheBetterScore) {
    // Goal: bits compare as the fields do, one after the other, and give them back.
    base::Rng rng(5);
    const auto draw = [&] {
        const auto field = [&] { return static_cast<int>(rng.below(3)); };
        return FessScore{field(), field(), field(), field(), field(), field()};
    };
    for (int i = 0; i < 5000; ++i) {
        const FessScore a = draw();
        const FessScore b = draw();
        ASSERT_EQ(a.packed_bits() < b.packed_bits(), rank(a) < rank(b));
        ASSERT_EQ(FessScore::of(a.packed_bits()), a);
        if (rank(a) < rank(b)) {
            ASSERT_LE(FessScore::cell_of(a.packed_bits()), FessScore::cell_of(b.packed_bits()));
        }
        FessScore farther = a;  // the spread makes no cell, all before the hotspots does
        farther.spread += 7;
        ASSERT_EQ(FessScore::cell_of(a.packed_bits()), FessScore::cell_of(farther.packed_bits()));
        FessScore other = a;
        other.out_of_plan += 1;
        ASSERT_NE(FessScore::cell_of(a.packed_bits()), FessScore::cell_of(other.packed_bits()));
        ASSERT_LT(a.packed_bits(), kWorstScore);
    }
}

TEST(FessScoreTest, LargeFieldsStayInTheirPlace) {
    const FessScore most{511, 255, 255, 511, 511, static_cast<int>(FessScore::kSpreadMax)};
    EXPECT_EQ(FessScore::of(most.packed_bits()), most);
    const FessScore beyond{9999, 9999, 9999, 9999, 9999, 99'999'999};
    EXPECT_EQ(FessScore::of(beyond.packed_bits()), most);
    const FessScore below{-1, -1, -1, -1, -1, -1};
    EXPECT_EQ(FessScore::of(below.packed_bits()), FessScore{});
}

}  // namespace
}  // namespace kura::strategy
