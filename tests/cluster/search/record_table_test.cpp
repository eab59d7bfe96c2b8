#include "cluster/search/record_table.hpp"

#include "cluster/search/closing.hpp"
#include "solver/base/rng.hpp"
#include "tests/cluster/search/keys.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>

namespace kura::cluster::search {
namespace {

using kura::search::make_word;

TEST(RecordTableTest, ChunksBringWhatDiffersAndOnlyThat) {
    // Goal: a take-over gets everything it lacks. Method: random tables that share most records;
    // chunk by chunk until complete, of the leaves that differed at first.
    base::Rng rng(5);
    RecordTable from(4, 8, std::size_t{1} << 26);
    RecordTable to(4, 8, std::size_t{1} << 26);
    const PartitionId p{3};
    for (std::uint32_t n = 0; n < 3000; ++n) {
        const std::uint64_t word = make_word(kOrder, static_cast<int>(rng.below(50)), Arrival{});
        from.merge(p, bytes(key_of(n)), word);
        if (rng.below(100) < 97) {
            to.merge(p, bytes(key_of(n)), word);
        }
    }
    const std::uint64_t leaves = unlike_leaves(from.digest(p), to.digest(p));
    std::string cursor;
    std::size_t sent = 0;
    for (bool is_complete = false; !is_complete;) {
        const RecordTable::Chunk chunk = from.chunk(p, leaves, cursor, 100);
        is_complete = chunk.is_complete;
        for (std::size_t i = 0; i < chunk.records.size(); ++i) {
            to.merge(p, chunk.records.key(i), chunk.records.header(i));
            cursor.assign(reinterpret_cast<const char*>(chunk.records.key(i)), 4);
        }
        sent += chunk.records.size();
    }
    EXPECT_EQ(from.digest(p), to.digest(p));
    EXPECT_EQ(unlike_leaves(from.digest(p), to.digest(p)), 0U);
    EXPECT_LE(sent, 3000U);
}

TEST(RecordTableTest, AReaderMeetsAllThatWasThereWhateverIsMergedMeanwhile) {
    // Goal: a copy of a table is whole though the table grows under it. Method: pieces, between
    // which many records are merged; what was there before must be among them, in wanted leaves.
    base::Rng rng(6);
    RecordTable table(4, 8, std::size_t{1} << 26);
    const PartitionId p{3};
    std::map<std::string, std::uint64_t> before;
    for (std::uint32_t n = 0; n < 2000; ++n) {
        const std::string key = key_of(static_cast<std::uint32_t>(rng.below(1U << 30)));
        table.merge(p, bytes(key), 7);
        before[key] = 7;
    }
    const std::uint64_t leaves = 0x0F0F0F0F0F0F0F0FULL;
    Records seen(4);
    RecordTable::Position position;
    for (int pieces = 0; !position.is_end; ++pieces) {
        ASSERT_LT(pieces, 1000);
        const std::size_t had = seen.size();
        position = table.read(p, position, leaves, 50, seen);
        EXPECT_TRUE(position.is_end || seen.size() - had >= 50);
        for (int n = 0; n < 100; ++n) {
            table.merge(p, bytes(key_of(static_cast<std::uint32_t>(rng.below(1U << 30)))), 7);
        }
    }
    for (std::size_t i = 0; i < seen.size(); ++i) {
        EXPECT_NE(leaves >> RecordTable::leaf_of(seen.key(i), 4) & 1, 0U);
        before.erase(std::string(reinterpret_cast<const char*>(seen.key(i)), 4));
    }
    for (const auto& [key, word] : before) {
        EXPECT_EQ(leaves >> RecordTable::leaf_of(bytes(key), 4) & 1, 0U) << "missed";
    }
}

TEST(RecordTableTest, ACopyFindsRoomForAllThatIsToCome) {
    // Goal: records that come in the table's order do not pile up at one end of a small table.
    // Method: a table copied piece by piece; all room is there from the first piece on, which a
    // piece too small to tell, and one in no order, do not make.
    base::Rng rng(7);
    RecordTable from(4, 8, std::size_t{1} << 26);
    RecordTable to(4, 8, std::size_t{1} << 26);
    const PartitionId p{3};
    while (from.size() < 20000) {
        from.merge(p, bytes(key_of(static_cast<std::uint32_t>(rng.below(1U << 30)))), 7);
    }
    Records few(4);
    from.read(p, {}, ~std::uint64_t{0}, 200, few);
    to.expect(p, few, 0, few.size());
    EXPECT_EQ(to.memory_bytes(), 0U);
    RecordTable::Position position;
    std::uint64_t after_first = 0;
    while (!position.is_end) {
        Records piece(4);
        position = from.read(p, position, ~std::uint64_t{0}, 1024, piece);
        if (after_first == 0) {
            Records reversed(4);
            for (std::size_t i = piece.size(); i-- > 0;) {
                reversed.push_back(piece.header(i), piece.key(i));
            }
            to.expect(p, reversed, 0, reversed.size());
            EXPECT_EQ(to.memory_bytes(), 0U);
        }
        to.expect(p, piece, 0, piece.size());
        for (std::size_t i = 0; i < piece.size(); ++i) {
            to.merge(p, piece.key(i), piece.header(i));
        }
        after_first = after_first == 0 ? to.memory_bytes() : after_first;
    }
    EXPECT_EQ(to.digest(p), from.digest(p));
    EXPECT_GE(after_first * 10, from.memory_bytes() * 8);  // 1,024 tell it within a tenth
    EXPECT_LE(to.memory_bytes() * 10, from.memory_bytes() * 12);
}

TEST(RecordTableTest, OnlyWhatLeadsOnFollows) {
    // Goal: a node that lies can't keep a take-over from its end. Method: chunks in a wrong order,
    // and one that repeats the cursor.
    RecordTable table(4, 8, std::size_t{1} << 26);
    const PartitionId p{3};
    for (std::uint32_t n = 0; n < 10; ++n) {
        table.merge(p, bytes(key_of(n)), 7);
    }
    const Records all = table.chunk(p, ~std::uint64_t{0}, "", 100).records;
    ASSERT_EQ(all.size(), 10U);
    const auto some = [&](std::initializer_list<std::size_t> which) {
        Records records(4);
        for (const std::size_t i : which) {
            records.push_back(7, all.key(i));
        }
        return records;
    };
    const std::string third(reinterpret_cast<const char*>(all.key(2)), 4);
    EXPECT_TRUE(table.follow("", all));
    EXPECT_TRUE(table.follow(third, some({3, 5, 9})));
    EXPECT_TRUE(table.follow(third, some({})));
    EXPECT_FALSE(table.follow(third, some({2, 3})));
    EXPECT_FALSE(table.follow("", some({4, 3})));
}

}  // namespace
}  // namespace kura::cluster::search
