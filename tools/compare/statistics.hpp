// Statistics on small samples: middle values, and intervals by drawing again (bootstrap).
// Threads:  pure functions; the same seed gives the same interval
// Errors:   none; an empty sample has no value
// Source:   Efron, Tibshirani, An Introduction to the Bootstrap (1993), percentile intervals
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace kura::compare {

[[nodiscard]] std::optional<double> median(std::span<const double> values);
[[nodiscard]] std::optional<double> mean(std::span<const double> values);
// Requires: all values > 0.
[[nodiscard]] std::optional<double> geometric_mean(std::span<const double> values);

struct Interval {
    double low = 0;
    double high = 0;
};

// Fewer values say too little about their own spread.
inline constexpr std::size_t kIntervalValuesMin = 5;

// Of the median, 95 percent. Nothing below kIntervalValuesMin values.
[[nodiscard]] std::optional<Interval> bootstrap_median(std::span<const double> values,
                                                       std::uint64_t seed = 1);

}  // namespace kura::compare
