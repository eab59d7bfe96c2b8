#include "solver/features/hotspots.hpp"

#include <bit>

namespace kura::features {

using board::Board;
using board::PushGraph;
using board::Square;
using board::SquareSet;
using board::Vertex;

namespace {

// Per goal: the squares from which a lone box can reach it, whatever the player's side.
std::vector<SquareSet> squares_that_reach(const Board& board, const SquareSet& walls) {
    const PushGraph graph(board, walls);
    std::vector<std::uint16_t> distances(static_cast<std::size_t>(graph.vertex_count()));
    std::vector<SquareSet> reaching;
    for (const Square goal : board.goals()) {
        SquareSet& squares = reaching.emplace_back(board.no_squares());
        if (walls.contains(goal)) {
            continue;
        }
        graph.distances_to(goal, distances);
        for (std::size_t vertex = 0; vertex < distances.size(); ++vertex) {
            if (distances[vertex] != board::kFar) {
                squares.insert(graph.square_of(static_cast<Vertex>(vertex)));
            }
        }
    }
    return reaching;
}

}  // namespace

Hotspots::Hotspots(const Board& board)
    : words_(static_cast<std::size_t>(board.words())),
      rows_(static_cast<std::size_t>(board.square_count()) * words_) {
    const auto squares = static_cast<std::uint64_t>(board.square_count());
    const std::uint64_t work = board.live_squares().size() * (squares * 4) * board.goals().size();
    if (work > kHotspotWorkMax) {
        return;
    }
    is_empty_ = false;
    SquareSet candidates = board.live_set();
    candidates -= board.goal_set();
    const std::vector<SquareSet> before = squares_that_reach(board, board.no_squares());
    candidates.for_each([&](Square blocker) {
        SquareSet wall = board.no_squares();
        wall.insert(blocker);
        const std::vector<SquareSet> after = squares_that_reach(board, wall);
        SquareSet hurt = board.no_squares();
        for (std::size_t goal = 0; goal < before.size(); ++goal) {
            SquareSet lost = before[goal];
            lost -= after[goal];
            hurt |= lost;
        }
        hurt &= candidates;
        hurt.erase(blocker);
        std::copy_n(hurt.data(), words_, rows_.data() + blocker * words_);
    });
}

void Hotspots::hurt_squares(const SquareSet& boxes, Square but, SquareSet& out) const {
    out.clear();
    boxes.for_each([&](Square box) {
        if (box == but) {
            return;
        }
        const std::uint64_t* row = hurt_by(box);
        for (std::size_t i = 0; i < words_; ++i) {
            out.data()[i] |= row[i];
        }
    });
}

int Hotspots::count(const SquareSet& boxes) const {
    SquareSet hurt = boxes;
    hurt_squares(boxes, board::kNoSquare, hurt);
    hurt &= boxes;
    return hurt.count();
}

}  // namespace kura::features
