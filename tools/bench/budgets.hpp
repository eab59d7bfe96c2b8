// Budgets: the rows of what the design demands of speed and memory, and those beside them.
// Threads:  the calling thread, and what each benchmark starts
// Errors:   see row.hpp
// Source:   ARCHITECTURE.md, the table of budgets
#pragma once

#include "tools/bench/options.hpp"
#include "tools/bench/row.hpp"

#include <vector>

namespace kura::bench {

[[nodiscard]] std::vector<Row> table_rows(const BenchOptions& options);
[[nodiscard]] std::vector<Row> memory_rows(const BenchOptions& options);
[[nodiscard]] std::vector<Row> expansion_rows(const BenchOptions& options);
[[nodiscard]] std::vector<Row> fess_rows(const BenchOptions& options);
[[nodiscard]] std::vector<Row> thread_rows(const BenchOptions& options);
[[nodiscard]] std::vector<Row> cluster_rows(const BenchOptions& options);
[[nodiscard]] std::vector<Row> startup_rows(const BenchOptions& options);

}  // namespace kura::bench
