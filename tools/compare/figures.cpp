#include "tools/compare/figures.hpp"

#include <fmt/format.h>

#include <cmath>

namespace kura::compare {

namespace {

// Three digits that count.
std::string short_of(double value) {
    const double size = std::abs(value);
    const int digits = size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
    return fmt::format("{:.{}f}", value, digits);
}

}  // namespace

std::string seconds_of(std::optional<double> seconds) {
    if (!seconds) {
        return kUnknown;
    }
    return *seconds < 0.9995 ? short_of(*seconds * 1e3) + " ms" : short_of(*seconds) + " s";
}

std::string states_of(std::optional<double> count) {
    if (!count) {
        return kUnknown;
    }
    if (*count < 999.5) {
        return fmt::format("{:.0f}", *count);
    }
    return *count < 999.5e3 ? short_of(*count / 1e3) + " k" : short_of(*count / 1e6) + " M";
}

std::string bytes_of(std::optional<std::int64_t> bytes) {
    if (!bytes) {
        return kUnknown;
    }
    const double mebibytes = static_cast<double>(*bytes) / (1 << 20);
    return mebibytes < 999.5 ? short_of(mebibytes) + " MB" : short_of(mebibytes / 1024) + " GB";
}

std::string score_of(std::optional<double> score) {
    return score ? fmt::format("{:.3f}", *score) : kUnknown;
}

std::string percent_of(std::optional<double> share) {
    return share ? fmt::format("{:.1f}%", 100 * *share) : kUnknown;
}

}  // namespace kura::compare
