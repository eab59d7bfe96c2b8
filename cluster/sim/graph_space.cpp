#include "cluster/sim/graph_space.hpp"

#include "solver/base/hash.hpp"
#include "solver/base/rng.hpp"

#include <array>
#include <cstring>

namespace kura::cluster::sim {

namespace {

int vertex_of(const std::uint8_t* key) {
    std::int32_t vertex = 0;
    std::memcpy(&vertex, key, sizeof vertex);
    return vertex;
}

std::array<std::uint8_t, 4> key_of(int vertex) {
    std::array<std::uint8_t, 4> key{};
    const std::int32_t value = vertex;
    std::memcpy(key.data(), &value, sizeof value);
    return key;
}

std::uint64_t hash_of(int vertex) {
    return base::mix64(static_cast<std::uint64_t>(vertex) + 0x9E3779B97F4A7C15ULL);
}

std::size_t at(int vertex) {
    return static_cast<std::size_t>(vertex);
}

}  // namespace

GraphSpace::GraphSpace(std::uint64_t seed) {
    base::Rng rng(seed);
    const int count = 12 + static_cast<int>(rng.below(40));
    const int goal = count - 1;
    const int half = count / 2;
    edges_.resize(at(count));
    const bool is_solvable = rng.below(6) != 0;
    for (int v = 0; v < half - 1; ++v) {
        edges_[at(v)].push_back({v + 1, 1});
    }
    edges_[0].push_back({half, 1});
    for (int v = half; v < goal - 1; ++v) {
        edges_[at(v)].push_back({v + 1, 2});
    }
    if (is_solvable) {
        edges_[at(half - 1)].push_back({goal, 1});
        edges_[at(goal - 1)].push_back({goal, 2});
    }
    for (int extra = 0; extra < count / 2; ++extra) {
        const int from = static_cast<int>(rng.below(at(count)));
        const int to = static_cast<int>(rng.below(at(count)));
        if (is_solvable || to != goal) {
            edges_[at(from)].push_back({to, 3 + static_cast<int>(rng.below(7))});
        }
    }
    set_bounds(static_cast<int>(rng.below(3)), 2);
}

GraphSpace::GraphSpace(std::vector<std::vector<Edge>> edges) : edges_(std::move(edges)) {
    set_bounds(0, 1);
}

// A fraction of the exact distance is consistent, so each state is expanded about once.
void GraphSpace::set_bounds(int numerator, int denominator) {
    bounds_.assign(edges_.size(), search::kDead);
    bounds_.back() = 0;
    for (bool has_changed = true; has_changed;) {
        has_changed = false;
        for (std::size_t v = 0; v < edges_.size(); ++v) {
            for (const Edge& edge : edges_[v]) {
                const int through = bounds_[at(edge.to)] + edge.cost;
                if (bounds_[at(edge.to)] < search::kDead && through < bounds_[v]) {
                    bounds_[v] = through;
                    has_changed = true;
                }
            }
        }
    }
    for (int& bound : bounds_) {
        // Without a heuristic, dead ends are not known either.
        if (bound < search::kDead || numerator == 0) {
            bound = bound == search::kDead ? 0 : bound * numerator / denominator;
        }
    }
}

std::uint64_t GraphSpace::placement_hash(const std::uint8_t* key) {
    return hash_of(vertex_of(key));
}

bool GraphSpace::is_key(const std::uint8_t* key) const {
    const int vertex = vertex_of(key);
    return vertex >= 0 && vertex < vertices();
}

bool GraphSpace::is_goal(const std::uint8_t* key) {
    return vertex_of(key) == vertices() - 1;
}

int GraphSpace::bound(const std::uint8_t* key) {
    return bounds_[at(vertex_of(key))];
}

void GraphSpace::roots(const Visit& visit) {
    const auto key = key_of(0);
    visit({hash_of(0), key.data(), 0, {}, bounds_[0]});
}

void GraphSpace::children(const std::uint8_t* key, const Visit& visit) {
    const int from = vertex_of(key);
    for (const Edge& edge : edges_[at(from)]) {
        const auto child = key_of(edge.to);
        visit({hash_of(edge.to),
               child.data(),
               edge.cost,
               {static_cast<board::Square>(from), 0, 0},
               bounds_[at(edge.to)]});
    }
}

std::string GraphSpace::predecessor(const std::uint8_t* /*key*/, search::Arrival arrival) {
    const auto key = key_of(arrival.from);
    return {reinterpret_cast<const char*>(key.data()), key.size()};
}

// Arrivals name where a step comes from, so the path is these vertices and the goal.
std::optional<view::Certificate> GraphSpace::replay(std::span<const search::Arrival> path) {
    view::Certificate certificate;
    for (std::size_t step = 0; step < path.size(); ++step) {
        const int from = path[step].from;
        const int to = step + 1 < path.size() ? path[step + 1].from : vertices() - 1;
        int cheapest = search::kDead;
        for (const Edge& edge : edges_[at(from)]) {
            cheapest = edge.to == to ? std::min(cheapest, edge.cost) : cheapest;
        }
        if (cheapest == search::kDead || (step == 0 && from != 0)) {
            return std::nullopt;
        }
        certificate.cost += cheapest;
        certificate.moves += std::to_string(from) + ' ';
    }
    return path.empty() && vertices() > 1 ? std::nullopt : std::optional(certificate);
}

}  // namespace kura::cluster::sim
