#include "solver/optimize/segment.hpp"

#include "solver/base/assert.hpp"

#include <algorithm>

namespace kura::optimize {
namespace {

using board::Board;
using board::kNoSquare;
using board::Square;
using board::SquareSet;

// Boxes that are neither free nor pushed in the window.
SquareSet still_boxes(const Board& board, const SolutionPath& path, const Window& window) {
    const std::vector<Square> positions = path.positions(board, window.begin);
    std::vector<bool> moves(positions.size());
    for (const Label label : window.free) {
        moves[label] = true;
    }
    for (int i = window.begin; i < window.end; ++i) {
        moves[path.label(i)] = true;
    }
    SquareSet still = board.no_squares();
    for (std::size_t label = 0; label < positions.size(); ++label) {
        if (!moves[label]) {
            still.insert(positions[label]);
        }
    }
    return still;
}

}  // namespace

Segment::Segment(const Board& board, const SolutionPath& path, const Window& window, bool walks)
    : squares_(static_cast<std::size_t>(board.square_count())),
      walls_(still_boxes(board, path, window)),
      graph_(board, walls_) {
    KURA_ASSERT(window.begin < window.end && !window.free.empty(), window.begin, window.end);
    read_path(board, path, window);
    find_distances();
    if (walks) {
        find_walks(board);
    }
}

void Segment::read_path(const Board& board, const SolutionPath& path, const Window& window) {
    const std::vector<Square> positions = path.positions(board, window.begin);
    std::vector<bool> is_free(positions.size());
    std::vector<Square> ends = positions;
    for (const Label label : window.free) {
        is_free[label] = true;
    }
    SquareSet held = board.no_squares();
    for (std::size_t label = 0; label < positions.size(); ++label) {
        if (!is_free[label]) {
            held.insert(positions[label]);
        }
    }
    held_.push_back(held);
    for (int i = window.begin; i < window.end; ++i) {
        const moves::Step& push = path.push(i);
        ends[path.label(i)] = push.to;
        if (!is_free[path.label(i)]) {
            held.erase(push.from);
            held.insert(push.to);
            scheduled_.push_back(push);
            held_.push_back(held);
        }
    }
    for (const Label label : window.free) {
        starts_.push_back(positions[label]);
        ends_.push_back(ends[label]);
    }
    player_ = path.player(window.begin);
    int last_walk = 0;
    if (window.end < path.size()) {
        final_stand_ = path.stand(board, window.end);
        last_walk = path.walk_before(window.end);
    }
    cost_.pushes = window.end - window.begin - scheduled_count();
    cost_.moves = path.moves_between(window.begin, window.end) + last_walk;
}

void Segment::find_distances() {
    const auto vertices = static_cast<std::size_t>(graph_.vertex_count());
    const std::size_t ends = ends_.size();
    columns_ = (ends + kColumnsStep - 1) / kColumnsStep * kColumnsStep;
    // A row a vertex, one for boxes that can't move, and one for each of these that is home.
    distances_.assign((vertices + 1 + ends) * columns_, board::kFar);
    stuck_row_.assign(squares_, static_cast<std::uint32_t>(vertices));
    std::vector<std::uint16_t> column(vertices);
    for (std::size_t j = 0; j < ends; ++j) {
        graph_.distances_to(ends_[j], column);
        for (std::size_t vertex = 0; vertex < vertices; ++vertex) {
            distances_[vertex * columns_ + j] = column[vertex];
        }
        stuck_row_[ends_[j]] = static_cast<std::uint32_t>(vertices + 1 + j);
        distances_[(vertices + 1 + j) * columns_ + j] = 0;
    }
}

void Segment::find_walks(const Board& board) {
    const auto count = static_cast<std::size_t>(scheduled_count());
    walks_.assign((count + 1) * squares_, 0);
    moves_after_.assign(count + 1, 0);
    WalkField field(board);
    for (std::size_t t = count + 1; t-- > 0;) {
        const Square stand =
            t < count ? board.neighbour(scheduled_[t].from, scheduled_[t].side) : final_stand_;
        if (stand == kNoSquare) {
            continue;
        }
        field.fill(walls_, stand);
        std::copy(field.steps().begin(), field.steps().end(),
                  walks_.begin() + static_cast<std::ptrdiff_t>(t * squares_));
        if (t < count) {
            const int next = moves_left(static_cast<int>(t) + 1, scheduled_[t].from);
            moves_after_[t] = std::min(1 + next, kNever);
        }
    }
}

}  // namespace kura::optimize
