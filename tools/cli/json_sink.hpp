// JSON sinks: results for programs. The fields are documented in tools/cli/JSONL.md and kura(1).
// Shape:    lines: one object a puzzle as it is decided; document: one object at the end
// Invariants: kJsonSchema grows when a field changes its meaning or goes; new fields don't count
#pragma once

#include "tools/cli/console.hpp"
#include "tools/cli/outcome.hpp"

#include <memory>
#include <string>

namespace kura::cli {

inline constexpr int kJsonSchema = 1;

// Microseconds are all a wall clock can tell.
[[nodiscard]] double rounded_seconds(double seconds);

[[nodiscard]] std::unique_ptr<ResultSink> make_json_lines_sink(Console& console);
[[nodiscard]] std::unique_ptr<ResultSink> make_json_document_sink(Console& console);

}  // namespace kura::cli
