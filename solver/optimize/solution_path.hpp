// Solution path: the pushes of a solution, with who was pushed and how far the player walked.
// Shape:    push i leads from state i to state i + 1; boxes keep the label they had at the start
//           (their place in Board::boxes()); walks between pushes are the shortest ones
// Units:    pushes; moves, pushes included
// Invariants: legal from the board's start and ends with every box on a goal
// Threads:  immutable after construction
// Errors:   make() gives nothing for pushes that are illegal or solve nothing
// Source:   ARCHITECTURE.md, "Shorter solutions"
#pragma once

#include "solver/moves/push.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace kura::optimize {

using Label = std::uint16_t;

enum class Objective { pushes, moves };

struct Cost {
    int pushes = 0;
    int moves = 0;

    // One number to compare by: what counts first, then the other.
    [[nodiscard]] std::uint64_t rank(Objective objective) const {
        const auto high =
            static_cast<std::uint32_t>(objective == Objective::pushes ? pushes : moves);
        const auto low =
            static_cast<std::uint32_t>(objective == Objective::pushes ? moves : pushes);
        return std::uint64_t{high} << 32 | low;
    }
    friend bool operator==(const Cost&, const Cost&) = default;
};

class SolutionPath {
  public:
    [[nodiscard]] static std::optional<SolutionPath> make(const board::Board& board,
                                                          std::vector<moves::Step> pushes);
    // From a solution's text as puzzles::verify writes it: capitals push.
    [[nodiscard]] static std::optional<SolutionPath> from_lurd(const board::Board& board,
                                                               std::string_view canonical);

    [[nodiscard]] int size() const { return static_cast<int>(pushes_.size()); }
    [[nodiscard]] const std::vector<moves::Step>& pushes() const { return pushes_; }
    [[nodiscard]] const moves::Step& push(int i) const {
        return pushes_[static_cast<std::size_t>(i)];
    }
    [[nodiscard]] Label label(int i) const { return labels_[static_cast<std::size_t>(i)]; }
    // Where the player stands in state i, and where it must stand for push i.
    [[nodiscard]] board::Square player(int i) const {
        return i == 0 ? start_ : pushes_[static_cast<std::size_t>(i) - 1].from;
    }
    [[nodiscard]] board::Square stand(const board::Board& board, int i) const {
        return board.neighbour(push(i).from, push(i).side);
    }
    // Moves of the pushes begin..end-1 with the walks before them.
    [[nodiscard]] int moves_between(int begin, int end) const {
        return moves_before_[static_cast<std::size_t>(end)] -
               moves_before_[static_cast<std::size_t>(begin)];
    }
    [[nodiscard]] int walk_before(int i) const { return moves_between(i, i + 1) - 1; }
    [[nodiscard]] Cost cost() const { return {size(), moves_before_.back()}; }

    // Where each box stands in state i, by label. Cost: O(i).
    [[nodiscard]] std::vector<board::Square> positions(const board::Board& board, int i) const;

    // The same path with pushes begin..end-1 replaced; nothing if that is no solution.
    [[nodiscard]] std::optional<SolutionPath> spliced(const board::Board& board, int begin, int end,
                                                      const std::vector<moves::Step>& middle) const;

  private:
    SolutionPath() = default;

    board::Square start_ = board::kNoSquare;
    std::vector<moves::Step> pushes_;
    std::vector<Label> labels_;
    std::vector<int> moves_before_;  // size() + 1 of them
};

}  // namespace kura::optimize
