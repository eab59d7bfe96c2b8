#include "cluster/node/clock.hpp"

#include <chrono>
#include <ctime>

namespace kura::cluster::node {

Instant steady_now() {
    return Instant(
        std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch()));
}

std::uint64_t thread_processor_us() {
    timespec spent{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return static_cast<std::uint64_t>(spent.tv_sec) * 1'000'000 +
           static_cast<std::uint64_t>(spent.tv_nsec) / 1000;
}

}  // namespace kura::cluster::node
