// The plan of a comparison as a JSON value: what the archived plan and the document share.
// Threads:  pure functions
// Errors:   none
#pragma once

#include "tools/compare/comparison.hpp"

#include <nlohmann/json.hpp>

namespace kura::compare {

// With all that is needed to run it again or to go on with it; without runs and figures.
[[nodiscard]] nlohmann::ordered_json plan_object(const Comparison& comparison);

}  // namespace kura::compare
