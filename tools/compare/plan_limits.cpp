#include "tools/compare/plan_limits.hpp"

#include "puzzles/format/reader.hpp"

#include <fmt/format.h>

#include <set>
#include <string>
#include <utility>

namespace kura::compare {

namespace {

template <typename Count, typename Limit>
base::Result<void> at_most(Count count, Limit limit, const char* what) {
    if (std::cmp_less_equal(count, limit)) {
        return {};
    }
    return base::fail(base::ErrorCode::too_large,
                      fmt::format("{} {}; at most {}", count, what, limit));
}

}  // namespace

base::Result<void> check_sizes(const Comparison& comparison) {
    const auto configurations = std::ssize(comparison.configurations);
    const auto boards = std::ssize(comparison.puzzles);
    auto checked = at_most(configurations, kConfigurationsMax, "configurations");
    if (checked) {
        checked = at_most(boards, puzzles::kPuzzlesMax, "puzzles");
    }
    if (checked) {
        checked = at_most(comparison.repetitions, kRepetitionsMax, "repetitions");
    }
    if (checked) {
        checked = at_most(configurations * boards * comparison.repetitions, kTurnsMax, "runs");
    }
    if (checked) {
        checked = at_most(comparison.command.size(), kWordsMax, "words of a command line");
    }
    if (checked) {
        checked = at_most(comparison.hosts.names.size(), kNodesMax, "hosts");
    }
    return checked;
}

base::Result<void> check_plan(const Comparison& comparison) {
    std::set<std::string> names;
    for (const Configuration& configuration : comparison.configurations) {
        if (!names.insert(configuration.name).second) {
            return base::fail(base::ErrorCode::bad_input,
                              "two configurations are '" + configuration.name + "'");
        }
    }
    return check_sizes(comparison);
}

}  // namespace kura::compare
