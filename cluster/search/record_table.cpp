#include "cluster/search/record_table.hpp"

#include "solver/base/hash.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>
#include <vector>

namespace kura::cluster::search {

namespace {

int leaf_of_hash(std::uint64_t hash) {
    return static_cast<int>(hash >> 58);
}
static_assert(kLeaves == 64);

}  // namespace

RecordTable::RecordTable(int key_bytes, std::uint32_t partitions, std::size_t memory_bytes)
    : budget_(memory_bytes),
      bits_(std::countr_zero(partitions)),
      table_({.key_bytes = key_bytes, .partition_bits = bits_}, budget_) {}

RecordTable::Outcome RecordTable::merge(PartitionId partition, const std::uint8_t* key,
                                        std::uint64_t word) {
    switch (table_.merge(table_hash(partition), key, word).outcome) {
        case kura::search::VisitedTable::Outcome::kept:
            return Outcome::kept;
        case kura::search::VisitedTable::Outcome::full:
            return Outcome::full;
        default:
            return Outcome::changed;
    }
}

std::uint64_t RecordTable::find(PartitionId partition, const std::uint8_t* key) const {
    return table_.find(table_hash(partition), key);
}

std::uint64_t RecordTable::key_hash(const std::uint8_t* key, std::size_t key_bytes) {
    std::uint64_t hash = 0x6B7572612D6B6579ULL;
    for (std::size_t at = 0; at < key_bytes; at += 8) {
        std::uint64_t part = 0;
        std::memcpy(&part, key + at, std::min<std::size_t>(8, key_bytes - at));
        hash = base::mix64(hash ^ part) + 0x9E3779B97F4A7C15ULL;
    }
    return base::mix64(hash);
}

int RecordTable::leaf_of(const std::uint8_t* key, std::size_t key_bytes) {
    return leaf_of_hash(key_hash(key, key_bytes));
}

Digest RecordTable::digest(PartitionId partition) const {
    Digest digest{};
    for_each(partition, [&](const std::uint8_t* key, std::uint64_t word) {
        const std::uint64_t hash = key_hash(key, key_bytes());
        digest[static_cast<std::size_t>(leaf_of_hash(hash))] ^=
            base::mix64(hash ^ base::mix64(word));
    });
    return digest;
}

RecordTable::Chunk RecordTable::missing_from(PartitionId partition, const Digest& known,
                                             const std::string& cursor,
                                             std::size_t records_max) const {
    const Digest held = digest(partition);
    std::vector<std::pair<std::string, std::uint64_t>> found;
    for_each(partition, [&](const std::uint8_t* key, std::uint64_t word) {
        const auto leaf = static_cast<std::size_t>(leaf_of(key, key_bytes()));
        std::string text(reinterpret_cast<const char*>(key), key_bytes());
        if (held[leaf] != known[leaf] && text > cursor) {
            found.emplace_back(std::move(text), word);
        }
    });
    const std::size_t count = std::min(found.size(), records_max);
    std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(count),
                      found.end());
    Chunk chunk{Records(static_cast<int>(key_bytes())), count == found.size()};
    for (std::size_t i = 0; i < count; ++i) {
        chunk.records.push_back(found[i].second,
                                reinterpret_cast<const std::uint8_t*>(found[i].first.data()));
    }
    return chunk;
}

}  // namespace kura::cluster::search
