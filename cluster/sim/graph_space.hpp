// Graph space: small random graphs as state spaces, made so that one lost state shows.
// Two disjoint chains lead to the goal, one of them optimal, among dear random edges; the heuristic
// is a fraction of the exact distance. Some graphs have no way to the goal at all.
// Shape:    a key is the vertex number, 4 bytes; the arrival's `from` is the vertex it came from
// Threads:  immutable after construction
#pragma once

#include "cluster/search/state_space.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace kura::cluster::sim {

class GraphSpace final : public search::StateSpace {
  public:
    struct Edge {
        int to;
        int cost;
    };

    explicit GraphSpace(std::uint64_t seed);
    // A graph of one's own; vertex 0 is the root, the last one the goal. No heuristic.
    explicit GraphSpace(std::vector<std::vector<Edge>> edges);

    [[nodiscard]] int vertices() const { return static_cast<int>(edges_.size()); }

    [[nodiscard]] int key_bytes() const override { return 4; }
    [[nodiscard]] bool is_key(const std::uint8_t* key) const override;
    [[nodiscard]] std::uint64_t placement_hash(const std::uint8_t* key) override;
    [[nodiscard]] bool is_goal(const std::uint8_t* key) override;
    [[nodiscard]] int bound(const std::uint8_t* key) override;
    void roots(const Visit& visit) override;
    void children(const std::uint8_t* key, const Visit& visit) override;
    [[nodiscard]] std::string predecessor(const std::uint8_t* key,
                                          search::Arrival arrival) override;
    [[nodiscard]] std::optional<view::Certificate> replay(
        std::span<const search::Arrival> path) override;

  private:
    void set_bounds(int numerator, int denominator);

    std::vector<std::vector<Edge>> edges_;
    std::vector<int> bounds_;
};

}  // namespace kura::cluster::sim
