#include "solver/bound/distance_table.hpp"

#include "solver/base/assert.hpp"

namespace kura::bound {

using board::Square;
using board::Vertex;

DistanceTable::DistanceTable(const board::Board& board, const board::PushGraph& graph,
                             moves::Side side)
    : graph_(graph) {
    const bool forward = side == moves::Side::forward;
    const std::vector<Square>& targets = forward ? board.goals() : board.boxes();
    const auto vertices = static_cast<std::size_t>(graph.vertex_count());
    target_count_ = static_cast<int>(targets.size());
    columns_ = (targets.size() + 7) / 8 * 8;
    const std::size_t never = vertices;  // the row that is all kFar
    KURA_ASSERT(never + 1 + targets.size() <= 0xFFFF, graph.vertex_count(), target_count_);
    entries_.assign((never + 1 + targets.size()) * columns_, board::kFar);
    stuck_row_.assign(static_cast<std::size_t>(board.square_count()),
                      static_cast<std::uint16_t>(never));

    std::vector<std::uint16_t> distance(vertices);
    for (std::size_t column = 0; column < targets.size(); ++column) {
        const Square target = targets[column];
        if (forward) {
            graph.distances_to(target, distance);
        } else {
            const Vertex start = graph.vertex(target, board.player());
            graph.distances_from({&start, 1}, distance);
        }
        std::uint16_t* entry = entries_.data() + column;
        for (const std::uint16_t pushes : distance) {
            *entry = pushes;
            entry += columns_;
        }
        const std::size_t own = never + 1 + column;
        entries_[own * columns_ + column] = 0;
        stuck_row_[target] = static_cast<std::uint16_t>(own);
    }
}

std::size_t DistanceTable::bytes() const {
    return (entries_.capacity() + stuck_row_.capacity()) * sizeof(std::uint16_t);
}

}  // namespace kura::bound
