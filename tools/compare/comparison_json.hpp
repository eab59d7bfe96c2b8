// Comparison as JSON: the plan that the archive keeps, and the document for programs and the page.
// Shape:    "kura comparison 1", described in tools/compare/FORMAT.md; fields may be added, readers
//           skip what they don't know
// Invariants: comparison_of_plan(plan_text(c)) has the plan of c; the document equals the figures
//           of summary.hpp and pairs.hpp
// Threads:  pure functions
// Errors:   Result: a text that is no plan; nothing is thrown
#pragma once

#include "solver/base/result.hpp"
#include "tools/compare/comparison.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace kura::compare {

// One line.
[[nodiscard]] std::string plan_text(const Comparison& comparison);

// Without runs; finished is empty.
[[nodiscard]] base::Result<Comparison> comparison_of_plan(std::string_view text);

// What nodes did, for a column of the archive; empty for none.
[[nodiscard]] std::string text_of_nodes(const std::vector<NodeFigures>& nodes);
[[nodiscard]] std::vector<NodeFigures> nodes_of_text(std::string_view text);

// The same for how a run went on; empty, or without any sample, where nothing is known.
[[nodiscard]] std::string text_of_timeline(const Timeline& timeline);
[[nodiscard]] Timeline timeline_of_text(std::string_view text);

// The whole document, indented or in one line.
[[nodiscard]] std::string document_text(const Comparison& comparison, bool is_indented);

}  // namespace kura::compare
