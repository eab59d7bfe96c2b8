// Parts benchmark: what the solver does for every state, one part at a time, on the positions that
// a search of our own small boards meets (positions.hpp).
// Units:    keys, pushes and bounds a second of the thread's processor time
// Threads:  the calling one
// Errors:   see row.hpp
#pragma once

#include "tools/bench/options.hpp"
#include "tools/bench/row.hpp"

#include <vector>

namespace kura::bench {

[[nodiscard]] std::vector<Row> parts_rows(const BenchOptions& options);

}  // namespace kura::bench
