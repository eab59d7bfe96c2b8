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
    const auto vertices = static_cast<std::size_t>(graph.vertex_count());
    std::vector<bool> reaches_goal(vertices);
    std::vector<std::uint16_t> distance(vertices);
    for (const Square goal : board.goals()) {
        graph.distances_to(goal, distance);
        for (std::size_t v = 0; v < vertices; ++v) {
            reaches_goal[v] = reaches_goal[v] || distance[v] != board::kFar;
        }
    }
    for (const Direction direction : board::kDirections) {
        alone_[direction] = board.all_squares();
        board.live_set().for_each([&](Square to) {
            // After the push the player stands where the box was.
            const Square player = board.neighbour(to, board::opposite(direction));
            const board::Vertex vertex =
                player == board::kNoSquare ? board::kNoVertex : graph.vertex(to, player);
            if (vertex != board::kNoVertex && reaches_goal[vertex]) {
                alone_[direction].erase(to);
            }
        });
    }
}

}  // namespace kura::deadlock
