// Time of the real world for the cores: microseconds of the machine's steady clock, the same for
// all threads of a process.
#pragma once

#include "cluster/base/instant.hpp"

namespace kura::cluster::node {

[[nodiscard]] Instant steady_now();
[[nodiscard]] std::uint64_t thread_processor_us();

}  // namespace kura::cluster::node
