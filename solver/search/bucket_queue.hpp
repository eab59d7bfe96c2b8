// Bucket queue: a priority queue of fixed-length entries with small integer priorities.
// Shape:    a directory of buckets by priority; a bucket is a stack of chunks of entries, so the
//           newest entry of a priority leaves first. Two levels of bits find the next bucket
// Units:    priorities 0..kPriorityMax, smaller is sooner; bytes
// Invariants: (1) a bucket's bit is set exactly when it holds an entry; (2) a chunk belongs to one
//           bucket or to the free list
// Threads:  one owner
// Errors:   push() says no when the memory budget does, and the queue is unchanged
// Source:   none
#pragma once

#include "solver/base/memory_budget.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace kura::search {

class BucketQueue {
  public:
    static constexpr std::uint32_t kPriorityMax = (std::uint32_t{1} << 21) - 1;

    BucketQueue(std::size_t entry_bytes, base::MemoryBudget& budget);
    BucketQueue(const BucketQueue&) = delete;
    BucketQueue& operator=(const BucketQueue&) = delete;
    ~BucketQueue();

    // Requires: entry_bytes readable bytes; priority <= kPriorityMax. Cost: O(1).
    [[nodiscard]] bool push(std::uint32_t priority, const std::uint8_t* entry);

    // The smallest priority present. Requires: !empty().
    [[nodiscard]] std::uint32_t peek_priority() const;

    // Takes an entry of the smallest priority, which is returned. Requires: !empty().
    std::uint32_t pop_min(std::uint8_t* entry_out);

    // Takes the newest entry of that very priority; false if there is none.
    [[nodiscard]] bool pop_from(std::uint32_t priority, std::uint8_t* entry_out);

    // The smallest priority present that is at least `priority`.
    [[nodiscard]] std::optional<std::uint32_t> next_nonempty(std::uint32_t priority) const;

    // Points at the entries that pop_min would take next, in that order, and returns how many.
    // Valid until the next push or pop.
    std::size_t peek_next(std::span<const std::uint8_t*> entries) const;

    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] std::uint64_t size_of(std::uint32_t priority) const;
    [[nodiscard]] std::size_t entry_bytes() const { return entry_bytes_; }
    [[nodiscard]] std::size_t memory_bytes() const { return memory_bytes_; }

    // Forgets all entries; keeps the memory.
    void clear();

  private:
    struct Chunk {  // the header; the entries follow it
        Chunk* below;
    };
    struct Bucket {
        Chunk* top = nullptr;
        std::uint64_t size = 0;
    };

    [[nodiscard]] std::uint8_t* entry_at(Chunk* chunk, std::size_t index) const {
        return reinterpret_cast<std::uint8_t*>(chunk + 1) + index * entry_bytes_;
    }
    // Entries in the top chunk of a bucket of that size: 1..chunk_entries_, as none is kept empty.
    [[nodiscard]] std::size_t top_count(const Bucket& bucket) const {
        return static_cast<std::size_t>((bucket.size - 1) % chunk_entries_) + 1;
    }
    bool make_directory(std::uint32_t priority);
    Chunk* take_chunk();
    bool add_slab();
    void mark(std::uint32_t priority, bool present);

    // Constant after construction.
    const std::size_t entry_bytes_;
    const std::size_t chunk_entries_;
    const std::size_t chunk_bytes_;
    base::MemoryBudget& budget_;

    std::vector<Bucket> buckets_;
    std::vector<std::uint64_t> bits_;     // one a bucket
    std::vector<std::uint64_t> summary_;  // one a word of bits_
    std::vector<std::unique_ptr<std::uint8_t[]>> slabs_;
    Chunk* free_ = nullptr;
    std::uint64_t size_ = 0;
    std::uint32_t min_ = 0;  // the smallest priority present, if any
    std::size_t memory_bytes_ = 0;
};

}  // namespace kura::search
