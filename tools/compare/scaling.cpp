#include "tools/compare/scaling.hpp"

#include "tools/compare/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace kura::compare {

namespace {

int hands(const Configuration& configuration) {
    return configuration.nodes > 0 ? configuration.nodes : configuration.threads;
}

// Whether one is measured by the other: all is the same but the number of hands, and the replicas,
// of which the base has fewest.
bool is_comparable(const Configuration& one, const Configuration& base) {
    return one.solver == base.solver && one.build.name == base.build.name &&
           one.strategy == base.strategy && (one.nodes > 0) == (base.nodes > 0) &&
           !one.is_imported && !base.is_imported;
}

// The one with the fewest hands, and of these with the fewest replicas.
int base_of(const Comparison& comparison, int configuration) {
    const auto& list = comparison.configurations;
    int best = configuration;
    for (int i = 0; i < std::ssize(list); ++i) {
        const Configuration& other = list[static_cast<std::size_t>(i)];
        const Configuration& chosen = list[static_cast<std::size_t>(best)];
        if (is_comparable(other, list[static_cast<std::size_t>(configuration)]) &&
            std::pair(hands(other), other.replicas) < std::pair(hands(chosen), chosen.replicas)) {
            best = i;
        }
    }
    return best;
}

struct Sums {
    double expanded = 0;
    double nodes_expanded = 0;
    double generated = 0;
    double sent = 0;
    double messages = 0;
    double bytes = 0;
    bool has_bytes = false;
    double most_expanded = 0;  // the sum over runs of the busiest node's
    double busy = 0;
    double available = 0;  // seconds of all nodes
};

Sums sums_of(const Cells& cells, int configuration, const std::vector<int>& puzzles) {
    Sums sums;
    for (const int puzzle : puzzles) {
        for (const Run* run : cells.runs(configuration, puzzle)) {
            sums.expanded += static_cast<double>(run->expanded.value_or(0));
            double most = 0;
            for (const NodeFigures& node : run->nodes) {
                const auto expanded = static_cast<double>(node.expanded);
                sums.nodes_expanded += expanded;
                most = std::max(most, expanded);
                sums.generated += static_cast<double>(node.generated);
                sums.sent += static_cast<double>(node.sent);
                sums.messages += static_cast<double>(node.messages);
                sums.bytes += static_cast<double>(node.bytes_sent.value_or(0));
                sums.has_bytes = sums.has_bytes || node.bytes_sent.has_value();
                sums.busy += node.busy_seconds;
            }
            sums.most_expanded += most;
            sums.available +=
                static_cast<double>(run->nodes.size()) * run->search_seconds.value_or(run->seconds);
        }
    }
    return sums;
}

std::optional<double> share(double part, double whole) {
    return whole > 0 ? std::optional(part / whole) : std::nullopt;
}

void add_cluster_figures(const Sums& sums, int nodes, Scaling& scaling) {
    scaling.communication_overhead = share(sums.sent, sums.generated);
    scaling.load_balance = share(sums.most_expanded * nodes, sums.nodes_expanded);
    if (const auto busy = share(sums.busy, sums.available)) {
        scaling.idle_share = std::clamp(1 - *busy, 0.0, 1.0);
    }
    scaling.messages_per_state = share(sums.messages, sums.nodes_expanded);
    if (sums.has_bytes) {
        scaling.bytes_per_state = share(sums.bytes, sums.nodes_expanded);
    }
}

// The ratio of times on each puzzle, repetitions taken together.
std::optional<double> speedup_of(const Cells& cells, int configuration, int base,
                                 const std::vector<int>& puzzles) {
    std::vector<double> ratios;
    for (const int puzzle : puzzles) {
        std::vector<double> mine;
        std::vector<double> theirs;
        for (const Run* run : cells.runs(configuration, puzzle)) {
            mine.push_back(run->seconds);
        }
        for (const Run* run : cells.runs(base, puzzle)) {
            theirs.push_back(run->seconds);
        }
        const auto a = geometric_mean(mine);
        const auto b = geometric_mean(theirs);
        if (a && b && *a > 0) {
            ratios.push_back(*b / *a);
        }
    }
    return geometric_mean(ratios);
}

}  // namespace

std::vector<Scaling> scalings_of(const Cells& cells) {
    const Comparison& comparison = cells.comparison();
    std::vector<int> bases;
    for (int i = 0; i < cells.configurations(); ++i) {
        bases.push_back(base_of(comparison, i));
    }
    std::vector<Scaling> list;
    for (int i = 0; i < cells.configurations(); ++i) {
        const Configuration& mine = comparison.configurations[static_cast<std::size_t>(i)];
        const int base = bases[static_cast<std::size_t>(i)];
        const bool has_others = std::count(bases.begin(), bases.end(), base) > 1;
        if (mine.is_imported || (!has_others && mine.nodes == 0)) {
            continue;
        }
        const std::vector<int> puzzles = cells.solved_by_all({i, base});
        const auto speedup = speedup_of(cells, i, base, puzzles);
        if (!speedup) {
            continue;
        }
        Scaling scaling;
        scaling.configuration = i;
        scaling.base = base;
        scaling.puzzles = static_cast<int>(puzzles.size());
        scaling.speedup = *speedup;
        const Configuration& theirs = comparison.configurations[static_cast<std::size_t>(base)];
        scaling.efficiency = *speedup * hands(theirs) / hands(mine);
        const Sums sums = sums_of(cells, i, puzzles);
        if (const auto more = share(sums.expanded, sums_of(cells, base, puzzles).expanded)) {
            scaling.search_overhead = *more - 1;
        }
        if (mine.nodes > 0) {
            add_cluster_figures(sums, mine.nodes, scaling);
        }
        list.push_back(scaling);
    }
    return list;
}

std::vector<TimeShare> time_shares_of(const Cells& cells) {
    std::vector<TimeShare> list;
    std::vector<int> all(static_cast<std::size_t>(cells.puzzles()));
    for (int i = 0; i < cells.puzzles(); ++i) {
        all[static_cast<std::size_t>(i)] = i;
    }
    for (int i = 0; i < cells.configurations(); ++i) {
        if (cells.comparison().configurations[static_cast<std::size_t>(i)].nodes == 0) {
            continue;
        }
        const Sums sums = sums_of(cells, i, all);
        if (const auto busy = share(sums.busy, sums.available)) {
            list.push_back({i, std::clamp(*busy, 0.0, 1.0)});
        }
    }
    return list;
}

}  // namespace kura::compare
