// What the groups of `kura bench` are told.
// Threads:  plain values
#pragma once

#include "puzzles/level/level.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace kura::bench {

struct BenchOptions {
    std::string only;           // one group; empty: all
    bool budgets_only = false;  // only rows with a bound
    bool quick = false;         // figures that mean nothing, in a few seconds
    std::string program;        // a kura, for the start-up
    // The usable puzzles of a set by its name; none if it is not installed.
    std::function<std::vector<puzzles::Level>(const std::string& set)> load_set;
    std::function<void(std::string_view)> status;  // which group is being measured; may be empty
};

}  // namespace kura::bench
