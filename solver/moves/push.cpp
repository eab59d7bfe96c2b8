#include "solver/moves/push.hpp"

namespace kura::moves {

using board::Direction;
using board::Square;

void generate_steps(const board::Board& board, const board::SquareSet& boxes,
                    const board::SquareSet& region, Side side, std::vector<Step>& steps) {
    boxes.for_each([&](Square box) {
        const auto& around = board.neighbours(box);
        for (const Direction player_side : board::kDirections) {
            const Square player = around[player_side];
            if (player == board::kNoSquare || !region.contains(player)) {
                continue;
            }
            // Pushed, the box goes to the far side; pulled, it follows the player, who needs the
            // next square to step back to.
            const Square to = side == Side::forward ? around[board::opposite(player_side)] : player;
            const Square needed = side == Side::forward ? to : board.neighbour(player, player_side);
            if (needed != board::kNoSquare && !boxes.contains(needed)) {
                steps.push_back({box, to, player_side});
            }
        }
    });
}

void apply(const board::Board& board, const Step& step, Side side, state::State& state) {
    state.boxes.erase(step.from);
    state.boxes.insert(step.to);
    state.player = player_after(board, step, side);
}

}  // namespace kura::moves
