#include "solver/deadlock/two_by_two.hpp"

#include <array>

namespace kura::deadlock {

bool makes_two_by_two(const board::Board& board, const board::SquareSet& boxes,
                      board::Square moved) {
    const auto& ring = board.ring(moved);
    const auto is_filled = [&](unsigned i) {
        return ring[i & 7] == board::kNoSquare || boxes.contains(ring[i & 7]);
    };
    const auto is_box_off_goal = [&](unsigned i) {
        return ring[i & 7] != board::kNoSquare && !board.is_goal(ring[i & 7]);
    };
    const std::array<bool, 4> side{is_filled(0), is_filled(2), is_filled(4), is_filled(6)};
    if (!(side[0] || side[2]) || !(side[1] || side[3])) {
        return false;  // the usual answer
    }
    for (unsigned i = 0; i < 4; ++i) {
        const unsigned at = 2 * i;
        if (side[i] && side[(i + 1) & 3] && is_filled(at + 1) &&
            (!board.is_goal(moved) || is_box_off_goal(at) || is_box_off_goal(at + 1) ||
             is_box_off_goal(at + 2))) {
            return true;
        }
    }
    return false;
}

}  // namespace kura::deadlock
