// Goal: all tables of the hash benchmark do the same work.
// Method: one interface, the same keys, some of them stored.
#include "tools/bench/hash_tables.hpp"

#include "tools/bench/key_maker.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace kura::bench {
namespace {

constexpr std::size_t kStored = 5000;

template <typename Table>
class HashTablesTest : public testing::Test {};

using Tables = testing::Types<OurTable, PackagedTable<TbbTable>, PackagedTable<RobinTable>,
                              PackagedTable<StdTable>>;
TYPED_TEST_SUITE(HashTablesTest, Tables);

TYPED_TEST(HashTablesTest, FindsWhatIsStoredAndNothingElse) {
    const KeyMaker maker{7, TableKey::kBytes};
    std::vector<PlacedKey> keys(2 * kStored);
    for (std::size_t n = 0; n < keys.size(); ++n) {
        keys[n].placement = maker.make(n, keys[n].key.bytes.data());
    }
    const std::span<const PlacedKey> all(keys);
    TypeParam table(kStored);
    EXPECT_EQ(table.count(all), 0U);
    table.insert(all.first(kStored));
    EXPECT_EQ(table.count(all), kStored);
    EXPECT_EQ(table.count(all.first(kStored)), kStored);
    EXPECT_EQ(table.count(all.first(10)), 10U);  // fewer than are looked up together
    EXPECT_GE(table.bytes(), kStored * (TableKey::kBytes + sizeof(std::uint64_t)));
}

}  // namespace
}  // namespace kura::bench
