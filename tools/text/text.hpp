// Numbers and titles as people read them, in table cells: three digits, and a unit that fits.
// Units:    as the names say; kB, MB and GB are powers of 1024, as --memory reads them;
//           widths are characters of UTF-8 text
// Threads:  pure functions
// Errors:   none
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kura::text {

[[nodiscard]] std::string short_count(double count);              // "980", "12.3 k", "4.50 M"
[[nodiscard]] std::string short_bytes(std::uint64_t bytes);       // "980 B", "12.3 MB"
[[nodiscard]] std::string short_seconds(double seconds);          // "3.41 ms", "75.2 s", "1:02:03"
[[nodiscard]] std::string hours_minutes_seconds(double seconds);  // "0:01:15"

// Cut or padded with spaces to exactly `width` characters; a cut text ends in "…".
[[nodiscard]] std::string fit(std::string_view text, std::size_t width);
[[nodiscard]] std::size_t width_of(std::string_view text);

// The candidate nearest to `word` by edits, or "" if none is near enough to be meant.
[[nodiscard]] std::string nearest(std::string_view word,
                                  const std::vector<std::string>& candidates);

}  // namespace kura::text
