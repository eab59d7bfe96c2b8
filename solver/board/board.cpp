#include "solver/board/board.hpp"

#include "solver/board/normalise.hpp"
#include "solver/board/push_graph.hpp"

#include <cstddef>

namespace kura::board {

base::Result<Board> Board::make(const puzzles::Level& level, BoardOptions options) {
    const base::Result<Grid> grid = normalised_grid(level, options.simplify);
    if (!grid) {
        return tl::unexpected(grid.error());
    }
    Board board;
    board.options_ = options;
    board.number_squares(*grid);
    board.find_live_squares();
    return board;
}

void Board::number_squares(const std::vector<std::vector<char>>& grid) {
    const std::size_t rows = grid.size();
    const std::size_t columns = grid.front().size();
    std::vector<std::vector<Square>> number(rows + 2, std::vector<Square>(columns + 2, kNoSquare));
    Square squares = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t column = 0; column < columns; ++column) {
            if (grid[row][column] != '#') {
                number[row + 1][column + 1] = squares++;
            }
        }
    }
    words_ = (squares + 63) / 64;
    neighbour_masks_.assign(static_cast<std::size_t>(squares) * static_cast<std::size_t>(words_),
                            0);
    all_squares_ = goal_set_ = box_set_ = live_set_ = SquareSet(squares);
    for (std::size_t row = 1; row <= rows; ++row) {
        for (std::size_t column = 1; column <= columns; ++column) {
            const Square square = number[row][column];
            if (square == kNoSquare) {
                continue;
            }
            const auto& above = number[row - 1];
            const auto& here = number[row];
            const auto& below = number[row + 1];
            const std::size_t right = column + 1;
            const std::size_t left = column - 1;
            rings_.push_back({above[column], above[right], here[right], below[right], below[column],
                              below[left], here[left], above[left]});
            neighbours_.push_back({above[column], here[right], below[column], here[left]});
            for (const Square next : neighbours_.back()) {
                if (next != kNoSquare) {
                    neighbour_masks_[static_cast<std::size_t>(square) *
                                         static_cast<std::size_t>(words_) +
                                     next / 64] |= std::uint64_t{1} << (next % 64);
                }
            }
            where_.push_back({static_cast<int>(row) - 1, static_cast<int>(column) - 1});
            all_squares_.insert(square);
            const char c = grid[row - 1][column - 1];
            if (c == '.' || c == '*' || c == '+') {
                goals_.push_back(square);
                goal_set_.insert(square);
            }
            if (c == '$' || c == '*') {
                boxes_.push_back(square);
                box_set_.insert(square);
            }
            if (c == '@' || c == '+') {
                player_ = square;
            }
        }
    }
}

void Board::find_live_squares() {
    const PushGraph graph(*this, no_squares());
    const std::vector<bool> to_goal = graph.reaches(goal_set_);
    std::vector<std::uint16_t> from_start(to_goal.size());
    std::vector<Vertex> starts;
    for (const Square box : boxes_) {
        starts.push_back(graph.vertex(box, player_));
    }
    graph.distances_from(starts, from_start);
    live_index_.assign(static_cast<std::size_t>(square_count()), -1);
    for (Square square = 0; square < square_count(); ++square) {
        bool live = !options_.live_only;
        for (int i = 0; i < graph.vertex_count_of(square); ++i) {
            const std::size_t vertex = graph.first_vertex(square) + static_cast<std::size_t>(i);
            live = live || (to_goal[vertex] && from_start[vertex] != kFar);
        }
        if (live) {
            live_set_.insert(square);
            live_index_[square] = static_cast<int>(live_squares_.size());
            live_squares_.push_back(square);
        }
    }
}

}  // namespace kura::board
