#include "cluster/search/record_table.hpp"

#include "solver/base/hash.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <optional>

namespace kura::cluster::search {

namespace {

// Fewer in a row say little about how many there are, and are quickly merged in any case.
constexpr std::size_t kTelling = 256;

int leaf_of_hash(std::uint64_t hash) {
    return static_cast<int>(hash >> 58);
}
static_assert(kLeaves == 64);

}  // namespace

std::uint64_t unlike_leaves(const Digest& a, const Digest& b) {
    std::uint64_t leaves = 0;
    for (std::size_t leaf = 0; leaf < a.size(); ++leaf) {
        leaves |= a[leaf] != b[leaf] ? std::uint64_t{1} << leaf : 0;
    }
    return leaves;
}

RecordTable::RecordTable(int key_bytes, std::uint32_t partitions, std::size_t memory_bytes)
    : budget_(memory_bytes),
      bits_(std::countr_zero(partitions)),
      table_({.key_bytes = key_bytes, .partition_bits = bits_}, budget_) {}

RecordTable::Outcome RecordTable::merge(const Probe& probe, std::uint64_t word) {
    switch (table_.merge(probe, word).outcome) {
        case kura::search::VisitedTable::Outcome::kept:
            return Outcome::kept;
        case kura::search::VisitedTable::Outcome::full:
            return Outcome::full;
        default:
            return Outcome::changed;
    }
}

void RecordTable::expect(PartitionId partition, const Records& records, std::size_t begin,
                         std::size_t end) {
    if (end - begin < kTelling) {
        return;
    }
    const std::uint64_t first = table_.lead_of_key(records.key(begin));
    const std::uint64_t last = table_.lead_of_key(records.key(end - 1));
    if (first <= last) {
        return;  // not in order
    }
    // Leads are spread evenly, so the count scatters by its root; a little too few does no harm.
    const auto count = static_cast<double>(end - begin);
    const double all = (count - std::sqrt(count)) * 0x1p64 / static_cast<double>(first - last);
    table_.reserve(partition.value, static_cast<std::uint64_t>(std::min(all, 0x1p62)));
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

RecordTable::Position RecordTable::read(PartitionId partition, Position from, std::uint64_t leaves,
                                        std::size_t records, Records& to) const {
    if (from.is_end) {
        return from;
    }
    const std::optional<std::uint64_t> next = table_.for_each_down(
        partition.value, from.lead, records, [&](const std::uint8_t* key, std::uint64_t word) {
            if ((leaves >> leaf_of(key, key_bytes()) & 1) == 0) {
                return false;
            }
            to.push_back(word, key);
            return true;
        });
    return {next.value_or(0), !next};
}

RecordTable::Position RecordTable::behind(const std::string& cursor) const {
    if (cursor.size() != key_bytes()) {
        return {};
    }
    const std::uint64_t lead =
        table_.lead_of_key(reinterpret_cast<const std::uint8_t*>(cursor.data()));
    return {lead - 1, lead == 0};
}

bool RecordTable::follow(const std::string& cursor, const Records& records) const {
    const Position start = behind(cursor);
    std::uint64_t lead_max = start.lead;
    for (std::size_t i = 0; i < records.size(); ++i) {
        const std::uint64_t lead = table_.lead_of_key(records.key(i));
        if (start.is_end || lead > lead_max) {
            return false;
        }
        lead_max = lead;
    }
    return true;
}

RecordTable::Chunk RecordTable::chunk(PartitionId partition, std::uint64_t leaves,
                                      const std::string& cursor, std::size_t records) const {
    Chunk chunk{Records(static_cast<int>(key_bytes())), false};
    chunk.is_complete = read(partition, behind(cursor), leaves, records, chunk.records).is_end;
    return chunk;
}

}  // namespace kura::cluster::search
