// A 128-bit unsigned integer, where the compiler has one; -Wpedantic accepts it by this name only.
#pragma once

namespace kura::base {

__extension__ using Uint128 = unsigned __int128;

}  // namespace kura::base
