#include "solver/deadlock/hopeless_push.hpp"

#include "solver/board/push_graph.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kura::deadlock {

using board::Direction;
using board::Square;

HopelessPush::HopelessPush(const board::Board& board) : freeze_(board) {
    const board::PushGraph graph(board, board.no_squares());
    std::vector<std::uint16_t> to_goal(static_cast<std::size_t>(graph.vertex_count()));
    graph.distances_to(board.goals(), to_goal);
    for (const Direction direction : board::kDirections) {
        alone_[direction] = board.all_squares();
        board.live_set().for_each([&](Square to) {
            // After the push the player stands where the box was.
            const Square player = board.neighbour(to, board::opposite(direction));
            const board::Vertex vertex =
                player == board::kNoSquare ? board::kNoVertex : graph.vertex(to, player);
            if (vertex != board::kNoVertex && to_goal[vertex] != board::kFar) {
                alone_[direction].erase(to);
            }
        });
    }
}

}  // namespace kura::deadlock
