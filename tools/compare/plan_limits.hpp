// Plan limits: how large a comparison may be, for all that makes, archives or reads one.
// Invariants: what check_plan lets pass can be read again from the archive
// Threads:  pure functions
// Errors:   Result: what there is too much of, or two of one name
#pragma once

#include "solver/base/result.hpp"
#include "tools/compare/comparison.hpp"

#include <cstddef>
#include <cstdint>

namespace kura::compare {

inline constexpr int kConfigurationsMax = 64;
inline constexpr int kRepetitionsMax = 10'000;
inline constexpr std::int64_t kTurnsMax = 1'000'000;  // cells by repetitions
inline constexpr std::size_t kWordsMax = 100'000;     // of the command line
inline constexpr int kNodesMax = 4096;                // of one cluster; hosts
inline constexpr int kReplicasMax = 64;

// Nothing is more than it may be.
[[nodiscard]] base::Result<void> check_sizes(const Comparison& comparison);

// That, and configurations, imported ones too, can be told apart by their names. Archives of
// earlier versions may hold others.
[[nodiscard]] base::Result<void> check_plan(const Comparison& comparison);

}  // namespace kura::compare
