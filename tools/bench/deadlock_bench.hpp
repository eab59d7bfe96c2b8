// Deadlock benchmark: how many checks a second each detector makes, as a search asks it: the cheap
// ones of each child after its push, the dear ones of each state taken for expansion.
// Shape:    positions of our own small boards (positions.hpp). A detector that learns is measured
//           twice: knowing nothing (a fresh one for each pass) and after a pass
// Units:    checks a second of the thread's processor time; notes say how many find a deadlock
// Threads:  the calling one
// Errors:   see row.hpp
#pragma once

#include "tools/bench/options.hpp"
#include "tools/bench/row.hpp"

#include <vector>

namespace kura::bench {

[[nodiscard]] std::vector<Row> deadlock_rows(const BenchOptions& options);

}  // namespace kura::bench
