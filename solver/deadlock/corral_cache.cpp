#include "solver/deadlock/corral_cache.hpp"

#include "solver/base/hash.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <bit>

namespace kura::deadlock {
namespace {

constexpr CorralVerdict verdict_of(std::uint32_t state) {
    return static_cast<CorralVerdict>(state & 3);
}

}  // namespace

CorralCache::CorralCache(base::MemoryBudget& budget, std::size_t bytes) : budget_(budget) {
    constexpr std::size_t kBucketBytes = sizeof(Slot) * kSlotsPerBucket;
    // Fewer would be guarded by two mutexes: one for their place now, one for that before.
    constexpr std::size_t kBucketsMin = 2 * kStripes;
    for (std::size_t buckets = std::bit_floor(bytes / kBucketBytes); buckets >= kBucketsMin;
         buckets /= 2) {
        const std::size_t wanted = buckets * kBucketBytes;
        if (!budget_.try_acquire(wanted)) {
            continue;
        }
        // Straight from the system: zero pages, touched only when used. (calloc clears memory it
        // had given out before, which would cost milliseconds a puzzle.)
        void* memory = mmap(nullptr, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                            /*fd=*/-1, /*offset=*/0);
        if (memory == MAP_FAILED) {
            budget_.release(wanted);
            continue;
        }
        slots_ = static_cast<Slot*>(memory);
        buckets_ = buckets;
        buckets_used_ = std::min(buckets, kBucketsFirst);
        bytes_ = wanted;
        return;
    }
}

CorralCache::~CorralCache() {
    if (slots_ != nullptr) {
        munmap(slots_, bytes_);
        budget_.release(bytes_);
    }
}

std::size_t CorralCache::hash_of(const CorralKey& key) {
    std::uint64_t hash = 0;
    for (const board::Square square : key.squares) {
        if (square == board::kNoSquare) {
            break;
        }
        hash = base::mix64(hash * 0x9E3779B97F4A7C15ULL + square + 1);
    }
    return static_cast<std::size_t>(hash);
}

// The slot that holds the key, or null.
CorralCache::Slot* CorralCache::slot_of(const CorralKey& key, std::size_t bucket) const {
    Slot* const slots = slots_ + bucket * kSlotsPerBucket;
    for (std::size_t i = 0; i < kSlotsPerBucket && slots[i].state != 0; ++i) {
        if (slots[i].key == key) {
            return slots + i;
        }
    }
    return nullptr;
}

void CorralCache::count_filled() {
    const std::size_t used = buckets_used_.load(std::memory_order_relaxed);
    const std::size_t filled = filled_.fetch_add(1, std::memory_order_relaxed) + 1;
    if (filled == used * kSlotsPerBucket / 2 && used < buckets_) {
        filled_.store(0, std::memory_order_relaxed);
        buckets_used_.store(2 * used, std::memory_order_relaxed);
    }
}

CorralCache::Answer CorralCache::query(const CorralKey& key) {
    if (buckets_ == 0) {
        return {};
    }
    const std::size_t hash = hash_of(key);
    const std::size_t used = buckets_used_.load(std::memory_order_relaxed);
    const std::lock_guard lock(stripes_[hash % kStripes]);  // of both buckets
    Slot* slot = slot_of(key, hash & (used - 1));
    if (slot == nullptr) {
        slot = slot_of(key, hash & (used / 2 - 1));
    }
    if (slot == nullptr) {
        return {};
    }
    const CorralVerdict verdict = verdict_of(slot->state);
    if (verdict != CorralVerdict::unknown) {
        return {verdict, 0};
    }
    const std::uint32_t queries = std::min(slot->state / 4 + 1, kQueriesMax);
    slot->state = queries * 4 + static_cast<std::uint32_t>(verdict);
    return {verdict, queries};
}

void CorralCache::store(const CorralKey& key, CorralVerdict verdict) {
    if (buckets_ == 0) {
        return;
    }
    const std::size_t hash = hash_of(key);
    const std::size_t used = buckets_used_.load(std::memory_order_relaxed);
    const std::lock_guard lock(stripes_[hash % kStripes]);
    Slot* slots = slots_ + (hash & (used - 1)) * kSlotsPerBucket;
    // Dead entries are worth most, then alive ones, then unknown ones by their queries.
    const auto worth = [](const Slot& slot) -> std::uint64_t {
        switch (verdict_of(slot.state)) {
            case CorralVerdict::dead:
                return std::uint64_t{kQueriesMax} + 2;
            case CorralVerdict::alive:
                return std::uint64_t{kQueriesMax} + 1;
            default:
                return slot.state / 4;
        }
    };
    // Where all are worth the same, the new key decides which one goes.
    std::size_t victim = key.squares[0] % kSlotsPerBucket;
    for (std::size_t i = 0; i < kSlotsPerBucket; ++i) {
        if (slots[i].state == 0) {
            slots[i] = {key, static_cast<std::uint32_t>(verdict)};
            count_filled();
            return;
        }
        if (slots[i].key == key) {
            if (verdict_of(slots[i].state) == CorralVerdict::unknown &&
                verdict != CorralVerdict::unknown) {
                slots[i].state = static_cast<std::uint32_t>(verdict);
            }
            return;
        }
        if (worth(slots[i]) < worth(slots[victim])) {
            victim = i;
        }
    }
    slots[victim] = {key, static_cast<std::uint32_t>(verdict)};
}

}  // namespace kura::deadlock
