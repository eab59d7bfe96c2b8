// Rows of the quorum store for the table of budgets.
// Threads:  as store_bench.hpp
#pragma once

#include "tools/bench/options.hpp"
#include "tools/bench/row.hpp"

#include <vector>

namespace kura::bench {

[[nodiscard]] std::vector<Row> store_rows(const BenchOptions& options);

}  // namespace kura::bench
