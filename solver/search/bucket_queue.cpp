#include "solver/search/bucket_queue.hpp"

#include "solver/base/assert.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>

namespace kura::search {

namespace {

constexpr std::size_t kChunkBytesAim = 1024;
constexpr std::size_t kChunkEntriesMin = 8;
constexpr std::size_t kSlabBytesFirst = std::size_t{16} << 10;
constexpr std::size_t kSlabBytesMax = std::size_t{1} << 20;
constexpr std::size_t kDirectoryStep = 4096;  // a whole word of the summary

constexpr std::size_t round_up(std::size_t value, std::size_t unit) {
    return (value + unit - 1) / unit * unit;
}

std::size_t chunk_entries_for(std::size_t entry_bytes) {
    return std::max(kChunkEntriesMin, (kChunkBytesAim - sizeof(void*)) / entry_bytes);
}

}  // namespace

BucketQueue::BucketQueue(std::size_t entry_bytes, base::MemoryBudget& budget)
    : entry_bytes_(entry_bytes),
      chunk_entries_(chunk_entries_for(std::max<std::size_t>(entry_bytes, 1))),
      chunk_bytes_(round_up(sizeof(Chunk) + chunk_entries_ * entry_bytes, alignof(Chunk))),
      budget_(budget) {
    KURA_ASSERT(entry_bytes >= 1 && entry_bytes <= 4096, static_cast<long long>(entry_bytes));
}

BucketQueue::~BucketQueue() {
    budget_.release(memory_bytes_);
}

// Lets the directory reach `priority`, in steps that double, so that moving it stays cheap.
bool BucketQueue::make_directory(std::uint32_t priority) {
    if (priority < buckets_.size()) {
        return true;
    }
    const std::size_t least = round_up(std::size_t{priority} + 1, kDirectoryStep);
    const std::size_t count =
        std::min(std::max(least, buckets_.size() * 2), std::size_t{kPriorityMax} + 1);
    const std::size_t bytes = (count - buckets_.size()) * sizeof(Bucket) +
                              (count - buckets_.size()) / 8 + (count - buckets_.size()) / 512;
    if (!budget_.try_acquire(bytes)) {
        return false;
    }
    memory_bytes_ += bytes;
    buckets_.reserve(count);
    buckets_.resize(count);
    bits_.resize(count / 64);
    summary_.resize(count / 64 / 64);
    return true;
}

bool BucketQueue::add_slab() {
    // Small queues get small slabs; the next one is as large as all so far.
    const std::size_t wish = std::clamp(memory_bytes_, kSlabBytesFirst, kSlabBytesMax);
    std::size_t chunks = std::max<std::size_t>(1, wish / chunk_bytes_);
    if (!budget_.try_acquire(chunks * chunk_bytes_)) {
        chunks = 1;
        if (!budget_.try_acquire(chunk_bytes_)) {
            return false;
        }
    }
    std::unique_ptr<std::uint8_t[]> slab(new (std::nothrow) std::uint8_t[chunks * chunk_bytes_]);
    if (slab == nullptr) {
        budget_.release(chunks * chunk_bytes_);
        return false;
    }
    memory_bytes_ += chunks * chunk_bytes_;
    for (std::size_t n = chunks; n-- > 0;) {
        free_ = new (slab.get() + n * chunk_bytes_) Chunk{free_};
    }
    slabs_.push_back(std::move(slab));
    return true;
}

BucketQueue::Chunk* BucketQueue::take_chunk() {
    if (free_ == nullptr && !add_slab()) {
        return nullptr;
    }
    Chunk* const chunk = free_;
    free_ = chunk->below;
    return chunk;
}

void BucketQueue::mark(std::uint32_t priority, bool present) {
    const std::size_t word = priority / 64;
    const std::uint64_t bit = std::uint64_t{1} << (priority % 64);
    const std::uint64_t summary_bit = std::uint64_t{1} << (word % 64);
    if (present) {
        bits_[word] |= bit;
        summary_[word / 64] |= summary_bit;
    } else {
        bits_[word] &= ~bit;
        if (bits_[word] == 0) {
            summary_[word / 64] &= ~summary_bit;
        }
    }
}

bool BucketQueue::push(std::uint32_t priority, const std::uint8_t* entry) {
    KURA_ASSERT(priority <= kPriorityMax, priority);
    if (!make_directory(priority)) {
        return false;
    }
    Bucket& bucket = buckets_[priority];
    const auto at = static_cast<std::size_t>(bucket.size % chunk_entries_);
    if (at == 0) {
        Chunk* const chunk = take_chunk();
        if (chunk == nullptr) {
            return false;
        }
        chunk->below = bucket.top;
        bucket.top = chunk;
        if (bucket.size == 0) {
            mark(priority, true);
        }
    }
    std::memcpy(entry_at(bucket.top, at), entry, entry_bytes_);
    ++bucket.size;
    min_ = size_ == 0 ? priority : std::min(min_, priority);
    ++size_;
    return true;
}

std::uint32_t BucketQueue::peek_priority() const {
    KURA_ASSERT(size_ > 0);
    return min_;
}

std::uint32_t BucketQueue::pop_min(std::uint8_t* entry_out) {
    const std::uint32_t priority = peek_priority();
    const bool popped = pop_from(priority, entry_out);
    KURA_ASSERT(popped, priority);
    return priority;
}

bool BucketQueue::pop_from(std::uint32_t priority, std::uint8_t* entry_out) {
    if (size_of(priority) == 0) {
        return false;
    }
    Bucket& bucket = buckets_[priority];
    const std::size_t at = top_count(bucket) - 1;
    std::memcpy(entry_out, entry_at(bucket.top, at), entry_bytes_);
    --bucket.size;
    --size_;
    if (at == 0) {
        Chunk* const emptied = bucket.top;
        bucket.top = emptied->below;
        emptied->below = free_;
        free_ = emptied;
        if (bucket.size == 0) {
            mark(priority, false);
            if (priority == min_) {
                min_ = next_nonempty(priority).value_or(0);
            }
        }
    } else if (at == 4 && bucket.top->below != nullptr) {
        // The chunk below may have been written long ago.
        __builtin_prefetch(bucket.top->below);
        __builtin_prefetch(entry_at(bucket.top->below, chunk_entries_ - 1));
    }
    return true;
}

std::optional<std::uint32_t> BucketQueue::next_nonempty(std::uint32_t priority) const {
    if (priority >= buckets_.size()) {
        return std::nullopt;
    }
    std::size_t word = priority / 64;
    std::uint64_t bits = bits_[word] & ~std::uint64_t{0} << (priority % 64);
    if (bits == 0) {
        ++word;
        std::size_t group = word / 64;
        if (group >= summary_.size()) {
            return std::nullopt;
        }
        std::uint64_t words = summary_[group] & ~std::uint64_t{0} << (word % 64);
        while (words == 0) {
            if (++group >= summary_.size()) {
                return std::nullopt;
            }
            words = summary_[group];
        }
        word = group * 64 + static_cast<std::size_t>(std::countr_zero(words));
        bits = bits_[word];
    }
    return static_cast<std::uint32_t>(word * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
}

std::size_t BucketQueue::peek_next(std::span<const std::uint8_t*> entries) const {
    std::size_t count = 0;
    std::optional<std::uint32_t> priority = size_ > 0 ? std::optional(min_) : std::nullopt;
    while (count < entries.size() && priority) {
        const Bucket& bucket = buckets_[*priority];
        std::size_t left = top_count(bucket);
        for (Chunk* chunk = bucket.top; chunk != nullptr && count < entries.size();
             chunk = chunk->below, left = chunk_entries_) {
            while (left > 0 && count < entries.size()) {
                entries[count++] = entry_at(chunk, --left);
            }
        }
        priority = next_nonempty(*priority + 1);
    }
    return count;
}

std::uint64_t BucketQueue::size_of(std::uint32_t priority) const {
    return priority < buckets_.size() ? buckets_[priority].size : 0;
}

void BucketQueue::clear() {
    for (auto priority = next_nonempty(0); priority; priority = next_nonempty(*priority + 1)) {
        Bucket& bucket = buckets_[*priority];
        while (bucket.top != nullptr) {
            Chunk* const chunk = bucket.top;
            bucket.top = chunk->below;
            chunk->below = free_;
            free_ = chunk;
        }
        bucket.size = 0;
        mark(*priority, false);
    }
    size_ = 0;
    min_ = 0;
}

}  // namespace kura::search
