// Goal: the store finds exactly the keys it was given, through growth and clearing, in its budget.
// Method: random keys with many near each other against std::map; budgets that refuse.
#include "solver/optimize/node_store.hpp"

#include "solver/base/rng.hpp"

#include <gtest/gtest.h>

#include <map>
#include <utility>

namespace kura::optimize {
namespace {

TEST(NodeStoreTest, HoldsWhatAMapHolds) {
    base::MemoryBudget budget(std::size_t{64} << 20);
    NodeStore store(budget);
    base::Rng rng(7);
    for (const std::uint64_t count : {50'000U, 10U, 2000U, 100'000U}) {
        std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint32_t> reference;
        store.clear();
        EXPECT_EQ(store.size(), 0U);
        for (std::uint64_t i = 0; i < count; ++i) {
            const NodeKey key{rng.below(count), rng.below(3) << 60};
            const NodeStore::Found found = store.find_or_add(key);
            const auto [place, added] =
                reference.emplace(std::pair(key.low, key.high), found.index);
            ASSERT_EQ(found.added, added);
            ASSERT_EQ(found.index, place->second);
            ASSERT_EQ(store[found.index].key, key);
        }
        EXPECT_EQ(store.size(), reference.size());
    }
}

TEST(NodeStoreTest, SaysNoWhenTheBudgetDoes) {
    base::MemoryBudget budget(std::size_t{1} << 20);
    {
        NodeStore store(budget);
        std::uint32_t added = 0;
        while (store.find_or_add({added, 1}).index != NodeStore::kFull) {
            ++added;
        }
        EXPECT_GT(added, 1000U);
        EXPECT_LE(budget.used(), budget.limit());
        const NodeStore::Found again = store.find_or_add({added, 1});
        EXPECT_EQ(again.index, NodeStore::kFull);
        EXPECT_EQ(store[0].key, (NodeKey{0, 1}));
    }
    EXPECT_EQ(budget.used(), 0U);
}

}  // namespace
}  // namespace kura::optimize
