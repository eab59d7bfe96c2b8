// Strong types for the numbers that nodes exchange: no implicit conversion, compared only with
// their own kind.
// Shape:    NodeId names one life of a process: a restarted process draws a new one, because it
//           has forgotten what it promised as a replica
//           Place names what survives a restart: the data folder. It draws partitions, and it is
//           what seeds are known by; a node without a folder draws a new one
//           Incarnation orders what a node says about itself; only the node itself raises it
//           Epoch numbers ownership: it rises whenever some partition changes its replicas
//           Generation numbers the re-openings of one job; a closed mark counts in its own only
// Threads:  plain values
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace kura::cluster {

// One template, so that every number has the same small set of operations; Tag keeps them apart.
template <typename Tag, typename Value>
struct Strong {
    Value value{};

    friend constexpr auto operator<=>(const Strong&, const Strong&) = default;
    [[nodiscard]] constexpr Strong next() const { return Strong{static_cast<Value>(value + 1)}; }
};

using NodeId = Strong<struct NodeIdTag, std::uint64_t>;
using Place = Strong<struct PlaceTag, std::uint64_t>;
using Incarnation = Strong<struct IncarnationTag, std::uint64_t>;
using Epoch = Strong<struct EpochTag, std::uint64_t>;
using Generation = Strong<struct GenerationTag, std::uint32_t>;
using PartitionId = Strong<struct PartitionIdTag, std::uint32_t>;
using JobId = Strong<struct JobIdTag, std::uint64_t>;
using Zone = Strong<struct ZoneTag, std::uint32_t>;

inline constexpr NodeId kNoNode{0};  // never drawn

}  // namespace kura::cluster

template <typename Tag, typename Value>
struct std::hash<kura::cluster::Strong<Tag, Value>> {
    std::size_t operator()(const kura::cluster::Strong<Tag, Value>& id) const noexcept {
        return std::hash<Value>{}(id.value);
    }
};
