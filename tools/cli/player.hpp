// Player: a solution as a moving picture on the terminal's second screen.
// Invariants: cursor and screen are as before when play() returns, and when a second signal ends
//           the program
// Threads:  the main thread; the first signal stops the show
#pragma once

#include "puzzles/level/level.hpp"

#include <string>

namespace kura::cli {

// Requires: stdout is a terminal; puzzles::verify accepts lurd for the level.
void play(const puzzles::Level& level, const std::string& lurd, double steps_per_second);

}  // namespace kura::cli
