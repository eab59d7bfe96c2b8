// Machine: where a comparison is made, as /proc and the kernel tell it; and what time it is.
// Units:    bytes; times of day in UTC, ISO 8601
// Threads:  reads /proc only
// Errors:   what can't be read is empty
#pragma once

#include "tools/compare/comparison.hpp"

#include <string>

namespace kura::compare {

[[nodiscard]] Machine this_machine();

[[nodiscard]] std::string utc_now();  // "2026-11-26T01:02:03Z"

// "20261126T010203Z-1a2b": the time, and a part drawn by chance.
[[nodiscard]] std::string new_id();

}  // namespace kura::compare
