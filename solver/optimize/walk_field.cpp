#include "solver/optimize/walk_field.hpp"

#include <algorithm>

namespace kura::optimize {

WalkField::WalkField(const board::Board& board)
    : board_(board),
      steps_(static_cast<std::size_t>(board.square_count()), board::kFar),
      queue_(static_cast<std::size_t>(board.square_count())) {}

void WalkField::fill(const board::SquareSet& blocked, board::Square from) {
    std::fill(steps_.begin(), steps_.end(), board::kFar);
    std::size_t tail = 0;
    steps_[from] = 0;
    queue_[tail++] = from;
    for (std::size_t head = 0; head < tail; ++head) {
        const board::Square at = queue_[head];
        const auto next_steps = static_cast<std::uint16_t>(steps_[at] + 1);
        for (const board::Square next : board_.neighbours(at)) {
            if (next != board::kNoSquare && steps_[next] == board::kFar &&
                !blocked.contains(next)) {
                steps_[next] = next_steps;
                queue_[tail++] = next;
            }
        }
    }
}

}  // namespace kura::optimize
