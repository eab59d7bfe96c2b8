#include "cluster/store/document_table.hpp"
#include "cluster/store/lattice_table.hpp"
#include "cluster/store/partition_items.hpp"
#include "solver/base/rng.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <string>

namespace kura::cluster::store {
namespace {

constexpr TableId kTable{8, 12};

std::string random_bytes(base::Rng& rng, std::size_t count, std::uint64_t kinds) {
    std::string bytes(count, '\0');
    const std::uint64_t number = rng.below(kinds);
    std::memcpy(bytes.data(), &number, std::min<std::size_t>(8, count));
    return bytes;
}

const std::uint8_t* bytes_of(const std::string& text) {
    return reinterpret_cast<const std::uint8_t*>(text.data());
}

LatticeTable::Outcome merge(LatticeTable& table, const std::string& key, const std::string& value) {
    return table.merge(hash_bytes(key), bytes_of(key), bytes_of(value));
}

TEST(LatticeTableTest, KeepsTheLargestValueOfEachKey) {
    // Goal: what a map would hold. Method: random merges, compared with a map; values compare as
    // unsigned bytes.
    base::Rng rng(1);
    LatticeTable table(kTable, 4);
    std::map<std::string, std::string> expected;
    for (int i = 0; i < 20'000; ++i) {
        const std::string key = random_bytes(rng, 8, 3000);
        const std::string value = random_bytes(rng, 12, 1U << 16);
        const auto outcome = merge(table, key, value);
        const auto [at, is_new] = expected.try_emplace(key, value);
        EXPECT_EQ(outcome == LatticeTable::Outcome::inserted, is_new);
        if (!is_new) {
            const bool grows = std::memcmp(value.data(), at->second.data(), 12) > 0;
            EXPECT_EQ(outcome == LatticeTable::Outcome::grown, grows);
            at->second = grows ? value : at->second;
        }
    }
    EXPECT_EQ(table.size(), expected.size());
    EXPECT_EQ(table.tree().items(), expected.size());
    for (const auto& [key, value] : expected) {
        const std::uint8_t* const found = table.find(hash_bytes(key), bytes_of(key));
        ASSERT_NE(found, nullptr);
        EXPECT_EQ(std::memcmp(found, value.data(), 12), 0);
    }
    const std::string missing = "missing!";
    EXPECT_EQ(table.find(hash_bytes(missing), bytes_of(missing)), nullptr);
}

TEST(LatticeTableTest, TheOrderOfMergesDoesNotMatter) {
    // Goal: a join-semilattice, digests included. Method: the same merges backwards.
    LatticeTable forward(kTable, 4);
    LatticeTable backward(kTable, 4);
    for (std::uint64_t i = 0; i < 1000; ++i) {
        base::Rng up(i);
        base::Rng down(999 - i);
        merge(forward, random_bytes(up, 8, 100), random_bytes(up, 12, 1000));
        merge(backward, random_bytes(down, 8, 100), random_bytes(down, 12, 1000));
    }
    EXPECT_EQ(forward.tree().root(), backward.tree().root());
    EXPECT_EQ(forward.tree().upper(), backward.tree().upper());
}

TEST(XorTreeTest, LowerDigestsAddUpToUpperOnes) {
    // Goal: both levels say the same, counted or kept. Method: a table below and above the size
    // from which the lower level is kept.
    base::Rng rng(3);
    LatticeTable table(kTable, 6);
    for (const std::uint64_t size : {std::uint64_t{1000}, kDeepFrom + 500}) {
        while (table.size() < size) {
            merge(table, random_bytes(rng, 8, 1U << 30), random_bytes(rng, 12, 1U << 30));
        }
        EXPECT_EQ(table.tree().lower().empty(), size < kDeepFrom);
        const std::vector<std::uint64_t> lower = lower_digests(table);
        std::uint64_t root = 0;
        for (std::size_t cell = 0; cell < kFanout; ++cell) {
            std::uint64_t sum = 0;
            for (std::size_t below = 0; below < kFanout; ++below) {
                sum ^= lower[cell * kFanout + below];
            }
            EXPECT_EQ(sum, table.tree().upper()[cell]);
            root ^= sum;
        }
        EXPECT_EQ(root, table.tree().root());
    }
}

TEST(XorTreeTest, WhatIsTakenOutLeavesNoTrace) {
    // Goal: the digest is a function of what is held. Method: documents come, change and go.
    DocumentTable table(4);
    Document document;
    Version version;
    version.dot = {{NodeId{1}, 0}, 1};
    version.write = {NodeId{1}, 1};
    document.put({}, version);
    table.put("stays", document);
    const std::uint64_t root = table.tree().root();
    table.put("goes", document);
    EXPECT_NE(table.tree().root(), root);
    version.dot.counter = 2;
    version.write.number = 2;
    document.put({}, version);
    table.put("goes", document);
    table.erase("goes");
    EXPECT_EQ(table.tree().root(), root);
    EXPECT_EQ(table.tree().items(), 1U);
    EXPECT_EQ(table.find("goes"), nullptr);
}

TEST(PartitionItemsTest, ItemsComeInChunksOfTheCellsAskedFor) {
    // Goal: nothing twice, nothing left out, nothing unasked. Method: all cells in chunks of seven,
    // then one cell.
    base::Rng rng(5);
    LatticeTable table(kTable, 6);
    for (int i = 0; i < 500; ++i) {
        merge(table, random_bytes(rng, 8, 1U << 30), random_bytes(rng, 12, 1U << 30));
    }
    ItemRange range;
    for (std::uint16_t cell = 0; cell < kFanout; ++cell) {
        range.cells.push_back(cell);
    }
    std::size_t count = 0;
    std::uint64_t root = 0;
    do {
        const ItemChunk chunk = items_of(table, range, 7);
        count += chunk.items.size();
        for (const Item& item : chunk.items) {
            root ^= item.digest;
        }
        range.after = chunk.next;
    } while (range.after != 0);
    EXPECT_EQ(count, table.size());
    EXPECT_EQ(root, table.tree().root());
    std::uint64_t sum = 0;
    for (const Item& item : items_of(table, {1, {13}, 0}, 1000).items) {
        EXPECT_EQ(table.tree().cell(item.key_hash, 1), 13);
        sum ^= item.digest;
    }
    EXPECT_EQ(sum, table.tree().upper()[13]);
}

}  // namespace
}  // namespace kura::cluster::store
