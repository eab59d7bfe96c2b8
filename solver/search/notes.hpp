// Notes: what a strategy can tell of its work once it is over, in terms that hold for any lane:
// named figures, the position that came nearest to the end, the plan it followed.
// Invariants: names are string literals
// Threads:  plain values, made after the shards' threads are joined
#pragma once

#include "solver/state/state.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kura::search {

struct Figure {
    std::string_view name;
    std::uint64_t count = 0;
};

struct NotedState {
    state::State state;
    std::uint64_t rank = 0;  // of two of one lane, the smaller is nearer to the end
    std::string text;        // "13 of 18 packed, 2 areas, 1 box out of plan"
};

struct Notes {
    std::vector<Figure> figures;
    std::vector<Figure> dead;  // positions and moves dropped, by deadlock test
    std::optional<NotedState> best;
    std::vector<std::string> plan;  // its steps in order of play, "c4-b2"
    double planning_seconds = 0;

    // Takes in the notes of the same lane on another shard: counts are added up.
    void add(const Notes& other);
};

// What one lane did on all shards.
struct LaneReport {
    std::uint64_t expanded = 0;
    std::uint64_t generated = 0;
    std::uint64_t pruned = 0;
    std::uint64_t work = 0;  // as StrategyCounters
    Notes notes;
};

}  // namespace kura::search
