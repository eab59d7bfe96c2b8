// Part check: a known solution through the tests that look at parts of a position: settled boxes,
// endgames, rooms, wide corrals, learned patterns. They remember from one position to the next, so
// the whole line goes through one set of them, as a search's positions do.
// Errors:   each finding is given to the caller: the detector's name and the position's number
#pragma once

#include "solver/base/memory_budget.hpp"
#include "solver/board/board.hpp"
#include "tests/replay/check/line_of_play.hpp"

#include <cstddef>
#include <functional>

namespace kura::replay {

using Found = std::function<void(const char* detector, std::size_t at)>;

// `positions`: limit of each small search. Calls `found` for everything that is wrong.
void check_parts(const board::Board& board, const LineOfPlay& line, base::MemoryBudget& budget,
                 std::uint32_t positions, const Found& found);

}  // namespace kura::replay
