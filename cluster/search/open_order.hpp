// Open order: an open state's place in the queue of its owner.
// States of the least f = g + h come first, as A* wants, and among these those of the least h: with
// the newest first, as in a shard, a search whose children travel loses its way in the last f,
// where a shard dives to the goal (ARCHITECTURE, "Ties").
// Shape:    places 0..BucketQueue::kPriorityMax; those of a smaller f are smaller
// Units:    f and h in pushes
// Threads:  any; no state
// Source:   Asai, Fukunaga, Tie-breaking strategies for cost-optimal best first search, JAIR 2017
#pragma once

#include "solver/search/bucket_queue.hpp"

#include <algorithm>
#include <cstdint>

namespace kura::cluster::search {

inline constexpr std::int32_t kTieBits = 8;
inline constexpr std::int32_t kTies = 1 << kTieBits;  // larger h are alike
inline constexpr std::int32_t kTiedMax = 2048;        // larger f have one place each
inline constexpr std::int32_t kUntiedPlaces = kTiedMax << kTieBits;
inline constexpr std::int32_t kOpenMax =
    static_cast<std::int32_t>(kura::search::BucketQueue::kPriorityMax) - kUntiedPlaces + kTiedMax;

// Requires: 0 <= h <= f <= kOpenMax.
[[nodiscard]] constexpr std::uint32_t place_of(std::int32_t f, std::int32_t h) {
    return static_cast<std::uint32_t>(f < kTiedMax ? (f << kTieBits) + std::min(h, kTies - 1)
                                                   : kUntiedPlaces + (f - kTiedMax));
}

[[nodiscard]] constexpr std::int32_t f_of_place(std::uint32_t place) {
    const auto signed_place = static_cast<std::int32_t>(place);
    return signed_place < kUntiedPlaces ? signed_place >> kTieBits
                                        : signed_place - kUntiedPlaces + kTiedMax;
}

}  // namespace kura::cluster::search
