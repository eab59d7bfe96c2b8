// Key maker: distinct pseudo-random keys by their number, for benchmarks of tables.
// Threads:  a plain value
#pragma once

#include "solver/base/hash.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace kura::bench {

// The n-th key: distinct for distinct n, since the first eight bytes (or all of a shorter key) are
// a bijection of n. Cheap on purpose, its cost counts against the table.
struct KeyMaker {
    std::uint64_t seed;
    std::size_t key_bytes;

    std::uint64_t make(std::uint64_t n, std::uint8_t* key) const {
        const std::uint64_t first = base::mix64(n + seed);
        std::uint64_t chunk = first;
        if (key_bytes < sizeof chunk) {
            chunk = n;  // short keys are told apart by the number itself
        }
        for (std::size_t at = 0; at < key_bytes; at += sizeof chunk) {
            std::memcpy(key + at, &chunk, std::min(sizeof chunk, key_bytes - at));
            chunk = first * 0x9E3779B97F4A7C15ULL;
        }
        return first * 0xD6E8FEB86659FD93ULL;  // placement
    }
};

}  // namespace kura::bench
