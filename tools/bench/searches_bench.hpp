// Searches benchmark: how long whole searches take, from the puzzle's text to the replayed
// solution, on boards of the starter set that take long enough to be timed.
// Shape:    `kura solve` as it comes, on one thread
// Units:    seconds of wall time
// Threads:  the calling one waits; the search starts one at a time
// Errors:   see row.hpp
#pragma once

#include "tools/bench/options.hpp"
#include "tools/bench/row.hpp"

#include <vector>

namespace kura::bench {

[[nodiscard]] std::vector<Row> searches_rows(const BenchOptions& options);

}  // namespace kura::bench
