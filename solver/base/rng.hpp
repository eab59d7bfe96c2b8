// Seeded random numbers: the same seed gives the same run on every machine.
// SplitMix64 (Steele, Lea, Flood 2014). Threads: none shared; one generator an owner.
#pragma once

#include "solver/base/hash.hpp"
#include "solver/base/uint128.hpp"

#include <cstdint>

namespace kura::base {

class Rng {
  public:
    explicit constexpr Rng(std::uint64_t seed) : state_(seed) {}

    constexpr std::uint64_t next() {
        state_ += 0x9E3779B97F4A7C15ULL;
        return mix64(state_);
    }

    // Requires: bound > 0. Ensures: 0 <= result < bound; the bias is below bound / 2^64.
    constexpr std::uint64_t below(std::uint64_t bound) {
        return static_cast<std::uint64_t>((static_cast<Uint128>(next()) * bound) >> 64);
    }

  private:
    std::uint64_t state_;
};

}  // namespace kura::base
