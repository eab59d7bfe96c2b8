#include "solver/plan/sink_features.hpp"

#include "solver/plan/sink_score.hpp"

#include <algorithm>

namespace kura::plan {

using board::Board;
using board::PushGraph;
using board::Square;
using board::Vertex;

SinkFeatures::SinkFeatures(const Board& board, const board::Rooms& rooms,
                           const features::Reach& reach)
    : board_(board), rooms_(rooms), spread_(static_cast<std::size_t>(board.square_count()), 0) {
    const PushGraph& graph = reach.graph();
    std::vector<std::uint16_t> distances(static_cast<std::size_t>(graph.vertex_count()));
    std::vector<std::uint16_t> least(static_cast<std::size_t>(board.square_count()));
    for (const Square goal : board.goals()) {
        graph.distances_to(goal, distances);
        std::fill(least.begin(), least.end(), board::kFar);
        for (std::size_t vertex = 0; vertex < distances.size(); ++vertex) {
            std::uint16_t& best = least[graph.square_of(static_cast<Vertex>(vertex))];
            best = std::min(best, distances[vertex]);
        }
        for (std::size_t square = 0; square < least.size(); ++square) {
            spread_[square] += least[square] == board::kFar ? 0 : least[square];
        }
    }
}

std::uint64_t SinkFeatures::score_of(const board::SquareSet& boxes, int regions) const {
    SinkScore score{.boxes = boxes.count(),
                    .regions = regions,
                    .on_goals = 0,
                    .rooms = rooms_.connectivity(boxes),
                    .spread = 0};
    boxes.for_each([&](Square box) {
        score.on_goals += board_.is_goal(box) ? 1 : 0;
        score.spread += spread_[box];
    });
    return score.packed();
}

}  // namespace kura::plan
