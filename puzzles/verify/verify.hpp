// Verify: an independent replay of a solution on the rows of a level. It shares nothing with the
// solver but the level's text, so it can judge it.
// Shape:    moves in, the state they end in and their statistics out
// Units:    moves, pushes; positions in the solution are 0-based
// Invariants: solved implies error is empty, and then every statistic counts the whole solution
// Threads:  a pure function
// Errors:   in the result; never thrown
//
// Statistics, as solution databases use them. Box lines: maximal runs of pushes of one box in one
// direction; moves between such pushes do not end a line. Box changes: how often a push moves
// another box than the push before (the first push counts). Pushing sessions: maximal runs of
// pushes without a move between them. Player lines: maximal runs of steps in one direction.
#pragma once

#include "puzzles/level/level.hpp"

#include <string>
#include <string_view>

namespace kura::puzzles {

struct Verification {
    bool solved = false;
    std::string error;      // why not, in one line; empty when solved
    int error_at = -1;      // the move that can't be made; for text that is not LURD, its offset
    std::string canonical;  // the moves made, capitals where a box was pushed
    int pushes = 0;
    int moves = 0;  // pushes included
    int box_lines = 0;
    int box_changes = 0;
    int pushing_sessions = 0;
    int player_lines = 0;
};

// Requires: nothing; lurd may have any case, counts, groups and white space.
// Cost: O(board + moves).
[[nodiscard]] Verification verify(const Level& level, std::string_view lurd);

}  // namespace kura::puzzles
