// Replay check: a known solution, push by push, through every detector and bound of the solver.
// Every position of a solution is solvable, so a detector that fires on one of them is wrong, and
// so is a bound above the pushes that are left. Useless pushes don't matter: what comes after them
// still solves the puzzle.
// Shape:    forward from the start, then backward from the solved position by pulls
// Units:    positions; a finding's `at` is the number of pushes played before it
// Threads:  any, one check each
// Errors:   `problem` if the level or the solution can't be replayed at all
#pragma once

#include "puzzles/level/level.hpp"
#include "tests/replay/check/line_of_play.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kura::replay {

struct Options {
    // Limit of the corral searches; the engine's own is 50 at first, more for what comes up often.
    std::uint32_t corral_positions = 1000;
    bool simplify = true;  // the board without its dead ends and immovable boxes, as in the engine
};

struct Finding {
    std::string detector;  // what fired
    int at = 0;
    std::string picture;  // the position, one line a row
};

struct Report {
    std::uint64_t forward_states = 0;
    std::uint64_t backward_states = 0;
    std::uint64_t restricted = 0;  // positions where a PI-corral narrowed the pushes
    std::uint64_t frozen = 0;      // positions with frozen boxes
    std::vector<Finding> findings;
    std::string problem;

    [[nodiscard]] bool ok() const { return problem.empty() && findings.empty(); }
    Report& operator+=(const Report& other);
};

[[nodiscard]] Report check_solution(const puzzles::Level& level, std::string_view lurd,
                                    const Options& options = {});

// The same for a line of play on a board; it is taken as it is, so that tests can check the check.
[[nodiscard]] Report check_line(const board::Board& board, const LineOfPlay& line,
                                const Options& options = {});

}  // namespace kura::replay
