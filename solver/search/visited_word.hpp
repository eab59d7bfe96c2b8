// Visited word: the one 64-bit value stored beside a key. Its unsigned order is the order in which
// copies merge (max), so tables, shards and replicas agree without asking each other.
// Shape, high bits first:
//   optimal lanes:     20 bits cost limit - cost | 8 closed generation | 26 arrival | 10 unused
//   satisficing lanes:  1 bit closed | 20 cost limit - cost | 26 arrival | 17 unused
// Optimal: a smaller cost beats a closed mark, so it re-opens the state by itself. Satisficing: a
// closed state stays closed. Open is not stored: it is "not closed".
// Units:    cost in pushes or moves, 0..base::kPushesMax
// Invariants: a word is never 0
// Source:   ARCHITECTURE.md, "Visited records"
#pragma once

#include "solver/base/limits.hpp"
#include "solver/board/square.hpp"

#include <cstdint>

namespace kura::search {

enum class LaneOrder : std::uint8_t { optimal, satisficing };

// How a state was reached: 12 bits each of two squares, and a side. For normalised states `from`
// and `to` are the box's squares (moves::Step); for exact-player states `from` is the player's
// square in the predecessor and `to` the box's square after the push.
struct Arrival {
    board::Square from = kRootSquare;
    board::Square to = kRootSquare;
    board::Direction side = 0;

    static constexpr board::Square kRootSquare = 0xFFF;
    [[nodiscard]] bool is_root() const { return to == kRootSquare; }
    friend bool operator==(const Arrival&, const Arrival&) = default;
};
static_assert(base::kSquaresMax < Arrival::kRootSquare);

namespace word_layout {
inline constexpr std::uint64_t kCostLimit = (1U << 20) - 1;
static_assert(base::kPushesMax < kCostLimit);
inline constexpr int kCostShift[2] = {44, 43};
inline constexpr int kArrivalShift[2] = {10, 17};
inline constexpr std::uint64_t kClosedMark[2] = {std::uint64_t{1} << 36, std::uint64_t{1} << 63};
}  // namespace word_layout

constexpr std::uint64_t make_word(LaneOrder order, int cost, Arrival arrival) {
    const auto lane = static_cast<unsigned>(order);
    const std::uint64_t move =
        (std::uint64_t{arrival.from} << 14) | (std::uint64_t{arrival.to} << 2) | arrival.side;
    return ((word_layout::kCostLimit - static_cast<std::uint64_t>(cost))
            << word_layout::kCostShift[lane]) |
           (move << word_layout::kArrivalShift[lane]);
}

constexpr int word_cost(LaneOrder order, std::uint64_t word) {
    const auto lane = static_cast<unsigned>(order);
    return static_cast<int>(word_layout::kCostLimit -
                            ((word >> word_layout::kCostShift[lane]) & word_layout::kCostLimit));
}

constexpr Arrival word_arrival(LaneOrder order, std::uint64_t word) {
    const std::uint64_t move = word >> word_layout::kArrivalShift[static_cast<unsigned>(order)];
    return {static_cast<board::Square>((move >> 14) & 0xFFF),
            static_cast<board::Square>((move >> 2) & 0xFFF),
            static_cast<board::Direction>(move & 3)};
}

// The same record, marked as expanded. Requires: the word is open.
constexpr std::uint64_t closed(LaneOrder order, std::uint64_t word) {
    return word | word_layout::kClosedMark[static_cast<unsigned>(order)];
}

constexpr bool is_closed(LaneOrder order, std::uint64_t word) {
    return order == LaneOrder::optimal ? ((word >> 36) & 0xFF) != 0 : (word >> 63) != 0;
}

}  // namespace kura::search
