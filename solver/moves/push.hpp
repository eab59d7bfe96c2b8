// Pushes and pulls: the single steps of a box, forward and backward.
// Shape:    a step names the box's squares before and after, and the side of `from` on which the
//           player stands before the step; so one record undoes pushes and pulls alike
// Threads:  pure functions
#pragma once

#include "solver/state/state.hpp"

#include <vector>

namespace kura::moves {

enum class Side : std::uint8_t { forward = 0, backward = 1 };  // pushes, or pulls from the goals

struct Step {
    board::Square from = board::kNoSquare;
    board::Square to = board::kNoSquare;
    board::Direction side = 0;  // the player stands on neighbour(from, side) before the step

    friend bool operator==(const Step&, const Step&) = default;
};

// Where the player stands after a single step (not a macro): a push leaves it on `from`, a pull
// one square beyond `to`.
inline board::Square player_after(const board::Board& board, const Step& step, Side side) {
    return side == Side::forward ? step.from : board.neighbour(step.to, step.side);
}

// All pushes (or pulls) of single boxes that the rules allow with the player in `region`; dead
// squares are not considered. Appends to `steps` in ascending order of box, then direction.
// Cost: O(boxes).
void generate_steps(const board::Board& board, const board::SquareSet& boxes,
                    const board::SquareSet& region, Side side, std::vector<Step>& steps);

// Applies a single step; the player is left where the step ends, not normalised.
void apply(const board::Board& board, const Step& step, Side side, state::State& state);

}  // namespace kura::moves
