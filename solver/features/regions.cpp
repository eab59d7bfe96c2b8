#include "solver/features/regions.hpp"

namespace kura::features {

int count_regions(const board::Board& board, const board::SquareSet& boxes) {
    board::SquareSet left = board.all_squares();
    left -= boxes;
    board::SquareSet region = board.no_squares();
    int count = 0;
    for (; !left.empty(); ++count) {
        state::flood(board, boxes, left.first(), region);
        left -= region;
    }
    return count;
}

}  // namespace kura::features
