// Turns a comparison's tables, so that values of one kind are neighbours: they deflate to less.
// Shape:    {"columns": [...], "rows": [[...], ...]} becomes {"columns": [...], "values": [...]}, a
//           list a column, wherever the document's object has such a table;
//           page/script/decode.js turns them back
// Units:    none
// Invariants: no value changes; text that is no JSON object comes back as it is
// Threads:  free function
// Errors:   none
// Source:   ARCHITECTURE.md, "The report"
#pragma once

#include <string>
#include <string_view>

namespace kura::report {

[[nodiscard]] std::string by_columns(std::string_view comparison_json);

}  // namespace kura::report
