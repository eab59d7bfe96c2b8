// Counts what this test program allocates: decoders promise to ask for no more than they were sent.
// Threads:  one
#pragma once

#include <cstddef>

namespace kura::cluster::wire {

// Bytes asked for so far, given back or not.
[[nodiscard]] std::size_t allocated_bytes();

}  // namespace kura::cluster::wire
