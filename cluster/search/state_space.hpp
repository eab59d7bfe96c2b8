// State space: what a distributed search expands. Sokoban boards and the graphs of the simulator
// look the same from here: keys, children, costs, bounds.
// Units:    costs in pushes (or whatever the space counts), each step at least 1
// Invariants: (1) a pure function of the job: all nodes must see the same children and bounds;
//           (2) bounds never exceed the true cost to a goal; (3) children() keeps a best
//           continuation of every state that has one
// Threads:  one owner; it may keep scratch memory
// Source:   ARCHITECTURE.md, "Distributed search"
#pragma once

#include "cluster/view/view.hpp"
#include "solver/search/visited_word.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

namespace kura::cluster::search {

using kura::search::Arrival;

inline constexpr int kDead = 1 << 24;  // a bound that says: no goal can be reached

struct Child {
    std::uint64_t placement_hash = 0;
    const std::uint8_t* key = nullptr;  // valid during the call
    int cost = 1;                       // of the step
    Arrival arrival;
    int bound = 0;
};

class StateSpace {
  public:
    virtual ~StateSpace() = default;

    [[nodiscard]] virtual int key_bytes() const = 0;
    // Whether key_bytes() bytes from another node are a key; the rest requires it.
    [[nodiscard]] virtual bool is_key(const std::uint8_t* key) const = 0;
    [[nodiscard]] virtual std::uint64_t placement_hash(const std::uint8_t* key) = 0;
    [[nodiscard]] virtual bool is_goal(const std::uint8_t* key) = 0;
    [[nodiscard]] virtual int bound(const std::uint8_t* key) = 0;

    using Visit = std::function<void(const Child&)>;
    virtual void roots(const Visit& visit) = 0;  // arrival and cost of the child are not used
    virtual void children(const std::uint8_t* key, const Visit& visit) = 0;

    // The key a state was reached from, or nothing where that is no step.
    [[nodiscard]] virtual std::string predecessor(const std::uint8_t* key, Arrival arrival) = 0;
    // Plays the arrivals from a root on. Ensures: a certificate only if they lead to a goal.
    [[nodiscard]] virtual std::optional<view::Certificate> replay(
        std::span<const Arrival> path) = 0;
};

}  // namespace kura::cluster::search
