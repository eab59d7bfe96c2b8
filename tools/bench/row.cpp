#include "tools/bench/row.hpp"

#include "solver/base/assert.hpp"

#include <fmt/format.h>

namespace kura::bench {

namespace {

// How a unit's figures are written: of two figures the second says how large the unit is.
struct Scale {
    double one;  // in the base unit
    int digits;
    const char* name;
};

Scale scale_of(Unit unit, double value) {
    switch (unit) {
        case Unit::ratio:
            return {1, 2, "x"};
        case Unit::bytes:
            return {1, 1, " B"};
        case Unit::megabytes:
            return {1e6, 1, " MB"};
        case Unit::microseconds:
            return {1e-6, 1, " us"};
        case Unit::milliseconds:
            return {1e-3, 1, " ms"};
        case Unit::seconds:
            return {1, 1, " s"};
        case Unit::per_second:
            return value < 1e4   ? Scale{1e3, 1, " k/s"}
                   : value < 1e6 ? Scale{1e3, 0, " k/s"}
                                 : Scale{1e6, 2, " M/s"};
        case Unit::bytes_per_second:
            return {1e6, 0, " MB/s"};
    }
    return {1, 2, ""};
}

}  // namespace

std::optional<bool> Row::reached() const {
    if (!measured || aim == Aim::none) {
        return std::nullopt;
    }
    return aim == Aim::at_least ? *measured >= bound : *measured <= bound;
}

void Row::set_measured(std::span<const double> values) {
    KURA_ASSERT(!values.empty());
    measured = compare::median(values);
    interval = compare::bootstrap_median(values);
    repetitions = values.size();
}

std::string_view name_of(Unit unit) {
    switch (unit) {
        case Unit::ratio:
            return "ratio";
        case Unit::bytes:
        case Unit::megabytes:
            return "bytes";
        case Unit::microseconds:
        case Unit::milliseconds:
        case Unit::seconds:
            return "seconds";
        case Unit::per_second:
            return "per_second";
        case Unit::bytes_per_second:
            return "bytes_per_second";
    }
    return "";
}

std::string text_of(Unit unit, double value) {
    const Scale scale = scale_of(unit, value);
    return fmt::format("{:.{}f}{}", value / scale.one, scale.digits, scale.name);
}

std::string interval_text_of(const Row& row) {
    if (!row.interval) {
        return "";
    }
    const Scale scale = scale_of(row.unit, row.interval->high);
    return fmt::format("{:.{}f} - {:.{}f}{}", row.interval->low / scale.one, scale.digits,
                       row.interval->high / scale.one, scale.digits, scale.name);
}

}  // namespace kura::bench
