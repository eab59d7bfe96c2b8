// Macro moves: one box goes anywhere it can while all others stand still, the player walking freely
// between its pushes (or pulls). The unit of feature-space search.
// Shape:    one move per destination and per part of the board the player may be left in; coming
//           back to its own square counts if the player is then in another part
// Units:    pushes: fewest single steps; distances of single steps fit 16 bits
// Invariants: generate() gives exactly the states that repeated single steps of one box give
// Threads:  a generator is a workspace, one owner; the functions are pure
// Source:   depth-first search and low points (Tarjan 1972): one pass per box tells for every
//           square which of its sides stay joined with the box on it
#pragma once

#include "solver/moves/push.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace kura::moves {

// How many moves of a position a search by guidance looks at: all there are on boards of usual size
// (some hundreds), few enough on the largest to keep one position below a tenth of a second.
constexpr std::size_t guided_moves_max(int squares) {
    return 16'000'000 / static_cast<std::size_t>(squares < 1 ? 1 : squares);
}

struct MacroMove {
    board::Square from = board::kNoSquare;
    board::Square to = board::kNoSquare;
    board::Direction first_side = 0;  // the player's side of `from` before the first step
    board::Direction last_side = 0;   // the player's side of `to` after the last step
    std::uint16_t pushes = 0;
    std::int16_t regions_change = 0;  // of the number of connected free areas of the board

    friend bool operator==(const MacroMove&, const MacroMove&) = default;
};

class MacroGenerator {
  public:
    explicit MacroGenerator(const board::Board& board);

    // Appends all macro moves with the player in `region`; squares outside `legal` are neither
    // ends nor stops on the way. Boxes ascend; the moves of a box come with pushes ascending.
    // Boxes that come when `moves` has moves_max entries are left out.
    // Cost: O(squares) per box that can move, about 5 ns a square.
    void generate(const board::SquareSet& boxes, const board::SquareSet& region, Side side,
                  const board::SquareSet& legal, std::vector<MacroMove>& moves,
                  std::size_t moves_max = SIZE_MAX);

    // The single steps of a macro move, as few as there can be, from the state before it.
    // `player_after` is any square of the player's region afterwards.
    // Ensures: empty if there is no such move.
    std::vector<Step> expand(const state::State& before, board::Square from, board::Square to,
                             board::Square player_after, Side side);

  private:
    struct Stop {  // the box on a square, the player at one of its joined sides
        board::Square square;
        board::Direction first_side;
        board::Direction arrival_side;
        std::uint8_t sides;  // bits of the sides the player can walk to
        std::uint16_t pushes;
        std::uint16_t before;  // index of the stop it came from
    };

    static constexpr std::uint16_t kBlocked = 0xFFFF;

    [[nodiscard]] bool is_open(board::Square square) const { return order_[square] != kBlocked; }
    bool can_step(board::Square square, board::Direction at, Side side,
                  const board::SquareSet& legal) const;
    void search_depth_first(const board::SquareSet& boxes, board::Square box);
    std::uint8_t joined_sides(board::Square square, board::Direction at) const;
    [[nodiscard]] int parts_around(board::Square square) const;
    [[nodiscard]] std::uint16_t part_of(board::Square square, board::Square neighbour) const;
    void find_stops(const board::SquareSet& boxes, board::Square box, std::uint8_t start_sides,
                    Side side, const board::SquareSet& legal);
    [[nodiscard]] std::uint8_t sides_in(const board::SquareSet& region, board::Square box) const;

    const board::Board& board_;
    board::Square wall_;  // stands for every wall, so that tables need no test for it
    std::vector<std::array<board::Square, 4>> around_;
    std::vector<std::uint16_t> order_;  // when first seen, from 1; 0 unseen
    std::vector<std::uint16_t> low_;
    std::vector<std::uint16_t> last_;  // highest order in the subtree
    std::vector<board::Square> parent_;
    std::vector<board::Square> stack_;
    std::vector<std::uint8_t> next_side_;
    std::vector<std::uint8_t> seen_sides_;
    std::vector<Stop> stops_;
};

// As MacroGenerator::expand, for callers with a move at hand. Cost: builds a generator.
std::vector<Step> expand_macro(const board::Board& board, const state::State& before,
                               const MacroMove& move, Side side);

// The state after a macro move, the player where it ends, not normalised.
void apply(const board::Board& board, const MacroMove& move, state::State& state);

}  // namespace kura::moves
