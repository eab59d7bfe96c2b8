// Visited table: which states this shard has already seen, and how each was best reached.
// Shape:    sub-tables by the high bits of the placement hash; each is open addressing with ordered
//           linear probing over records of key_bytes + one u64 word (visited_table_key.hpp).
//           Records stand in descending order of their stored lead, so a lookup stops at the first
//           smaller one, zeroed memory is empty memory, and growing is two sequential sweeps.
// Units:    bytes; a sub-table grows in steps of at most kGrowth (once it is larger than 16 kB)
// Invariants: (1) a key is stored at most once; (2) a word is never 0 and only grows (max);
//           (3) no empty slot between a record's home and the record
// Threads:  everything from the owner thread only, but size() and memory_bytes() (relaxed, may lag)
// Errors:   Outcome::full when the memory budget refuses a new record: nothing is changed, the
//           table stays usable, and the caller gives up (memory); never drops silently
// Source:   ARCHITECTURE.md, "Visited table"; timed by tools/bench/table_bench
#pragma once

#include "solver/base/memory_budget.hpp"
#include "solver/search/huge_arena.hpp"
#include "solver/search/visited_table_key.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace kura::search {

struct VisitedTableOptions {
    int key_bytes = 8;       // 1..kVisitedKeyBytesMax
    int partition_bits = 6;  // 0..16; partition = placement hash >> (64 - bits)
};

class VisitedTable {
  public:
    enum class Outcome { inserted, improved, kept, full };

    struct MergeResult {
        Outcome outcome;
        std::uint64_t word_before;  // 0 if the key was not stored
    };

    // A key on its way to the table: mixed, located, its cache lines asked for. Stays valid through
    // any merge and growth, as long as the key's bytes stay where they are.
    struct Probe {
        std::uint64_t lead;
        const std::uint8_t* key;
        std::uint32_t partition;
    };

    VisitedTable(const VisitedTableOptions& options, base::MemoryBudget& budget);
    VisitedTable(const VisitedTable&) = delete;
    VisitedTable& operator=(const VisitedTable&) = delete;
    ~VisitedTable();

    // Requires: key_bytes readable bytes at key. Prepare 16 to 32 probes, then use each once.
    [[nodiscard]] Probe prepare(std::uint64_t placement_hash, const std::uint8_t* key) const {
        const Probe probe{layout_.lead_of_key(key), key, partition_of(placement_hash)};
        const SubTable& table = *(tables_.data() + probe.partition);
        const std::uint8_t* const home = table.records + home_offset(table, probe.lead);
        __builtin_prefetch(home, 1);
        __builtin_prefetch(home + kCacheLineBytes, 1);
        __builtin_prefetch(home + 2 * kCacheLineBytes, 1);
        return probe;
    }

    // Requires: word != 0. Ensures: the stored word is the larger of the two, unless full.
    // Cost: O(1) expected; amortised over the growth steps it triggers.
    MergeResult merge(const Probe& probe, std::uint64_t word);
    MergeResult merge(std::uint64_t placement_hash, const std::uint8_t* key, std::uint64_t word) {
        return merge(prepare(placement_hash, key), word);
    }

    // Grows a sub-table, so that so many records need no growth; not at all if that would take more
    // than half of what the budget has in all. For who merges in table order: without it, records
    // of a table to be would lie in a long row at one end of the table that is.
    void reserve(std::uint32_t partition, std::uint64_t records);

    // The stored word, or 0.
    [[nodiscard]] std::uint64_t find(const Probe& probe) const;
    [[nodiscard]] std::uint64_t find(std::uint64_t placement_hash, const std::uint8_t* key) const {
        return find(prepare(placement_hash, key));
    }

    [[nodiscard]] std::uint32_t partitions() const {
        return static_cast<std::uint32_t>(tables_.size());
    }
    [[nodiscard]] std::uint32_t partition_of(std::uint64_t placement_hash) const {
        // Two shifts: one by 64 is undefined when there is one partition.
        return static_cast<std::uint32_t>(placement_hash >> 1 >> (63 - partition_bits_));
    }
    [[nodiscard]] std::size_t key_bytes() const { return layout_.key_bytes(); }
    [[nodiscard]] std::uint64_t size() const { return size_.load(std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t memory_bytes() const {
        return memory_bytes_.load(std::memory_order_relaxed);
    }

    // Calls fn(const uint8_t* key, uint64_t word) for every record of a partition, in table order.
    // Requires: fn doesn't merge into this table. The key is valid during the call only.
    template <typename Fn>
    void for_each(std::uint32_t partition, Fn&& fn) const {
        for_each_down(partition, ~std::uint64_t{0}, ~std::size_t{0},
                      [&fn](const std::uint8_t* key, std::uint64_t word) {
                          fn(key, word);
                          return true;
                      });
    }

    // The same from lead_max down, until fn returned true so often and the lead changes: a place to
    // go on from that stays right whatever is merged in between.
    // Ensures: the lead of the first record left out, or nothing if that was all.
    template <typename Fn>
    std::optional<std::uint64_t> for_each_down(std::uint32_t partition, std::uint64_t lead_max,
                                               std::size_t wanted, Fn&& fn) const {
        std::array<std::uint8_t, kVisitedKeyBytesMax> key;
        const SubTable& table = tables_[partition];
        const std::uint8_t* record = table.records + home_offset(table, lead_max);
        const std::uint8_t* const end = table.records + table.slots * layout_.record_bytes();
        std::uint64_t last = lead_max;
        for (; record < end; record += layout_.record_bytes()) {
            const std::uint64_t word = layout_.word(record);
            const std::uint64_t lead = layout_.lead(record);
            if (word == 0 || lead > lead_max) {
                continue;
            }
            if (wanted == 0 && lead != last) {
                return lead;
            }
            last = lead;
            layout_.recover(record, key.data());
            const bool counts = fn(static_cast<const std::uint8_t*>(key.data()), word);
            wanted -= counts && wanted > 0 ? 1 : 0;
        }
        return std::nullopt;
    }
    // In the order of for_each_down.
    [[nodiscard]] std::uint64_t lead_of_key(const std::uint8_t* key) const {
        return layout_.lead_of_key(key);
    }

  private:
    static constexpr std::size_t kCacheLineBytes = 64;

    // slots = homes + slack; one more record behind them stays empty and ends every probe.
    struct SubTable {
        std::uint8_t* records = nullptr;
        std::uint64_t homes = 0;
        std::uint64_t slots = 0;
        std::uint64_t size = 0;
        std::uint64_t grow_at = 0;  // size at which the next insertion grows the table first
        HugeArena arena;
    };

    struct Place {
        std::uint8_t* record;
        bool found;
    };

    [[nodiscard]] std::size_t home_offset(const SubTable& table, std::uint64_t lead) const {
        const auto wide = static_cast<base::Uint128>(~lead) * table.homes;
        return static_cast<std::size_t>(wide >> 64) * layout_.record_bytes();
    }
    [[nodiscard]] Place locate(const SubTable& table, const Probe& probe) const;
    [[nodiscard]] Place match(std::uint8_t* record, const Probe& probe) const;
    MergeResult insert(const Probe& probe, std::uint64_t word, std::uint8_t* at);
    bool make_room(SubTable& table);
    bool grow(SubTable& table, std::size_t bytes_min = 0);
    void spread(SubTable& table, std::uint64_t slots_before);

    // Constant after construction.
    const VisitedRecordLayout layout_;
    const int partition_bits_;
    base::MemoryBudget& budget_;
    std::size_t reserve_bytes_;

    // Owner thread only.
    std::vector<SubTable> tables_;

    // Written by the owner thread; read by any for reports, where a stale value does no harm.
    std::atomic<std::uint64_t> size_{0};
    std::atomic<std::uint64_t> memory_bytes_{0};
};

}  // namespace kura::search
