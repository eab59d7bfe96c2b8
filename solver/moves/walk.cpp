#include "solver/moves/walk.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace kura::moves {
namespace {

using board::Board;
using board::Direction;
using board::kNoSquare;
using board::Square;
using board::SquareSet;

bool is_legal_push(const Board& board, const SquareSet& boxes, const Step& push) {
    return push.from < board.square_count() && push.side < 4 && boxes.contains(push.from) &&
           push.to == board.neighbour(push.from, board::opposite(push.side)) &&
           push.to != kNoSquare && !boxes.contains(push.to) &&
           board.neighbour(push.from, push.side) != kNoSquare;
}

}  // namespace

std::optional<std::string> walk_between(const Board& board, const SquareSet& boxes, Square from,
                                        Square to) {
    if (boxes.contains(from) || boxes.contains(to)) {
        return std::nullopt;
    }
    std::array<Direction, base::kSquaresMax> arrived;  // by which step a seen square was reached
    std::array<Square, base::kSquaresMax> queue;
    SquareSet seen(board.square_count());
    seen.insert(from);
    std::size_t tail = 0;
    queue[tail++] = from;
    for (std::size_t head = 0; head < tail && !seen.contains(to); ++head) {
        for (const Direction direction : board::kDirections) {
            const Square next = board.neighbour(queue[head], direction);
            if (next != kNoSquare && !boxes.contains(next) && !seen.contains(next)) {
                seen.insert(next);
                arrived[next] = direction;
                queue[tail++] = next;
            }
        }
    }
    if (!seen.contains(to)) {
        return std::nullopt;
    }
    std::string walk;
    for (Square at = to; at != from; at = board.neighbour(at, board::opposite(arrived[at]))) {
        walk.push_back(board::step_letter(arrived[at]));
    }
    std::reverse(walk.begin(), walk.end());
    return walk;
}

std::optional<std::string> lurd_of(const Board& board, const state::State& start,
                                   std::span<const Step> pushes) {
    state::State state = start;
    std::string lurd;
    for (const Step& push : pushes) {
        if (!is_legal_push(board, state.boxes, push)) {
            return std::nullopt;
        }
        const auto walk =
            walk_between(board, state.boxes, state.player, board.neighbour(push.from, push.side));
        if (!walk) {
            return std::nullopt;
        }
        lurd += *walk;
        lurd.push_back(board::push_letter(board::opposite(push.side)));
        apply(board, push, Side::forward, state);
    }
    return lurd;
}

}  // namespace kura::moves
