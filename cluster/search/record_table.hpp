// Record table: the visited records a node holds of one job, by partition, as owner or replica.
// Shape:    the solver's visited table with one sub-table a partition of the ring
// Invariants: a record only grows (max), so copies may be merged in any order, any number of times
// Threads:  one owner
// Errors:   merge says full when the memory budget is spent; nothing is dropped
// Source:   solver/search/visited_table.hpp
#pragma once

#include "cluster/search/messages.hpp"
#include "solver/base/memory_budget.hpp"
#include "solver/search/visited_table.hpp"

#include <cstdint>
#include <string>

namespace kura::cluster::search {

// Where two digests differ, a bit a leaf.
[[nodiscard]] std::uint64_t unlike_leaves(const Digest& a, const Digest& b);

class RecordTable {
  public:
    enum class Outcome { changed, kept, full };

    RecordTable(int key_bytes, std::uint32_t partitions, std::size_t memory_bytes);

    // A record on its way to its place; see there. The key has to stay where it is until its use.
    using Probe = kura::search::VisitedTable::Probe;
    [[nodiscard]] Probe prepare(PartitionId partition, const std::uint8_t* key) const {
        return table_.prepare(table_hash(partition), key);
    }
    Outcome merge(const Probe& probe, std::uint64_t word);
    Outcome merge(PartitionId partition, const std::uint8_t* key, std::uint64_t word) {
        return merge(prepare(partition, key), word);
    }
    // Records in a table's order are about to be merged, a part of all: makes room for as many as
    // their density says that table has. Cost: of a growth, once.
    void expect(PartitionId partition, const Records& records, std::size_t begin, std::size_t end);
    [[nodiscard]] std::uint64_t find(PartitionId partition, const std::uint8_t* key) const;

    template <typename Fn>
    void for_each(PartitionId partition, Fn&& fn) const {
        table_.for_each(partition.value, fn);
    }
    [[nodiscard]] std::uint64_t size() const { return table_.size(); }
    [[nodiscard]] std::uint64_t memory_bytes() const { return table_.memory_bytes(); }
    [[nodiscard]] std::size_t key_bytes() const { return table_.key_bytes(); }

    [[nodiscard]] static std::uint64_t key_hash(const std::uint8_t* key, std::size_t key_bytes);
    // Two partitions with equal leaves hold equal records, but for one chance in 2^64 a leaf.
    [[nodiscard]] static int leaf_of(const std::uint8_t* key, std::size_t key_bytes);
    [[nodiscard]] Digest digest(PartitionId partition) const;

    // How far a partition was read, in an order of keys that is the same on all nodes. What is
    // merged later has its place in it and moves nothing.
    struct Position {
        std::uint64_t lead = ~std::uint64_t{0};
        bool is_end = false;
    };
    // Appends the next records that lie in one of these leaves (a bit each), about so many.
    // Ensures: where to go on.
    Position read(PartitionId partition, Position from, std::uint64_t leaves, std::size_t records,
                  Records& to) const;

    // The next records beyond the cursor, a key or empty, in these leaves.
    // Ensures: is_complete if there are no more.
    struct Chunk {
        Records records;
        bool is_complete = false;
    };
    [[nodiscard]] Chunk chunk(PartitionId partition, std::uint64_t leaves,
                              const std::string& cursor, std::size_t records) const;
    // Whether these are records as a chunk for that cursor has them: who asks for the next ones
    // comes to an end.
    [[nodiscard]] bool follow(const std::string& cursor, const Records& records) const;

  private:
    [[nodiscard]] Position behind(const std::string& cursor) const;
    [[nodiscard]] std::uint64_t table_hash(PartitionId partition) const {
        return bits_ == 0 ? 0 : std::uint64_t{partition.value} << (64 - bits_);
    }

    base::MemoryBudget budget_;
    const int bits_;
    kura::search::VisitedTable table_;
};

}  // namespace kura::cluster::search
