// Rows of the quorum store for the table of budgets.
// Threads:  as store_bench.hpp
#pragma once

#include "tools/bench/budgets.hpp"

#include <vector>

namespace kura::bench {

[[nodiscard]] std::vector<Row> store_rows(const BudgetOptions& options);

}  // namespace kura::bench
