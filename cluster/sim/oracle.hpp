// Oracle: what a search must find, by plain uniform-cost search in one place.
#pragma once

#include "cluster/search/state_space.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace kura::cluster::sim {

struct Oracle {
    std::map<std::string, std::int32_t> costs;  // of every state that can be reached
    std::optional<std::int32_t> best;           // of a goal
};

// Searches everything; states the space calls dead are kept, but not expanded.
Oracle ask_oracle(search::StateSpace& space);

}  // namespace kura::cluster::sim
