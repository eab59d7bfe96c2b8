#include "tools/bench/measure.hpp"

#include <time.h>

#include <algorithm>

namespace kura::bench {

namespace {

double seconds_of(clockid_t clock) {
    timespec now{};
    ::clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

}  // namespace

double thread_seconds() {
    return seconds_of(CLOCK_THREAD_CPUTIME_ID);
}

double process_seconds() {
    return seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}

double median(std::vector<double> values) {
    if (values.empty()) {
        return 0;
    }
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

}  // namespace kura::bench
