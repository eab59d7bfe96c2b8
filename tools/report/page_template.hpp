// The report's page as text, without its data: assembled from page/ and vendored/ at build time.
// Shape:    the page is kPageBeforeData, the data as base64, kPageAfterData
// Units:    none
// Invariants: the data's place is inside a script element that holds no code
// Threads:  constants
// Errors:   none
// Source:   tools/report/assemble.py

#pragma once

#include <string_view>

namespace kura::report {

extern const std::string_view kPageBeforeData;
extern const std::string_view kPageAfterData;

}  // namespace kura::report
