// Durations on the command line: "600", "0.5", "90s", "10m", "2h"; "0" or "none" for no limit.
// Units:    seconds
#pragma once

#include "solver/base/result.hpp"

#include <string_view>

namespace kura::cli {

inline constexpr double kNoLimitSeconds = 1e9;  // over thirty years

[[nodiscard]] base::Result<double> parse_seconds(std::string_view text);

}  // namespace kura::cli
