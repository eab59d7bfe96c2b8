// Scaling: what more threads or nodes bring, and where the time of a cluster went.
// Shape:    one Scaling for each configuration that has a base or is a cluster, against its like
//           with the fewest threads or nodes; one TimeShare for each cluster
// Units:    shares and ratios; bytes and messages by states expanded
// Invariants: only of puzzles that both solved, and of runs taken in turn
// Threads:  pure functions
// Errors:   none; what is not known is absent
// Source:   ARCHITECTURE.md, "Comparing", has each formula with its reason
#pragma once

#include "tools/compare/cells.hpp"

#include <optional>
#include <vector>

namespace kura::compare {

struct Scaling {
    int configuration = 0;
    int base = 0;
    int puzzles = 0;                        // solved by both; the figures are of these
    double speedup = 1;                     // geometric mean of the base's time by this one's
    double efficiency = 1;                  // speed-up by the ratio of threads or nodes
    std::optional<double> search_overhead;  // more states expanded than by the base
    std::optional<double> communication_overhead;  // candidates sent by those generated
    std::optional<double> load_balance;            // most expanded by one node, by the mean
    std::optional<double> idle_share;
    std::optional<double> messages_per_state;
    std::optional<double> bytes_per_state;
};

// Of the seconds of all nodes in all runs, those in which their processors searched.
struct TimeShare {
    int configuration = 0;
    double search = 0;  // the others were idle
};

[[nodiscard]] std::vector<Scaling> scalings_of(const Cells& cells);
[[nodiscard]] std::vector<TimeShare> time_shares_of(const Cells& cells);

}  // namespace kura::compare
