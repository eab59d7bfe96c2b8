// Batches of candidates: what goes in comes out, whatever the key's length.

#include "solver/search/candidate.hpp"

#include "solver/base/rng.hpp"
#include "solver/search/ownership.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace kura::search {
namespace {

TEST(CandidateTest, ABatchGivesBackWhatWasPutIn) {
    // Goal: headers and keys survive, also at odd key lengths where nothing is aligned.
    base::Rng rng(3);
    for (const int key_bytes : {1, 3, 7, 8, 9, 31, 500}) {
        CandidateBatch batch(5, key_bytes);
        EXPECT_EQ(batch.lane(), 5);
        EXPECT_TRUE(batch.empty());
        EXPECT_EQ(batch.size(), 0U);
        std::vector<CandidateHeader> headers;
        std::vector<std::vector<std::uint8_t>> keys;
        for (int i = 0; i < 50; ++i) {
            headers.push_back({.placement_hash = rng.next(),
                               .word = rng.next(),
                               .priority = static_cast<std::uint32_t>(rng.next()),
                               .lane = static_cast<std::uint8_t>(rng.next()),
                               .is_target = rng.below(2) == 1});
            keys.emplace_back();
            for (int byte = 0; byte < key_bytes; ++byte) {
                keys.back().push_back(static_cast<std::uint8_t>(rng.next()));
            }
            batch.push_back(headers.back(), keys.back().data());
        }
        ASSERT_EQ(batch.size(), headers.size());
        for (std::size_t i = 0; i < headers.size(); ++i) {
            const CandidateHeader header = batch.header(i);
            EXPECT_EQ(header.placement_hash, headers[i].placement_hash);
            EXPECT_EQ(header.word, headers[i].word);
            EXPECT_EQ(header.priority, headers[i].priority);
            EXPECT_EQ(header.lane, headers[i].lane);
            EXPECT_EQ(header.is_target, headers[i].is_target);
            EXPECT_EQ(std::vector<std::uint8_t>(batch.key(i), batch.key(i) + key_bytes), keys[i]);
        }
        batch.clear();
        EXPECT_TRUE(batch.empty());
        EXPECT_EQ(batch.size(), 0U);
        batch.push_back(headers[7], keys[7].data());
        EXPECT_EQ(batch.header(0).word, headers[7].word);
    }
}

TEST(CandidateTest, ThePayloadFollowsTheKey) {
    // Goal: what a lane sends along survives, and a batch that is used again for a lane with longer
    // or shorter records holds that lane's. Method: records of known bytes, three lanes in turn.
    base::Rng rng(9);
    CandidateBatch batch;
    for (const int payload_bytes : {24, 0, 40, 24}) {
        constexpr int kKeyBytes = 17;
        const int record_bytes = kKeyBytes + payload_bytes;
        batch.reuse_for(payload_bytes, record_bytes);
        EXPECT_EQ(batch.lane(), payload_bytes);
        EXPECT_TRUE(batch.empty());
        std::vector<std::vector<std::uint8_t>> records;
        for (int i = 0; i < 30; ++i) {
            records.emplace_back();
            for (int byte = 0; byte < record_bytes; ++byte) {
                records.back().push_back(static_cast<std::uint8_t>(rng.next()));
            }
            batch.push_back({.placement_hash = rng.next()}, records.back().data());
        }
        ASSERT_EQ(batch.size(), records.size());
        for (std::size_t i = 0; i < records.size(); ++i) {
            EXPECT_EQ(std::vector<std::uint8_t>(batch.key(i), batch.key(i) + record_bytes),
                      records[i]);
        }
    }
}

TEST(CandidateTest, AnEmptyBatchOfNoLaneHasNoSize) {
    const CandidateBatch batch;
    EXPECT_EQ(batch.size(), 0U);
    EXPECT_TRUE(batch.empty());
}

TEST(OwnershipTest, EveryHashHasAnOwnerAndOwnersShareAlike) {
    // Goal: owners are in range, each shard gets about the same, one shard gets all.
    constexpr int kHashes = 70'000;
    for (const int shards : {1, 2, 3, 7, 256}) {
        base::Rng rng(static_cast<std::uint64_t>(shards));
        std::vector<int> count(static_cast<std::size_t>(shards));
        for (int i = 0; i < kHashes; ++i) {
            const int owner = owner_of(rng.next(), shards);
            ASSERT_GE(owner, 0);
            ASSERT_LT(owner, shards);
            ++count[static_cast<std::size_t>(owner)];
        }
        for (const int share : count) {
            EXPECT_GT(share, kHashes / shards * 3 / 5);
            EXPECT_LT(share, kHashes / shards * 7 / 5 + 1);
        }
    }
    EXPECT_EQ(owner_of(0, 7), 0);
    EXPECT_EQ(owner_of(~std::uint64_t{0}, 7), 6);
}

TEST(OwnershipTest, SubTablesAreIndependentOfTheOwner) {
    // Goal: the states of one shard fill all of its sub-tables, and a kept byte finds the sub-table
    // again. Method: all hashes of shard 3 of 7.
    std::vector<int> count(256);
    base::Rng rng(1);
    int owned = 0;
    while (owned < 25'600) {
        const std::uint64_t hash = rng.next();
        ASSERT_EQ(table_hash_of(sub_table_byte(hash)) >> 56, table_hash(hash) >> 56);
        if (owner_of(hash, 7) == 3) {
            ++owned;
            ++count[sub_table_byte(hash)];
        }
    }
    for (const int share : count) {
        EXPECT_GT(share, 40);
        EXPECT_LT(share, 180);
    }
}

}  // namespace
}  // namespace kura::search
