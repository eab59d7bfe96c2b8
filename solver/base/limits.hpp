// What the solver accepts. Everything from outside is checked against these before it is allocated.
#pragma once

#include <cstddef>

namespace kura::base {

inline constexpr int kBoardSideMax = 64;  // rows and columns of a puzzle
inline constexpr int kSquaresMax = (kBoardSideMax - 2) * (kBoardSideMax - 2);  // inside the border
inline constexpr int kBoxesMax = 300;
inline constexpr int kThreadsMax = 256;
inline constexpr int kPushesMax = (1 << 20) - 2;  // a visited word gives a cost 20 bits

}  // namespace kura::base
