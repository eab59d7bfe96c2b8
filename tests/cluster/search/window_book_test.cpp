#include "cluster/search/window_book.hpp"

#include "cluster/search/closing.hpp"
#include "tests/cluster/search/keys.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace kura::cluster::search {
namespace {

using kura::search::make_word;

TEST(WindowBookTest, RegroupingMakesNoWindowLonger) {
    // Goal: after a loss of nodes what all had under way still fits into messages. Method: windows
    // to many nodes, then one owner.
    WindowBook book(4);
    for (std::uint32_t n = 0; n < 50; ++n) {
        book.add(NodeId{n}, {0, 0, make_word(kOrder, 1, Arrival{})}, bytes(key_of(n)), n);
    }
    book.regroup([](PartitionId) { return NodeId{99}; }, 8);
    const std::vector<std::uint64_t> due = book.due(Instant(Duration(1'000'000)), Duration(1));
    ASSERT_EQ(due.size(), 6U);
    for (const std::uint64_t number : due) {
        EXPECT_EQ(book.find(number)->candidates.size(), 8U);
    }
    EXPECT_EQ(book.items(), 50U);
}

TEST(WindowBookTest, RegroupingKeepsEveryItem) {
    // Goal: a change of owners loses nothing on its way. Method: windows to two nodes, sent and
    // being filled; then all partitions belong to a third.
    WindowBook book(4);
    for (std::uint32_t n = 0; n < 10; ++n) {
        book.add(NodeId{1 + n % 2}, {n % 2, 0, make_word(kOrder, 1, Arrival{})}, bytes(key_of(n)),
                 n);
    }
    const std::uint64_t sent = book.seal(NodeId{1}, Instant());
    book.regroup([](PartitionId p) { return p.value == 0 ? NodeId{3} : NodeId{2}; }, 100);
    EXPECT_EQ(book.find(sent), nullptr);
    EXPECT_EQ(book.items(), 10U);
    EXPECT_EQ(book.acknowledge(book.seal(NodeId{3}, Instant()))->slots.size(), 5U);
    EXPECT_EQ(book.acknowledge(book.seal(NodeId{2}, Instant()))->slots.size(), 5U);
    EXPECT_TRUE(book.empty());
}

}  // namespace
}  // namespace kura::cluster::search
