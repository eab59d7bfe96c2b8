// Figures as people read them: four digits at most, a unit that fits.
// Threads:  pure functions
// Errors:   none; nothing is "-"
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace kura::compare {

inline constexpr const char* kUnknown = "-";

[[nodiscard]] std::string seconds_of(std::optional<double> seconds);    // "3.41 ms", "12.3 s"
[[nodiscard]] std::string states_of(std::optional<double> count);       // "980", "12.3 k", "4.50 M"
[[nodiscard]] std::string bytes_of(std::optional<std::int64_t> bytes);  // "12.3 MB"
[[nodiscard]] std::string score_of(std::optional<double> score);        // "0.873"
[[nodiscard]] std::string percent_of(std::optional<double> share);      // "12.3%"

}  // namespace kura::compare
