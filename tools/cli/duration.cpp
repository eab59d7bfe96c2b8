#include "tools/cli/duration.hpp"

#include <charconv>
#include <string>

namespace kura::cli {

base::Result<double> parse_seconds(std::string_view text) {
    if (text == "none") {
        return kNoLimitSeconds;
    }
    double value = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    double factor = 0;
    if (unit.empty() || unit == "s") {
        factor = 1;
    } else if (unit == "m" || unit == "min") {
        factor = 60;
    } else if (unit == "h") {
        factor = 3600;
    }
    const double seconds = value * factor;
    if (error != std::errc() || factor == 0 || !(seconds >= 0) || seconds > kNoLimitSeconds) {
        return base::fail(base::ErrorCode::bad_input,
                          "'" + std::string(text) + "' is no time such as 600, 90s or 10m");
    }
    return seconds == 0 ? kNoLimitSeconds : seconds;
}

std::chrono::steady_clock::time_point deadline_after(double seconds) {
    using Steady = std::chrono::steady_clock;
    if (seconds >= kNoLimitSeconds) {
        return Steady::time_point::max();
    }
    return Steady::now() +
           std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(seconds));
}

}  // namespace kura::cli
