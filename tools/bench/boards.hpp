// Boards for the benchmarks: fixed, so that figures of two days compare, and built in, so that
// nothing has to be installed.
// Shape:    small_boards(): ten of Microban's size, from our own generator, picked by hand for
//           more than 10,000 states that no rule drops; wide_board(): one with some million states
// Threads:  any; built anew at each call
#pragma once

#include "puzzles/level/level.hpp"

#include <vector>

namespace kura::bench {

[[nodiscard]] std::vector<puzzles::Level> small_boards();  // 30 to 41 squares, 4 to 6 boxes
[[nodiscard]] puzzles::Level wide_board();                 // some million states, all told
[[nodiscard]] puzzles::Level narrow_board();               // some thousand states, for --quick
[[nodiscard]] puzzles::Level one_box_board();

}  // namespace kura::bench
