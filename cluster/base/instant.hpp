// Time as the cores see it: a number that the shell passes in. It never runs backwards on one node
// and is compared with nothing of another node, so skewed and stopped clocks do no harm.
// Units:    microseconds
#pragma once

#include <chrono>
#include <cstdint>
#include <ratio>

namespace kura::cluster {

using Duration = std::chrono::duration<std::int64_t, std::micro>;

// Not a clock, only the name of this time: nothing in the cores can ask for it.
struct ShellTime {};

using Instant = std::chrono::time_point<ShellTime, Duration>;

}  // namespace kura::cluster
