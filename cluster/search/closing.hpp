// Closing: what the word of an optimal lane says about being expanded, generation by generation.
// A word orders (smaller cost, later closed generation, arrival), so merging by max keeps the best
// cost, lets a better cost re-open a state, and never forgets that a state was closed.
// Invariants: a state is open in a generation when its closed generation is an earlier one
// Source:   solver/search/visited_word.hpp
#pragma once

#include "cluster/base/ids.hpp"
#include "solver/search/visited_word.hpp"

#include <cstdint>

namespace kura::cluster::search {

inline constexpr std::uint32_t kGenerationMax = 255;
inline constexpr auto kOrder = kura::search::LaneOrder::optimal;

inline constexpr int kGenerationShift = 36;
static_assert(kura::search::word_layout::kClosedMark[0] == std::uint64_t{1} << kGenerationShift);

constexpr Generation closed_generation(std::uint64_t word) {
    return Generation{static_cast<std::uint32_t>((word >> kGenerationShift) & kGenerationMax)};
}

constexpr bool is_open(std::uint64_t word, Generation generation) {
    return closed_generation(word) < generation;
}

// The same cost and arrival, closed. Requires: open in that generation.
constexpr std::uint64_t closed_in(std::uint64_t word, Generation generation) {
    return (word & ~(std::uint64_t{kGenerationMax} << kGenerationShift)) |
           (std::uint64_t{generation.value} << kGenerationShift);
}

}  // namespace kura::cluster::search
