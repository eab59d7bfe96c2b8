// Signed ranks: do paired differences lean to one side? Wilcoxon's test, and the shift it implies.
// Shape:    differences in; the two-sided p, the shift (Hodges-Lehmann: the median of all means of
//           two) and its 95 percent interval out
// Invariants: exact for at most kExactMax differences, ties included, whatever their distribution:
//           under the null hypothesis each difference is as likely to have the other sign, and all
//           patterns of signs are counted; a normal approximation above
// Threads:  pure functions. Cost: O(n^2) for the shift, O(n^3) at most for an exact p
// Errors:   none; without differences that are not zero, p is 1
// Source:   Wilcoxon, Individual Comparisons by Ranking Methods (1945); Hodges, Lehmann, Estimates
//           of Location Based on Rank Tests (1963)
#pragma once

#include "tools/compare/statistics.hpp"

#include <optional>
#include <span>

namespace kura::compare {

inline constexpr std::size_t kExactMax = 100;

struct SignedRank {
    double p = 1;  // two-sided
    double shift = 0;
    std::optional<Interval> interval;  // of the shift; nothing for fewer than 6 differences
};

[[nodiscard]] SignedRank signed_rank(std::span<const double> differences);

}  // namespace kura::compare
