// Groups: all that `kura bench` measures, row by row.
// Shape:    a group of rows for each benchmark; rows without a bound are printed beside the others
// Threads:  the calling thread, and what each benchmark starts
// Errors:   see row.hpp
#pragma once

#include "tools/bench/options.hpp"
#include "tools/bench/row.hpp"

#include <string>
#include <vector>

namespace kura::bench {

[[nodiscard]] const std::vector<std::string>& group_names();

[[nodiscard]] std::vector<Row> measure(const BenchOptions& options);

}  // namespace kura::bench
