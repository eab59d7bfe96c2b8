// Segment: a stretch of a solution that may be played otherwise. Some boxes are free: they may go
// any way, at any time, and may end in each other's places. The others are held to their schedule:
// they make the pushes they make on the path, in that order. The player walks as it must.
// Shape:    a state of the segment is (scheduled pushes made, squares of the free boxes, player);
//           so a whole solution with one free box has some ten thousand states, with two a million
// Units:    pushes of free boxes only; moves, pushes included, with the walk to the push after the
//           segment
// Soundness: the bounds are lower bounds: boxes that the segment never moves are walls, all others
//           are taken away
// Threads:  immutable after construction
// Source:   ARCHITECTURE.md, "Shorter solutions"
#pragma once

#include "solver/board/push_graph.hpp"
#include "solver/optimize/solution_path.hpp"
#include "solver/optimize/walk_field.hpp"

#include <cstdint>
#include <vector>

namespace kura::optimize {

struct Window {
    int begin = 0;  // pushes begin..end-1 of the path
    int end = 0;
    std::vector<Label> free;  // ascending
};

class Segment {
  public:
    // walks: also prepare the bounds on moves. Requires: begin < end, free is not empty.
    Segment(const board::Board& board, const SolutionPath& path, const Window& window, bool walks);

    [[nodiscard]] int free_count() const { return static_cast<int>(starts_.size()); }
    [[nodiscard]] int scheduled_count() const { return static_cast<int>(scheduled_.size()); }
    [[nodiscard]] const moves::Step& scheduled(int t) const {
        return scheduled_[static_cast<std::size_t>(t)];
    }
    // The boxes that are not free after t scheduled pushes.
    [[nodiscard]] const board::SquareSet& held(int t) const {
        return held_[static_cast<std::size_t>(t)];
    }
    [[nodiscard]] const std::vector<board::Square>& starts() const { return starts_; }
    [[nodiscard]] board::Square player() const { return player_; }
    // Where the player must stand for the push after the segment; kNoSquare: anywhere.
    [[nodiscard]] board::Square final_stand() const { return final_stand_; }
    [[nodiscard]] Cost cost() const { return cost_; }  // as the path plays it

    // --- bounds ---
    // Distances of a free box to the squares where free boxes end, one column each.
    [[nodiscard]] const std::uint16_t* row(board::Square box, board::Square player) const {
        const board::Vertex vertex = graph_.vertex(box, player);
        return distances_.data() +
               columns_ * (vertex != board::kNoVertex ? vertex : stuck_row_[box]);
    }
    // At least so many moves from here on, if the player stands on `player` after t scheduled
    // pushes: pushes of free boxes happen on the way. Requires: walks.
    [[nodiscard]] int moves_left(int t, board::Square player) const {
        const std::uint16_t walk = walks_[static_cast<std::size_t>(t) * squares_ + player];
        return walk == board::kFar ? kNever : walk + moves_after_[static_cast<std::size_t>(t)];
    }
    static constexpr int kNever = 1 << 28;
    static constexpr std::size_t kColumnsStep = 8;

  private:
    void read_path(const board::Board& board, const SolutionPath& path, const Window& window);
    void find_distances();
    void find_walks(const board::Board& board);

    std::size_t squares_;
    std::vector<moves::Step> scheduled_;
    std::vector<board::SquareSet> held_;
    board::SquareSet walls_;  // boxes that stand still
    std::vector<board::Square> starts_;
    std::vector<board::Square> ends_;
    board::Square player_ = board::kNoSquare;
    board::Square final_stand_ = board::kNoSquare;
    Cost cost_;

    board::PushGraph graph_;
    std::size_t columns_ = 0;
    std::vector<std::uint16_t> distances_;
    std::vector<std::uint32_t> stuck_row_;
    std::vector<std::uint16_t> walks_;  // to the next stand, scheduled_count() + 1 rows
    std::vector<int> moves_after_;
};

}  // namespace kura::optimize
