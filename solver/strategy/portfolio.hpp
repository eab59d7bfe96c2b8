// Portfolio: which lanes a job runs. A name stands for one lane or for several side by side that
// share the shards, the frontier meeting and the deadlock knowledge.
// Source: ARCHITECTURE.md, "Portfolio"
#pragma once

#include "solver/search/strategy.hpp"
#include "solver/state/key_codec.hpp"
#include "solver/strategy/knowledge.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kura::strategy {

enum class Kind {
    astar,
    backward_astar,
    weighted,
    greedy,
    backward_weighted,
    backward_greedy,
    bfs,
    bfs_exhaustive,
    move_astar,
    fess,
};

struct LanePlan {
    Kind kind;
    int share = 1;
};

// The lanes of a job; empty if the name is unknown.
std::vector<LanePlan> plan_lanes(std::string_view strategy, bool moves_optimal, bool push_optimal,
                                 bool prune);

[[nodiscard]] bool runs_backward(Kind kind);
[[nodiscard]] std::string_view name_of(Kind kind);

// Requires: knowledge and codec outlive the specs and the strategies they make.
std::vector<search::LaneSpec> make_lanes(const std::vector<LanePlan>& plan,
                                         const Knowledge& knowledge, const state::KeyCodec& codec,
                                         int threads = 1);

}  // namespace kura::strategy
