// System random: numbers nobody can foresee, for names that must not meet another's. For anything
// that has to be repeatable there is Rng.
// Threads:  any
#pragma once

#include <cstdint>

namespace kura::base {

[[nodiscard]] std::uint64_t system_random();

}  // namespace kura::base
