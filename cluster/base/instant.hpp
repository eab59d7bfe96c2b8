// Time as the cores see it: a number that the shell passes in. It never runs backwards on one node
// and is compared with nothing of another node, so skewed and stopped clocks do no harm.
// Units:    microseconds
#pragma once

#include <chrono>
#include <cstdint>
#include <ratio>

namespace kura::cluster {

using Duration = std::chrono::duration<std::int64_t, std::micro>;

// Not a clock: nothing in the cores can ask for the time.
struct ShellTime {
    using rep = Duration::rep;
    using period = Duration::period;
    using duration = Duration;
    using time_point = std::chrono::time_point<ShellTime>;
    static constexpr bool is_steady = true;  // NOLINT(readability-identifier-naming): a clock's
};

using Instant = ShellTime::time_point;

}  // namespace kura::cluster
