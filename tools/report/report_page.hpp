// The report of a comparison: one HTML file that shows it, with nothing to fetch.
// Shape:    text of a page; the comparison is in it, tables by columns, deflated, in base64
// Units:    bytes; 1,000 puzzles x 8 configurations stay below 3 MB
// Invariants: (1) the page asks for nothing over a network, and its security policy forbids it;
//             (2) no byte of the comparison is read as HTML or as code
// Threads:  free function
// Errors:   none here; text that is not a comparison is refused by the page, in words
// Source:   ARCHITECTURE.md, "The report"

#pragma once

#include <string>
#include <string_view>

namespace kura::report {

/// Requires: `comparison_json` is a JSON text of the format "kura comparison 1".
/// Ensures: the same text gives the same page.
std::string report_page(std::string_view comparison_json);

}  // namespace kura::report
