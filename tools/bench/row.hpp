// Row: one figure of `kura bench`, with the bound it is to reach if the design names one.
// Shape:    a figure that was measured often is the median, with an interval beside it
// Units:    each row names its own
// Threads:  plain values
// Errors:   a row that could not be measured has no figure and says why in its note
// Source:   ARCHITECTURE.md, the table of budgets
#pragma once

#include "tools/compare/statistics.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace kura::bench {

enum class Unit {
    ratio,
    bytes,
    megabytes,
    microseconds,
    milliseconds,
    seconds,
    per_second,
    bytes_per_second
};

enum class Aim { none, at_least, at_most };

struct Row {
    std::string group;  // what --only takes
    std::string name;   // short, for programs; unique
    std::string what;   // for people
    Unit unit = Unit::ratio;
    Aim aim = Aim::none;
    double bound = 0;
    std::optional<double> measured = std::nullopt;
    std::string note = {};
    // Of the median, 95 percent: where there were enough repetitions.
    std::optional<compare::Interval> interval = std::nullopt;
    std::size_t repetitions = 0;  // 0: the figure was not had by repetition

    // Nothing if there is no figure or no bound.
    [[nodiscard]] std::optional<bool> reached() const;
    // Median, interval and number. Requires: one value a repetition, at least one.
    void set_measured(std::span<const double> values);
};

[[nodiscard]] std::string_view name_of(Unit unit);  // "ratio", "bytes", ...
[[nodiscard]] std::string text_of(Unit unit, double value);
// "1.20 - 1.25 M/s"; empty without an interval.
[[nodiscard]] std::string interval_text_of(const Row& row);

}  // namespace kura::bench
