// History: what the archive holds, as a table for people or as JSON.
// Threads:  pure functions
// Errors:   none
#pragma once

#include "tools/compare/archive.hpp"

#include <string>
#include <vector>

namespace kura::compare {

[[nodiscard]] std::string history_text(const std::vector<ArchivedComparison>& entries);
[[nodiscard]] std::string history_json(const std::vector<ArchivedComparison>& entries);

}  // namespace kura::compare
