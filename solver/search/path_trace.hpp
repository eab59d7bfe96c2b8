// Path trace: from a key in the visited tables back to its lane's root, by undoing arrivals.
// Requires: no shard is running. Cost: O(path length * (key decode + flood)).
// Errors:   nothing if a link is missing or the chain is longer than a path can be; a hint is then
//           no solution
#pragma once

#include "solver/search/strategy.hpp"
#include "solver/state/key_codec.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace kura::search {

// The stored word of a key, 0 if there is none.
using Lookup = std::function<std::uint64_t(std::uint64_t placement_hash, const std::uint8_t* key)>;

struct Trace {
    std::vector<moves::Step> steps;  // single ones, from the root to the state
};

std::optional<Trace> trace_to_root(const board::Board& board, const state::KeyCodec& codec,
                                   const LaneSpec& spec, int lane, const state::State& state,
                                   const Lookup& lookup);

// A backward lane's trace, as pushes from the state to the goals.
std::vector<moves::Step> reversed_to_pushes(const Trace& trace);

}  // namespace kura::search
