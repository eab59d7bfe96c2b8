// Budgets: what the design demands of speed and memory, measured, row by row.
// Shape:    a group of rows for each benchmark; rows without a bound are printed beside the others
// Units:    each row names its own
// Threads:  the calling thread, and what each benchmark starts
// Errors:   a row that could not be measured has no figure and says why in its note
// Source:   ARCHITECTURE.md, the table of budgets
#pragma once

#include "puzzles/level/level.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kura::bench {

enum class Unit { ratio, bytes, megabytes, milliseconds, seconds, per_second };

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

    // Nothing if there is no figure or no bound.
    [[nodiscard]] std::optional<bool> reached() const;
};

[[nodiscard]] std::string_view name_of(Unit unit);  // "ratio", "bytes", ...
[[nodiscard]] std::string text_of(Unit unit, double value);

struct BudgetOptions {
    std::string only;     // one group; empty: all
    bool quick = false;   // figures that mean nothing, in a few seconds
    std::string program;  // a kura, for the start-up
    // The usable puzzles of a set by its name; none if it is not installed.
    std::function<std::vector<puzzles::Level>(const std::string& set)> load_set;
    std::function<void(std::string_view)> status;  // which group is being measured; may be empty
};

[[nodiscard]] const std::vector<std::string>& budget_groups();

[[nodiscard]] std::vector<Row> measure_budgets(const BudgetOptions& options);

}  // namespace kura::bench
