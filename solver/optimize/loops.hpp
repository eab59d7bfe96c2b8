// Loops: a path that comes to the same state twice does without what lies between.
// Units:    pushes
// Soundness: equal states have the same continuations; make() checks the result again
// Threads:  pure function
#pragma once

#include "solver/optimize/solution_path.hpp"

#include <optional>

namespace kura::optimize {

// The path without its loops (same boxes, same region of the player), longest jumps first; nothing
// if it has none. It has fewer pushes, but may have more moves. Cost: one flood a push.
[[nodiscard]] std::optional<SolutionPath> without_loops(const board::Board& board,
                                                        const SolutionPath& path);

}  // namespace kura::optimize
