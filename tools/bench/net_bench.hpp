// Network benchmark: how long a request and its answer take over loopback, through the transport
// that nodes use, in plain text and encrypted.
// Shape:    one client, one request at a time; the node's side echoes it. Nothing is worked out, so
//           it is what the network code and the kernel take
// Units:    seconds of wall time, a repetition's median and the 99th of 100
// Threads:  the calling one, and one of the transport
// Errors:   see row.hpp
#pragma once

#include "tools/bench/options.hpp"
#include "tools/bench/row.hpp"

#include <vector>

namespace kura::bench {

[[nodiscard]] std::vector<Row> net_rows(const BenchOptions& options);

}  // namespace kura::bench
