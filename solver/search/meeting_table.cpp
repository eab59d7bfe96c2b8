#include "solver/search/meeting_table.hpp"

#include "solver/base/hash.hpp"
#include "solver/base/uint128.hpp"

#include <algorithm>
#include <atomic>

namespace kura::search {

namespace {

constexpr int kCostBits = 16;
constexpr int kFingerprintShift = kCostBits + 1;
constexpr std::uint64_t kSideBit = std::uint64_t{1} << kCostBits;
constexpr std::uint64_t kCostMask = kSideBit - 1;
constexpr std::size_t kBytesMin = HugeArena::kPageBytes;

// The bucket comes from the high bits of the hash, the fingerprint from the low 47.
std::uint64_t fingerprint_of(std::uint64_t scrambled) {
    const std::uint64_t low = scrambled << kFingerprintShift;
    return low != 0 ? low : kSideBit << 1;
}

std::uint64_t fingerprint_in(std::uint64_t entry) {
    return entry >> kFingerprintShift << kFingerprintShift;
}

}  // namespace

MeetingTable::MeetingTable(std::size_t bytes_wished, base::MemoryBudget& budget,
                           HugeArena::Pages pages)
    : budget_(budget), arena_(pages) {
    for (std::size_t wish = bytes_wished; wish >= kBytesMin; wish /= 2) {
        const std::size_t bytes = arena_.rounded(wish);
        if (!budget_.try_acquire(bytes)) {
            continue;
        }
        if (arena_.grow(bytes, bytes)) {
            buckets_ = bytes / (kEntries * sizeof(std::uint64_t));
            return;
        }
        budget_.release(bytes);
    }
}

MeetingTable::~MeetingTable() {
    budget_.release(arena_.committed());
}

std::uint64_t MeetingTable::scrambled(std::uint64_t state_hash) {
    return base::mix64(state_hash ^ 0x8EBC6AF09C88C6E3ULL);
}

std::uint64_t* MeetingTable::bucket_of(std::uint64_t scrambled) const {
    const auto bucket =
        static_cast<std::size_t>((static_cast<base::Uint128>(scrambled) * buckets_) >> 64);
    return reinterpret_cast<std::uint64_t*>(arena_.base()) + bucket * kEntries;
}

std::optional<MeetingTable::Hit> MeetingTable::insert_and_probe(std::uint64_t state_hash,
                                                                MeetingSide side,
                                                                std::uint32_t cost) {
    if (buckets_ == 0) {
        return std::nullopt;
    }
    const std::uint64_t hash = scrambled(state_hash);
    const std::uint64_t mine =
        fingerprint_of(hash) | (side == MeetingSide::backward ? kSideBit : 0);
    const std::uint64_t entry = mine | std::min(cost, kCostMax);
    std::uint64_t* const bucket = bucket_of(hash);

    // A full bucket forgets a pseudo-random entry: the frontier, which is what meets, is young, so
    // the old must be able to go, whatever they cost.
    std::size_t target = (hash ^ cost * 5U) % kEntries;
    std::uint64_t target_entry = ~std::uint64_t{0};
    bool empty_seen = false;
    std::optional<Hit> hit;
    for (std::size_t at = 0; at < kEntries; ++at) {
        const std::uint64_t seen = std::atomic_ref(bucket[at]).load(std::memory_order_relaxed);
        if (seen == 0) {
            if (!empty_seen && target_entry == ~std::uint64_t{0}) {
                target = at;
                empty_seen = true;
            }
        } else if ((seen & ~kCostMask) == mine) {
            target = at;
            target_entry = seen;
        } else if (fingerprint_in(seen) == fingerprint_in(mine)) {
            const auto other = static_cast<std::uint32_t>(seen & kCostMask);
            hit = Hit{hit ? std::min(hit->cost, other) : other};
        }
    }
    if (entry < target_entry) {
        std::atomic_ref(bucket[target]).store(entry, std::memory_order_relaxed);
    }
    return hit;
}

}  // namespace kura::search
