// Kura's output: what `kura solve --jsonl` says of one puzzle, and what a cluster says of itself.
// Shape:    tools/cli/JSONL.md; fields that are not known are skipped, missing ones are nothing
// Threads:  pure functions
// Errors:   Result: text that is no such object; nothing is thrown
#pragma once

#include "solver/base/result.hpp"
#include "tools/compare/comparison.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kura::compare {

struct KuraAnswer {
    std::string verdict;
    std::string reason;
    std::string detail;
    std::optional<double> seconds;
    std::optional<std::int64_t> expanded;
    std::optional<std::int64_t> generated;
    std::optional<std::int64_t> stored;
    std::optional<std::int64_t> peak_bytes;
    std::optional<std::string> solution;
    std::vector<NodeFigures> nodes;
    Timeline timeline;
};

[[nodiscard]] base::Result<KuraAnswer> read_kura_output(std::string_view line);

// The members in what `kura cluster status --json` prints; 0 if that is something else.
[[nodiscard]] int members_in(std::string_view status);

}  // namespace kura::compare
