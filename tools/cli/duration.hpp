// Durations on the command line: "600", "0.5", "90s", "10m", "2h"; "0" or "none" for no limit.
// Units:    seconds
#pragma once

#include "solver/base/result.hpp"

#include <chrono>
#include <string_view>

namespace kura::cli {

inline constexpr double kNoLimitSeconds = 1e9;  // over thirty years

[[nodiscard]] base::Result<double> parse_seconds(std::string_view text);

// From now on; the end of time for no limit.
[[nodiscard]] std::chrono::steady_clock::time_point deadline_after(double seconds);

}  // namespace kura::cli
