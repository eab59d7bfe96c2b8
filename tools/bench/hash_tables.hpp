// Hash tables: one small interface over the visited table and packaged tables, for hash_bench.hpp.
// Shape:    insert() takes new keys; count() looks keys up and tells how many are there
// Units:    bytes
// Threads:  one owner
// Errors:   none; memory that can't be had ends the program, but for the visited table's budget,
//           which is an assertion
#pragma once

#include "solver/base/assert.hpp"
#include "solver/base/memory_budget.hpp"
#include "solver/search/visited_table.hpp"

#include <oneapi/tbb/concurrent_hash_map.h>

#include <tsl/robin_map.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <span>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

namespace kura::bench {

struct TableKey {
    static constexpr std::size_t kBytes = 13;  // as a board of XSokoban's size has them
    std::array<std::uint8_t, kBytes> bytes;

    friend bool operator==(const TableKey&, const TableKey&) = default;
};

struct PlacedKey {
    TableKey key;
    std::uint64_t placement;  // the visited table's; the others hash the key
};

struct HashTableKey {
    std::size_t operator()(const TableKey& key) const {
        std::size_t first = 0;
        std::memcpy(&first, key.bytes.data(), sizeof first);
        return first;
    }
    // The names by which oneTBB asks.
    [[nodiscard]] static std::size_t hash(const TableKey& key) { return HashTableKey{}(key); }
    [[nodiscard]] static bool equal(const TableKey& a, const TableKey& b) { return a == b; }
};

// Counts the bytes that are out.
template <typename Value>
struct CountingAllocator {
    using value_type = Value;

    explicit CountingAllocator(std::size_t& bytes_in) : bytes(&bytes_in) {}
    // Implicit, as allocators have to be.
    template <typename Other>
    CountingAllocator(const CountingAllocator<Other>& other) : bytes(other.bytes) {}

    [[nodiscard]] Value* allocate(std::size_t count) {
        *bytes += count * sizeof(Value);  // NOLINT(bugprone-sizeof-expression): also of pointers
        return std::allocator<Value>().allocate(count);
    }
    void deallocate(Value* at, std::size_t count) {
        *bytes -= count * sizeof(Value);  // NOLINT(bugprone-sizeof-expression): also of pointers
        std::allocator<Value>().deallocate(at, count);
    }
    template <typename Other>
    bool operator==(const CountingAllocator<Other>& other) const {
        return bytes == other.bytes;
    }

    std::size_t* bytes;
};

class OurTable {
  public:
    explicit OurTable(std::size_t records)
        : budget_(records * kBytesPerRecordMax + kLeastBytes),
          table_({.key_bytes = TableKey::kBytes}, budget_) {}

    void insert(std::span<const PlacedKey> keys) {
        in_flight(keys, [&](const auto& probe) {
            const auto outcome = table_.merge(probe, 1).outcome;
            KURA_ASSERT(outcome == search::VisitedTable::Outcome::inserted);
        });
    }
    [[nodiscard]] std::uint64_t count(std::span<const PlacedKey> keys) {
        std::uint64_t found = 0;
        in_flight(keys, [&](const auto& probe) { found += table_.find(probe) != 0 ? 1 : 0; });
        return found;
    }
    [[nodiscard]] std::size_t bytes() const { return table_.memory_bytes(); }

  private:
    static constexpr std::size_t kInFlight = 32;
    static constexpr std::size_t kBytesPerRecordMax = 64;
    static constexpr std::size_t kLeastBytes = std::size_t{16} << 20;

    // Prepares each key a while before it is answered, as a shard does.
    template <typename Answer>
    void in_flight(std::span<const PlacedKey> keys, Answer answer) {
        std::array<search::VisitedTable::Probe, kInFlight> probes;
        for (std::size_t n = 0; n < keys.size() + kInFlight; ++n) {
            const std::size_t slot = n % kInFlight;
            if (n >= kInFlight) {
                answer(probes[slot]);
            }
            if (n < keys.size()) {
                probes[slot] = table_.prepare(keys[n].placement, keys[n].key.bytes.data());
            }
        }
    }

    base::MemoryBudget budget_;
    search::VisitedTable table_;
};

using CountedPair = CountingAllocator<std::pair<const TableKey, std::uint64_t>>;
using StdTable =
    std::unordered_map<TableKey, std::uint64_t, HashTableKey, std::equal_to<TableKey>, CountedPair>;
using RobinTable = tsl::robin_map<TableKey, std::uint64_t, HashTableKey, std::equal_to<TableKey>,
                                  CountingAllocator<std::pair<TableKey, std::uint64_t>>>;
using TbbTable =
    oneapi::tbb::concurrent_hash_map<TableKey, std::uint64_t, HashTableKey, CountedPair>;

template <typename Table>
class PackagedTable {
  public:
    explicit PackagedTable(std::size_t /*records*/)
        : bytes_(std::make_unique<std::size_t>(0)),
          table_(typename Table::allocator_type(*bytes_)) {}

    void insert(std::span<const PlacedKey> keys) {
        for (const PlacedKey& placed : keys) {
            table_.insert({placed.key, 1});
        }
    }
    [[nodiscard]] std::uint64_t count(std::span<const PlacedKey> keys) {
        std::uint64_t found = 0;
        for (const PlacedKey& placed : keys) {
            found += word_of(placed.key) != 0 ? 1 : 0;
        }
        return found;
    }
    [[nodiscard]] std::size_t bytes() const { return *bytes_; }

  private:
    [[nodiscard]] std::uint64_t word_of(const TableKey& key) {
        if constexpr (std::is_same_v<Table, TbbTable>) {
            typename TbbTable::const_accessor found;
            return table_.find(found, key) ? found->second : 0;
        } else {
            const auto found = table_.find(key);
            return found == table_.end() ? 0 : found->second;
        }
    }

    std::unique_ptr<std::size_t> bytes_;
    Table table_;
};

}  // namespace kura::bench
