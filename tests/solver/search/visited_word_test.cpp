// The word beside a key: its unsigned order is the order in which copies of a record merge.

#include "solver/search/visited_word.hpp"

#include "solver/base/rng.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <vector>

namespace kura::search {
namespace {

constexpr std::array<LaneOrder, 2> kOrders{LaneOrder::optimal, LaneOrder::satisficing};

Arrival arrival_of(int from, int to, int side) {
    return {static_cast<board::Square>(from), static_cast<board::Square>(to),
            static_cast<board::Direction>(side)};
}

Arrival random_arrival(base::Rng& rng) {
    return arrival_of(static_cast<int>(rng.below(base::kSquaresMax)),
                      static_cast<int>(rng.below(base::kSquaresMax)),
                      static_cast<int>(rng.below(4)));
}

int random_cost(base::Rng& rng) {
    return static_cast<int>(rng.below(base::kPushesMax + 1));
}

TEST(VisitedWordTest, EverythingComesBackOverAllRanges) {
    // Goal: no field spills into another. Method: all corners of the ranges, and random values,
    // open and closed.
    base::Rng rng(7);
    std::vector<int> costs{0, 1, base::kPushesMax - 1, base::kPushesMax};
    std::vector<Arrival> arrivals{Arrival{}, arrival_of(0, 0, 0),
                                  arrival_of(base::kSquaresMax - 1, 0, 3),
                                  arrival_of(0, base::kSquaresMax - 1, 0),
                                  arrival_of(base::kSquaresMax - 1, base::kSquaresMax - 1, 3)};
    for (int i = 0; i < 100; ++i) {
        costs.push_back(random_cost(rng));
        arrivals.push_back(random_arrival(rng));
    }
    for (const LaneOrder order : kOrders) {
        for (const int cost : costs) {
            for (const Arrival& arrival : arrivals) {
                const std::uint64_t open = make_word(order, cost, arrival);
                ASSERT_NE(open, 0U);
                ASSERT_FALSE(is_closed(order, open));
                const std::uint64_t shut = closed(order, open);
                ASSERT_TRUE(is_closed(order, shut));
                for (const std::uint64_t word : {open, shut}) {
                    ASSERT_EQ(word_cost(order, word), cost);
                    ASSERT_EQ(word_arrival(order, word), arrival);
                    ASSERT_EQ(word_arrival(order, word).is_root(), arrival.is_root());
                }
            }
        }
    }
}

TEST(VisitedWordTest, ABetterCostReopensAnOptimalRecord) {
    // Goal: in optimal lanes a smaller cost wins over a closed mark, so the merged record is open;
    // an equal or larger cost leaves it closed.
    base::Rng rng(11);
    for (int i = 0; i < 10'000; ++i) {
        const int cost = 1 + static_cast<int>(rng.below(base::kPushesMax));
        const std::uint64_t shut =
            closed(LaneOrder::optimal, make_word(LaneOrder::optimal, cost, random_arrival(rng)));
        const int less = static_cast<int>(rng.below(static_cast<std::uint64_t>(cost)));
        const std::uint64_t better = make_word(LaneOrder::optimal, less, random_arrival(rng));
        ASSERT_FALSE(is_closed(LaneOrder::optimal, std::max(shut, better)));
        ASSERT_EQ(word_cost(LaneOrder::optimal, std::max(shut, better)), less);
        const std::uint64_t equal = make_word(LaneOrder::optimal, cost, random_arrival(rng));
        ASSERT_EQ(std::max(shut, equal), shut);
    }
}

TEST(VisitedWordTest, AClosedSatisficingRecordStaysClosed) {
    // Goal: nothing open ever beats a closed record of a satisficing lane; among open ones the
    // smaller cost wins.
    base::Rng rng(13);
    constexpr LaneOrder kOrder = LaneOrder::satisficing;
    for (int i = 0; i < 10'000; ++i) {
        const int a = random_cost(rng);
        const int b = random_cost(rng);
        const std::uint64_t word_a = make_word(kOrder, a, random_arrival(rng));
        const std::uint64_t word_b = make_word(kOrder, b, random_arrival(rng));
        ASSERT_EQ(std::max(closed(kOrder, word_a), word_b), closed(kOrder, word_a));
        ASSERT_EQ(word_cost(kOrder, std::max(word_a, word_b)), std::min(a, b));
    }
}

TEST(VisitedWordTest, TheSmallestCostWinsAmongOpenRecords) {
    // Goal: in both orders, costs decide before arrivals.
    for (const LaneOrder order : kOrders) {
        for (const int cost : {0, 1, 500, base::kPushesMax - 1}) {
            const std::uint64_t low = make_word(order, cost, arrival_of(0, 0, 0));
            const std::uint64_t high = make_word(order, cost + 1, Arrival{});
            EXPECT_GT(low, high);
        }
    }
}

TEST(VisitedWordTest, ClosingIsGrowing) {
    // Goal: a table that keeps the larger word accepts every closing. Method: random words.
    base::Rng rng(17);
    for (const LaneOrder order : kOrders) {
        for (int i = 0; i < 1000; ++i) {
            const std::uint64_t open = make_word(order, random_cost(rng), random_arrival(rng));
            ASSERT_GT(closed(order, open), open);
            ASSERT_EQ(closed(order, closed(order, open)), closed(order, open));
        }
    }
}

}  // namespace
}  // namespace kura::search
