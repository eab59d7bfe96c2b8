// What a run keeps beyond single numbers, as JSON values: a solver's line and the archive share it.
// Threads:  pure functions
// Errors:   a value of another shape is a timeline without any sample
#pragma once

#include "tools/compare/comparison.hpp"

#include <nlohmann/json.hpp>

namespace kura::compare {

[[nodiscard]] Timeline timeline_of(const nlohmann::json& object);

}  // namespace kura::compare
