#include "solver/features/reach.hpp"

#include <algorithm>

namespace kura::features {

using board::Board;
using board::PushGraph;
using board::Square;
using board::SquareSet;
using board::Vertex;

SquareSet pushed_squares(const Board& board, const PushGraph& graph, Square from) {
    SquareSet squares = board.no_squares();
    std::vector<bool> seen(static_cast<std::size_t>(graph.vertex_count()));
    std::vector<Vertex> queue;
    for (int i = 0; i < graph.vertex_count_of(from); ++i) {
        queue.push_back(static_cast<Vertex>(graph.first_vertex(from) + i));
        seen[queue.back()] = true;
    }
    for (std::size_t head = 0; head < queue.size(); ++head) {
        squares.insert(graph.square_of(queue[head]));
        for (const board::Direction direction : board::kDirections) {
            const Vertex next = graph.pushed(queue[head], direction);
            if (next != board::kNoVertex && !seen[next]) {
                seen[next] = true;
                queue.push_back(next);
            }
        }
    }
    return squares;
}

Reach::Reach(const Board& board)
    : board_(board),
      graph_(board, board.no_squares()),
      walks_(static_cast<std::size_t>(board.square_count())),
      pushes_(static_cast<std::size_t>(board.square_count())),
      pulls_from_goal_(static_cast<std::size_t>(board.square_count()), board::kFar) {
    std::vector<std::uint16_t> distances(static_cast<std::size_t>(graph_.vertex_count()));
    for (const Square goal : board.goals()) {
        graph_.distances_to(goal, distances);
        for (std::size_t vertex = 0; vertex < distances.size(); ++vertex) {
            std::uint16_t& best = pulls_from_goal_[graph_.square_of(static_cast<Vertex>(vertex))];
            best = std::min(best, distances[vertex]);
        }
    }
}

const std::vector<std::uint16_t>& Reach::walks_from(Square from) {
    std::vector<std::uint16_t>& steps = walks_[from];
    if (!steps.empty()) {
        return steps;
    }
    steps.assign(walks_.size(), board::kFar);
    std::vector<Square> queue{from};
    steps[from] = 0;
    for (std::size_t head = 0; head < queue.size(); ++head) {
        for (const Square next : board_.neighbours(queue[head])) {
            if (next != board::kNoSquare && steps[next] == board::kFar) {
                steps[next] = static_cast<std::uint16_t>(steps[queue[head]] + 1);
                queue.push_back(next);
            }
        }
    }
    return steps;
}

const SquareSet& Reach::pushes_from(Square from) {
    SquareSet& squares = pushes_[from];
    if (squares.words() == 0) {
        squares = pushed_squares(board_, graph_, from);
    }
    return squares;
}

}  // namespace kura::features
