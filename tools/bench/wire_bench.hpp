// Wire benchmark: how fast what nodes tell each other in a search becomes bytes, and bytes become
// messages again.
// Shape:    one step's traffic, as a search with replicas sends it: a full window of candidates,
//           acknowledgements, and records for a replica
// Units:    messages and bytes a second of the thread's processor time
// Threads:  the calling one
// Errors:   see row.hpp
#pragma once

#include "cluster/search/messages.hpp"
#include "tools/bench/options.hpp"
#include "tools/bench/row.hpp"

#include <vector>

namespace kura::bench {

[[nodiscard]] cluster::search::Traffic typical_traffic();

[[nodiscard]] std::vector<Row> wire_rows(const BenchOptions& options);

}  // namespace kura::bench
