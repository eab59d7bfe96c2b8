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
    fess,  // all on one shard: the plain sequential order
};

struct LanePlan {
    Kind kind;
    int share = 1;        // of a shard's time
    int first_shard = 0;  // the shards before this one have no part in it
};

struct PlanOptions {
    bool moves_optimal = false;
    bool push_optimal = false;
    bool prune = true;
    int threads = 1;
    bool guided = true;  // false: the board is too large for feature-space search (Fess::fits)
};

// The lanes of a job; empty if the name is unknown.
std::vector<LanePlan> plan_lanes(std::string_view strategy, const PlanOptions& options);

[[nodiscard]] bool runs_backward(Kind kind);
[[nodiscard]] std::string_view name_of(Kind kind);

// Requires: knowledge and codec outlive the specs and the strategies they make.
std::vector<search::LaneSpec> make_lanes(const std::vector<LanePlan>& plan,
                                         const Knowledge& knowledge, const state::KeyCodec& codec);

}  // namespace kura::strategy
