// Numbers and titles as people read them, in table cells.
// Units:    as the names say; widths are characters of UTF-8 text
// Threads:  pure functions
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kura::cli {

[[nodiscard]] std::string short_count(double count);              // "980", "12.3 k", "4.5 M"
[[nodiscard]] std::string short_bytes(std::size_t bytes);         // "980 B", "12 MB"
[[nodiscard]] std::string short_seconds(double seconds);          // "0.004 s", "75.2 s", "1:02:03"
[[nodiscard]] std::string hours_minutes_seconds(double seconds);  // "0:01:15"

// Cut or padded with spaces to exactly `width` characters; a cut text ends in "…".
[[nodiscard]] std::string fit(std::string_view text, std::size_t width);
[[nodiscard]] std::size_t width_of(std::string_view text);

// The candidate nearest to `word` by edits, or "" if none is near enough to be meant.
[[nodiscard]] std::string nearest(std::string_view word,
                                  const std::vector<std::string>& candidates);

}  // namespace kura::cli
