// Printing: a comparison as text for a terminal, as Markdown, and its runs as CSV.
// Shape:    text and Markdown have the same tables; CSV has one line a run (RFC 4180, header first)
// Invariants: names and messages of others can't break a table, nor become a spreadsheet's formula
// Threads:  pure functions
// Errors:   none
#pragma once

#include "tools/compare/comparison.hpp"
#include "tools/compare/sections.hpp"

#include <string>

namespace kura::compare {

[[nodiscard]] std::string text_table(const Table& table);

[[nodiscard]] std::string print_text(const Comparison& comparison);
[[nodiscard]] std::string print_markdown(const Comparison& comparison);
[[nodiscard]] std::string print_csv(const Comparison& comparison);

}  // namespace kura::compare
