// Bit mixing. mix64 is a bijection of 64 bits (the finalizer of SplitMix64), so hashing a key of
// at most eight bytes with it loses nothing.
#pragma once

#include <cstdint>

namespace kura::base {

constexpr std::uint64_t mix64(std::uint64_t x) {
    x ^= x >> 30;
    x *= 0xBF58476D1CE4E5B9ULL;
    x ^= x >> 27;
    x *= 0x94D049BB133111EBULL;
    x ^= x >> 31;
    return x;
}

}  // namespace kura::base
