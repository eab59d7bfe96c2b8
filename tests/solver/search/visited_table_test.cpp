#include "solver/search/visited_table.hpp"

#include "solver/base/hash.hpp"
#include "solver/base/rng.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace kura::search {
namespace {

using Key = std::string;
using Outcome = VisitedTable::Outcome;
using Model = std::unordered_map<Key, std::uint64_t>;

const std::uint8_t* bytes_of(const Key& key) {
    return reinterpret_cast<const std::uint8_t*>(key.data());
}

// The placement hash is a function of the key, as the caller promises.
std::uint64_t placement_of(const Key& key) {
    std::uint64_t hash = 7;
    for (const char c : key) {
        hash = base::mix64(hash ^ static_cast<unsigned char>(c));
    }
    return hash;
}

Key random_key(base::Rng& rng, int key_bytes, std::uint64_t alphabet) {
    Key key(static_cast<std::size_t>(key_bytes), '\0');
    for (char& c : key) {
        c = static_cast<char>(rng.below(alphabet));
    }
    return key;
}

VisitedTable::MergeResult merge(VisitedTable& table, const Key& key, std::uint64_t word) {
    return table.merge(placement_of(key), bytes_of(key), word);
}

// Read from lead to lead, each record is met once.
void expect_same_in_pieces(const VisitedTable& table, const Model& model) {
    std::uint64_t seen = 0;
    for (std::uint32_t partition = 0; partition < table.partitions(); ++partition) {
        std::optional<std::uint64_t> lead = ~std::uint64_t{0};
        while (lead) {
            const std::uint64_t before = seen;
            std::uint64_t lowest = *lead;
            lead = table.for_each_down(
                partition, *lead, 3, [&](const std::uint8_t* key, std::uint64_t word) {
                    const auto it =
                        model.find(Key(reinterpret_cast<const char*>(key), table.key_bytes()));
                    EXPECT_TRUE(it != model.end() && it->second == word);
                    EXPECT_LE(table.lead_of_key(key), lowest);
                    lowest = table.lead_of_key(key);
                    ++seen;
                    return true;
                });
            ASSERT_TRUE(!lead || (*lead < lowest && seen - before >= 3));
        }
    }
    EXPECT_EQ(seen, model.size());
}

// Scan and lookups of the table agree with the model exactly.
void expect_same(const VisitedTable& table, const Model& model) {
    ASSERT_EQ(table.size(), model.size());
    std::uint64_t seen = 0;
    for (std::uint32_t partition = 0; partition < table.partitions(); ++partition) {
        table.for_each(partition, [&](const std::uint8_t* key, std::uint64_t word) {
            const Key copy(reinterpret_cast<const char*>(key), table.key_bytes());
            const auto it = model.find(copy);
            ASSERT_NE(it, model.end());
            EXPECT_EQ(it->second, word);
            EXPECT_EQ(table.partition_of(placement_of(copy)), partition);
            ++seen;
        });
    }
    EXPECT_EQ(seen, model.size());
    expect_same_in_pieces(table, model);
    for (const auto& [key, word] : model) {
        ASSERT_EQ(table.find(placement_of(key), bytes_of(key)), word);
    }
}

void run_against_model(int key_bytes, int partition_bits, int steps, std::uint64_t alphabet) {
    base::MemoryBudget budget(std::size_t{1} << 30);
    VisitedTable table({.key_bytes = key_bytes, .partition_bits = partition_bits}, budget);
    Model model;
    base::Rng rng(static_cast<std::uint64_t>(key_bytes) * 31 + alphabet);
    std::vector<Key> keys;
    for (int step = 0; step < steps; ++step) {
        if (keys.empty() || rng.below(3) != 0) {
            keys.push_back(random_key(rng, key_bytes, alphabet));
        }
        const Key& key = keys[rng.below(keys.size())];
        const std::uint64_t word = rng.below(1000) + 1;
        const auto it = model.find(key);
        const std::uint64_t before = it == model.end() ? 0 : it->second;
        const Outcome expected = before == 0     ? Outcome::inserted
                                 : word > before ? Outcome::improved
                                                 : Outcome::kept;
        const auto result = merge(table, key, word);
        ASSERT_EQ(result.outcome, expected);
        ASSERT_EQ(result.word_before, before);
        model[key] = std::max(word, before);
        const Key other = random_key(rng, key_bytes, alphabet);
        const auto absent = model.find(other);
        ASSERT_EQ(table.find(placement_of(other), bytes_of(other)),
                  absent == model.end() ? 0 : absent->second);
    }
    expect_same(table, model);
}

// Goal: the table is a map with max-merging for every key length, whatever the keys look like.
// Method: random merges and lookups against std::unordered_map; a small alphabet makes the keys
// similar (they share long prefixes and suffixes) and repeats frequent.
TEST(VisitedTableTest, AgreesWithAMapForEveryKeyLength) {
    std::vector<int> lengths{32, 33, 40, 63, 480, 500};
    for (int bytes = 1; bytes <= 24; ++bytes) {
        lengths.push_back(bytes);
    }
    for (const int bytes : lengths) {
        for (const std::uint64_t alphabet : {2, 256}) {
            SCOPED_TRACE(testing::Message() << bytes << " bytes, alphabet " << alphabet);
            run_against_model(bytes, bytes % 3, 3000, alphabet);
            if (HasFatalFailure()) {
                return;
            }
        }
    }
}

// Goal: growth through many steps keeps every record, with the default number of partitions.
// Method: as above, with enough keys for dozens of growth steps.
TEST(VisitedTableTest, AgreesWithAMapThroughManyGrowthSteps) {
    run_against_model(13, 6, 150000, 256);
    run_against_model(5, 0, 100000, 256);
}

// Goal: keys that differ in one counter only, the usual enemy of weak hashes, spread evenly.
// Method: consecutive numbers at every byte offset of a 24-byte key of zeros; sizes and lookups.
TEST(VisitedTableTest, StoresKeysThatDifferInFewBits) {
    for (std::size_t at = 0; at + 3 <= 24; ++at) {
        base::MemoryBudget budget(std::size_t{64} << 20);
        VisitedTable table({.key_bytes = 24, .partition_bits = 0}, budget);
        Key key(24, '\0');
        for (std::uint32_t n = 0; n < 5000; ++n) {
            std::memcpy(key.data() + at, &n, 3);
            ASSERT_EQ(merge(table, key, n + 1).outcome, Outcome::inserted);
        }
        for (std::uint32_t n = 0; n < 5000; ++n) {
            std::memcpy(key.data() + at, &n, 3);
            ASSERT_EQ(table.find(placement_of(key), bytes_of(key)), n + 1);
        }
        EXPECT_LT(table.memory_bytes(), 5000U * 32 * 2);  // one long cluster would grow it further
    }
}

// Goal: every key of one and of two bytes can be stored at once, lead 0 and lead all ones included.
// Method: all of them, in order, then all found, and the neighbours of the words untouched.
TEST(VisitedTableTest, HoldsTheWholeKeySpaceOfShortKeys) {
    for (const int bytes : {1, 2}) {
        base::MemoryBudget budget(std::size_t{64} << 20);
        VisitedTable table({.key_bytes = bytes, .partition_bits = 0}, budget);
        const std::uint32_t count = 1U << (8 * bytes);
        std::vector<std::uint8_t> key(static_cast<std::size_t>(bytes));
        for (std::uint32_t n = 0; n < count; ++n) {
            std::memcpy(key.data(), &n, key.size());
            ASSERT_EQ(table.find(0, key.data()), 0U);
            ASSERT_EQ(table.merge(0, key.data(), n + 1).outcome, Outcome::inserted);
        }
        for (std::uint32_t n = 0; n < count; ++n) {
            std::memcpy(key.data(), &n, key.size());
            ASSERT_EQ(table.find(0, key.data()), n + 1);
        }
    }
}

// Goal: the mixing of a lead is a bijection. Method: exhaustive for 8 and 16 bits; the inverse on
// random values for longer leads.
TEST(VisitedTableTest, MixingOfLeadsIsABijection) {
    for (const int bytes : {1, 2}) {
        const VisitedRecordLayout layout(bytes);
        std::vector<bool> hit(std::size_t{1} << (8 * bytes), false);
        for (std::uint64_t x = 0; x < hit.size(); ++x) {
            const std::uint64_t y = layout.mix(x);
            ASSERT_LT(y, hit.size());
            ASSERT_FALSE(hit[y]);
            hit[y] = true;
            ASSERT_EQ(layout.unmix(y), x);
        }
    }
    base::Rng rng(5);
    for (int bytes = 3; bytes <= 8; ++bytes) {
        const VisitedRecordLayout layout(bytes);
        const std::uint64_t mask = ~std::uint64_t{0} >> (64 - 8 * bytes);
        for (int round = 0; round < 10000; ++round) {
            const std::uint64_t x = rng.next() & mask;
            ASSERT_EQ(layout.unmix(layout.mix(x)), x);
            ASSERT_EQ(layout.mix(x) & ~mask, 0U);
        }
    }
}

// Goal: probes prepared before a growth still find and place their keys after it.
// Method: all probes of a large batch are prepared on the empty table, then merged in order; half
// of them a second time.
TEST(VisitedTableTest, ProbesSurviveGrowth) {
    base::MemoryBudget budget(std::size_t{64} << 20);
    VisitedTable table({.key_bytes = 11, .partition_bits = 1}, budget);
    base::Rng rng(3);
    std::vector<Key> keys;
    std::vector<VisitedTable::Probe> probes;
    for (int n = 0; n < 20000; ++n) {
        keys.push_back(random_key(rng, 11, 256));
    }
    for (const Key& key : keys) {
        probes.push_back(table.prepare(placement_of(key), bytes_of(key)));
    }
    Model model;
    for (std::size_t n = 0; n < keys.size(); ++n) {
        ASSERT_EQ(table.merge(probes[n], n + 1).outcome, Outcome::inserted);
        model[keys[n]] = n + 1;
        ASSERT_EQ(table.merge(probes[n / 2], 1).outcome, Outcome::kept);
    }
    expect_same(table, model);
}

// Goal: at the budget's end nothing is lost, and everything stored can still be read and improved.
// Method: insert until full, for several record lengths; compare with the model; improve all.
TEST(VisitedTableTest, StaysUsableWhenTheBudgetIsSpent) {
    for (const int bytes : {6, 13, 480}) {
        base::MemoryBudget budget(300000);
        Model model;
        {
            VisitedTable table({.key_bytes = bytes, .partition_bits = 2}, budget);
            base::Rng rng(9);
            int refused = 0;
            while (refused < 1000) {
                const Key key = random_key(rng, bytes, 256);
                const auto result = merge(table, key, 5);
                if (result.outcome == Outcome::full) {
                    ++refused;
                    ASSERT_EQ(table.find(placement_of(key), bytes_of(key)), 0U);
                } else {
                    ASSERT_EQ(result.outcome, Outcome::inserted);
                    model[key] = 5;
                }
            }
            expect_same(table, model);
            EXPECT_LE(budget.used(), budget.limit());
            EXPECT_EQ(budget.used(), table.memory_bytes());
            // A full table uses what it was given.
            const std::size_t record_bytes = static_cast<std::size_t>(bytes) + 8;
            EXPECT_GT(model.size() * record_bytes, 300000U * 3 / 4);
            for (auto& [key, word] : model) {
                ASSERT_EQ(merge(table, key, 6).outcome, Outcome::improved);
                word = 6;
            }
            expect_same(table, model);
        }
        EXPECT_EQ(budget.used(), 0U);
    }
}

// Goal: a budget of nothing is refused, not crashed on.
// Method: merge and find on a table that can't get its first page.
TEST(VisitedTableTest, ABudgetOfNothingIsFullAtOnce) {
    base::MemoryBudget budget(100);
    VisitedTable table({.key_bytes = 9}, budget);
    const Key key = "abcdefghi";
    EXPECT_EQ(merge(table, key, 1).outcome, Outcome::full);
    EXPECT_EQ(table.find(placement_of(key), bytes_of(key)), 0U);
    EXPECT_EQ(table.size(), 0U);
    EXPECT_EQ(table.memory_bytes(), 0U);
}

// Goal: memory per record stays near the record's size while the table grows.
// Method: 300,000 records of 21 bytes in four partitions; the bytes after every 1,000th.
TEST(VisitedTableTest, MemoryStaysCloseToTheRecords) {
    base::MemoryBudget budget(std::size_t{1} << 30);
    VisitedTable table({.key_bytes = 13, .partition_bits = 2}, budget);
    EXPECT_EQ(table.memory_bytes(), 0U);
    base::Rng rng(1);
    for (std::uint64_t n = 1; n <= 300000; ++n) {
        merge(table, random_key(rng, 13, 256), n);
        if (n >= 20000 && n % 1000 == 0) {
            ASSERT_LT(table.memory_bytes(), n * 21 * 14 / 10) << n;
        }
    }
}

// Goal: what was reserved needs no growth, and nobody can reserve all memory. Method: half of the
// records, a reservation for all, the other half; then wishes that are too small and too large.
TEST(VisitedTableTest, AReservedTableDoesNotGrow) {
    base::MemoryBudget budget(std::size_t{1} << 20);
    VisitedTable table({.key_bytes = 13, .partition_bits = 0}, budget);
    base::Rng rng(2);
    for (std::uint64_t n = 1; n <= 5000; ++n) {
        merge(table, random_key(rng, 13, 256), n);
    }
    const std::uint64_t before = table.memory_bytes();
    table.reserve(0, 10000);
    const std::uint64_t reserved = table.memory_bytes();
    EXPECT_GT(reserved, before);
    for (std::uint64_t n = 5001; n <= 10000; ++n) {
        ASSERT_EQ(merge(table, random_key(rng, 13, 256), n).outcome, Outcome::inserted);
    }
    EXPECT_EQ(table.size(), 10000U);
    EXPECT_EQ(table.memory_bytes(), reserved);
    table.reserve(0, 10);
    table.reserve(0, 40000);  // of 50,000 in all
    table.reserve(0, ~std::uint64_t{0});
    EXPECT_EQ(table.memory_bytes(), reserved);
    base::Rng again(2);
    for (std::uint64_t n = 1; n <= 10000; ++n) {
        const Key key = random_key(again, 13, 256);
        ASSERT_EQ(table.find(placement_of(key), bytes_of(key)), n);
    }
}

}  // namespace
}  // namespace kura::search
