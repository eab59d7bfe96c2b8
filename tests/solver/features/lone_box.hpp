// A lone box on a board, searched step by step: the judge of all tables about lone boxes.
// Units: pushes; kFar where there is no way
#pragma once

#include "solver/board/board.hpp"
#include "solver/board/push_graph.hpp"

#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

namespace kura::testing {

// Fewest pushes of a lone box from `from` to every square, the player beside it wherever it likes
// at the start. Squares of `walls` are walls. By single steps of player and box.
inline std::vector<std::uint16_t> lone_box_pushes(const board::Board& board, board::Square from,
                                                  const board::SquareSet& walls) {
    using board::Square;
    const auto squares = static_cast<std::size_t>(board.square_count());
    std::vector<std::uint16_t> pushes(squares, board::kFar);
    if (walls.contains(from)) {
        return pushes;
    }
    std::vector<std::uint16_t> cost(squares * squares, board::kFar);  // box * squares + player
    std::deque<std::pair<Square, Square>> queue;
    const auto visit = [&](Square box, Square player, std::uint16_t at, bool is_push) {
        std::uint16_t& best = cost[box * squares + player];
        if (at >= best) {
            return;
        }
        best = at;
        is_push ? queue.emplace_back(box, player) : queue.emplace_front(box, player);
    };
    const auto is_free = [&](Square square) {
        return square != board::kNoSquare && !walls.contains(square);
    };
    for (const Square player : board.neighbours(from)) {
        if (is_free(player)) {
            visit(from, player, 0, false);
        }
    }
    pushes[from] = 0;
    while (!queue.empty()) {
        const auto [box, player] = queue.front();
        queue.pop_front();
        const std::uint16_t at = cost[box * squares + player];
        pushes[box] = std::min(pushes[box], at);
        for (const board::Direction direction : board::kDirections) {
            const Square next = board.neighbour(player, direction);
            if (!is_free(next)) {
                continue;
            }
            if (next != box) {
                visit(box, next, at, false);
            } else if (const Square to = board.neighbour(box, direction); is_free(to)) {
                visit(to, box, static_cast<std::uint16_t>(at + 1), true);
            }
        }
    }
    return pushes;
}

}  // namespace kura::testing
