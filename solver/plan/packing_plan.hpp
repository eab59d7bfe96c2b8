// Packing plan: in which order the goals (and parking squares) are to be filled.
// Shape:    entries in order of play, one box of the plan each: it comes from a square (or from
//           somewhere in the sink where most boxes start) and goes to `to`; `until` is the later
//           entry that moves it on, kForEver if it stays. The first initial_count() entries are
//           boxes that stand in place at the start
// packed:   the longest prefix of the plan that the position is consistent with: a missing box
//           counts as there if the plan has already moved it on
// Out of plan: a box on a square from which no later place of the plan can be reached any more,
// once
//           the permanent places so far are filled. Zones are shifted forward in time: boxes must
//           leave before the step that seals them in
// Limits:   guidance only, never a pruning
// Threads:  immutable after construction, any
// Source:   packing plan and out-of-plan feature of Shoham and Schaeffer, "The FESS Algorithm"
#pragma once

#include "solver/board/push_graph.hpp"

#include <cstdint>
#include <vector>

namespace kura::plan {

inline constexpr int kForEver = -1;

struct PlanEntry {
    board::Square from = board::kNoSquare;  // kNoSquare: from the sink, or there from the start
    board::Square to = board::kNoSquare;
    int until = kForEver;

    friend bool operator==(const PlanEntry&, const PlanEntry&) = default;
};

class PackingPlan {
  public:
    // One box moves from a square (kNoSquare: the sink) to another.
    struct Transfer {
        board::Square from;
        board::Square to;
    };

    // initial: boxes of the plan that are in place before the first transfer.
    PackingPlan(const board::Board& board, const std::vector<board::Square>& initial,
                std::vector<Transfer> transfers);

    [[nodiscard]] const std::vector<PlanEntry>& entries() const { return entries_; }
    [[nodiscard]] int size() const { return static_cast<int>(entries_.size()); }
    [[nodiscard]] int initial_count() const { return initial_count_; }
    // All squares the plan speaks of: others change nothing in packed().
    [[nodiscard]] const board::SquareSet& squares() const { return squares_; }

    // Cost: O(entries).
    [[nodiscard]] int packed(const board::SquareSet& boxes) const;
    // The place to be filled next, kNoSquare at the end.
    [[nodiscard]] board::Square next_place(int packed) const {
        return packed < size() ? entries_[static_cast<std::size_t>(packed)].to : board::kNoSquare;
    }
    // The out-of-plan zone of a number of packed boxes.
    [[nodiscard]] const board::SquareSet& zone(int packed) const {
        return zones_[zone_of_[static_cast<std::size_t>(packed)]];
    }
    // Pushes a box needs to get from the zone to each square, parked boxes being walls.
    [[nodiscard]] const std::vector<std::uint16_t>& distance_from_zone(int packed) const {
        return zone_distances_[zone_of_[static_cast<std::size_t>(packed)]];
    }
    // The boxes of the plan after that many entries (those from the sink that are not yet placed
    // are left out).
    [[nodiscard]] const board::SquareSet& places(int packed) const {
        return places_[static_cast<std::size_t>(packed)];
    }

  private:
    void link();
    void find_zones(const board::Board& board);
    void find_places(const board::Board& board);

    std::vector<PlanEntry> entries_;
    int initial_count_ = 0;
    board::SquareSet squares_;
    std::vector<std::size_t> zone_of_;  // per number of packed boxes
    std::vector<board::SquareSet> zones_;
    std::vector<std::vector<std::uint16_t>> zone_distances_;
    std::vector<board::SquareSet> places_;
};

}  // namespace kura::plan
