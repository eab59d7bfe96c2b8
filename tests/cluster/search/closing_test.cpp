#include "cluster/search/closing.hpp"

#include "cluster/search/messages.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace kura::cluster::search {
namespace {

using kura::search::make_word;

TEST(ClosingTest, ABetterCostReopensAndALaterGenerationToo) {
    // Goal: the order of words is the order of knowledge. Method: compare words.
    const Arrival arrival{3, 4, 1};
    const std::uint64_t nine = make_word(kOrder, 9, arrival);
    const std::uint64_t closed_nine = closed_in(nine, Generation{1});
    EXPECT_LT(nine, closed_nine);
    EXPECT_LT(closed_nine, make_word(kOrder, 8, Arrival{}));
    EXPECT_LT(closed_nine, closed_in(nine, Generation{2}));
    EXPECT_FALSE(is_open(closed_nine, Generation{1}));
    EXPECT_TRUE(is_open(closed_nine, Generation{2}));
    EXPECT_EQ(kura::search::word_arrival(kOrder, closed_nine), arrival);
}

}  // namespace
}  // namespace kura::cluster::search
