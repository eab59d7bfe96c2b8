#include "solver/deadlock/hopeless_push.hpp"

#include "solver/board/push_graph.hpp"

#include <cstddef>
#include <vector>

namespace kura::deadlock {

using board::Board;
using board::Direction;
using board::Square;
using board::SquareSet;

HopelessPush::HopelessPush(const Board& board, const SquareSet& walls)
    : live_(board.no_squares()), freeze_(board) {
    const board::PushGraph graph(board, walls);
    SquareSet goals = board.goal_set();
    goals -= walls;
    const std::vector<bool> reaches_goal = graph.reaches(goals);
    for (std::size_t v = 0; v < reaches_goal.size(); ++v) {
        if (reaches_goal[v]) {
            live_.insert(graph.square_of(static_cast<board::Vertex>(v)));
        }
    }
    live_ &= board.live_set();
    for (const Direction direction : board::kDirections) {
        alone_[direction] = board.all_squares();
        live_.for_each([&](Square to) {
            // After the push the player stands where the box was.
            const Square player = board.neighbour(to, board::opposite(direction));
            const board::Vertex vertex = player == board::kNoSquare || walls.contains(player)
                                             ? board::kNoVertex
                                             : graph.vertex(to, player);
            if (vertex != board::kNoVertex && reaches_goal[vertex]) {
                alone_[direction].erase(to);
            }
        });
    }
    if (!walls.empty()) {
        freeze_ = FreezeTest(board, walls, alone_);
    }
}

}  // namespace kura::deadlock
