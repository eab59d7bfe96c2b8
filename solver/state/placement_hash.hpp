// Placement hash: 64-bit Zobrist hash of the boxes alone (Zobrist 1970). It chooses the partition,
// and so the shard, of a state; all player positions and lanes of a placement live together.
// Invariants: the same on every machine and in every run, so nodes of a cluster agree
#pragma once

#include "solver/base/hash.hpp"
#include "solver/board/square_set.hpp"

#include <cstdint>

namespace kura::state {

constexpr std::uint64_t square_hash(board::Square square) {
    return base::mix64(0x6B757261ULL + 0x9E3779B97F4A7C15ULL * (square + 1ULL));
}

inline std::uint64_t placement_hash(const board::SquareSet& boxes) {
    std::uint64_t hash = 0;
    boxes.for_each([&](board::Square square) { hash ^= square_hash(square); });
    return hash;
}

}  // namespace kura::state
