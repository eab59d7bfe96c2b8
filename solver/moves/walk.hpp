// Walks: the player's steps between pushes, and the full text of a solution.
// Shape:    LURD text on the board's own squares: small letters walk, capitals push
// Invariants: the pushes are kept in their order; each walk between two of them is a shortest one,
//           so the text is as short as it can be for these pushes
// Threads:  pure functions
// Errors:   a push that the rules forbid where it comes gives nothing
#pragma once

#include "solver/moves/push.hpp"

#include <optional>
#include <span>
#include <string>

namespace kura::moves {

// The shortest walk from square to square with the boxes standing still, as small letters.
// Ensures: nothing if there is none. Cost: O(squares).
std::optional<std::string> walk_between(const board::Board& board, const board::SquareSet& boxes,
                                        board::Square from, board::Square to);

// The whole text of a sequence of single pushes. Requires: start.player is where the player really
// stands, not its normalised place. Cost: O(squares) a push at most.
std::optional<std::string> lurd_of(const board::Board& board, const state::State& start,
                                   std::span<const Step> pushes);

}  // namespace kura::moves
