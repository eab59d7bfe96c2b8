#include "solver/board/square_set.hpp"

#include "solver/base/rng.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

namespace kura::board {
namespace {

SquareSet set_of(int squares, const std::set<Square>& members) {
    SquareSet set(squares);
    for (const Square square : members) {
        set.insert(square);
    }
    return set;
}

std::set<Square> members_of(const SquareSet& set) {
    std::set<Square> members;
    set.for_each([&](Square square) { members.insert(square); });
    return members;
}

std::set<Square> random_members(int squares, base::Rng& rng) {
    std::set<Square> members;
    const std::uint64_t percent = rng.below(60);
    for (int i = 0; i < squares; ++i) {
        if (rng.below(100) < percent) {
            members.insert(static_cast<Square>(i));
        }
    }
    return members;
}

TEST(SquareSetTest, AgreesWithStdSet) {
    // Goal: every operation, at sizes around the word edges and at the largest board. Method:
    // random sets against std::set.
    base::Rng rng(11);
    for (const int squares : {1, 63, 64, 65, 127, 128, 129, 256, 257, 1000, 3844}) {
        for (int round = 0; round < 20; ++round) {
            const std::set<Square> a = random_members(squares, rng);
            const std::set<Square> b = random_members(squares, rng);
            const SquareSet set_a = set_of(squares, a);
            const SquareSet set_b = set_of(squares, b);
            EXPECT_EQ(members_of(set_a), a);
            EXPECT_EQ(set_a.count(), static_cast<int>(a.size()));
            EXPECT_EQ(set_a.empty(), a.empty());
            EXPECT_EQ(set_a.first(), a.empty() ? kNoSquare : *a.begin());
            EXPECT_EQ(set_a == set_b, a == b);
            EXPECT_EQ(set_a.is_subset_of(set_b),
                      std::includes(b.begin(), b.end(), a.begin(), a.end()));
            std::set<Square> both;
            std::set<Square> any = a;
            std::set<Square> only_a;
            any.insert(b.begin(), b.end());
            for (const Square square : a) {
                (b.contains(square) ? both : only_a).insert(square);
            }
            EXPECT_EQ(set_a.intersects(set_b), !both.empty());
            SquareSet result = set_a;
            result |= set_b;
            EXPECT_EQ(members_of(result), any);
            result = set_a;
            result &= set_b;
            EXPECT_EQ(members_of(result), both);
            result = set_a;
            result -= set_b;
            EXPECT_EQ(members_of(result), only_a);
            EXPECT_TRUE(result.is_subset_of(set_a));
        }
    }
}

TEST(SquareSetTest, InsertEraseContains) {
    // Goal: single squares, the last of the largest board included.
    SquareSet set(3844);
    for (const Square square : {Square{0}, Square{63}, Square{64}, Square{3843}}) {
        EXPECT_FALSE(set.contains(square));
        set.insert(square);
        EXPECT_TRUE(set.contains(square));
        set.insert(square);
        EXPECT_EQ(set.count(), 1);
        set.erase(square);
        EXPECT_TRUE(set.empty());
    }
}

TEST(SquareSetTest, ForEachVisitsInAscendingOrder) {
    // Goal: the documented order, which keys and orders of moves rely on.
    SquareSet set(300);
    for (const int square : {299, 5, 64, 128, 63, 0}) {
        set.insert(static_cast<Square>(square));
    }
    std::vector<Square> order;
    set.for_each([&](Square square) { order.push_back(square); });
    EXPECT_EQ(order, (std::vector<Square>{0, 5, 63, 64, 128, 299}));
}

}  // namespace
}  // namespace kura::board
