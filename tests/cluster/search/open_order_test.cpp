#include "cluster/search/open_order.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace kura::cluster::search {

namespace {

TEST(OpenOrderTest, ALeastFComesFirstWhateverItsH) {
    for (const std::int32_t f : {0, 1, 300, kTiedMax - 2, kTiedMax - 1, kTiedMax, kOpenMax - 1}) {
        EXPECT_LT(place_of(f, f), place_of(f + 1, 0)) << f;
    }
}

TEST(OpenOrderTest, AmongEqualsTheNearestToTheGoalComesFirst) {
    EXPECT_LT(place_of(300, 0), place_of(300, 1));
    EXPECT_LT(place_of(300, kTies - 2), place_of(300, kTies - 1));
    EXPECT_EQ(place_of(300, kTies - 1), place_of(300, 300));
}

TEST(OpenOrderTest, APlaceTellsItsF) {
    for (const std::int32_t f : {0, 1, 88, kTiedMax - 1, kTiedMax, kTiedMax + 1, kOpenMax}) {
        EXPECT_EQ(f_of_place(place_of(f, 0)), f);
        EXPECT_EQ(f_of_place(place_of(f, f)), f);
    }
    EXPECT_EQ(place_of(kOpenMax, 0), kura::search::BucketQueue::kPriorityMax);
}

}  // namespace

}  // namespace kura::cluster::search
