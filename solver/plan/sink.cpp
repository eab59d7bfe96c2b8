#include "solver/plan/sink.hpp"

#include "solver/state/state.hpp"

#include <cstdint>

namespace kura::plan {

using board::kNoSquare;
using board::PushGraph;
using board::Square;
using board::SquareSet;

namespace {

constexpr std::uint16_t kOtherRoomSteps = 6;  // so far apart, two squares count as two rooms

}  // namespace

Sink::Sink(const board::Board& board, const board::Rooms& rooms, features::Reach& reach)
    : board_(board),
      rooms_(rooms),
      reach_(reach),
      reached_from_(static_cast<std::size_t>(board.square_count())) {
    for (const Square box : board.boxes()) {
        reached_from_[box] = reach.pushes_from(box);
    }
}

SquareSet Sink::squares(const SinkPosition& position) const {
    SquareSet free = position.bases;
    free -= position.boxes;
    const PushGraph graph(board_, position.boxes);
    std::vector<Square> bases;
    std::vector<SquareSet> reached;
    free.for_each([&](Square base) {
        bases.push_back(base);
        reached.push_back(features::pushed_squares(board_, graph, base));
    });
    SquareSet best = board_.no_squares();
    int most = 0;
    for (std::size_t i = 0; i < bases.size(); ++i) {
        SquareSet mutual = board_.no_squares();
        for (std::size_t j = 0; j < bases.size(); ++j) {
            if (reached[i].contains(bases[j]) && reached[j].contains(bases[i])) {
                mutual.insert(bases[j]);
            }
        }
        if (const int count = mutual.count(); count > most) {
            most = count;
            best = mutual;
        }
    }
    SquareSet region = board_.no_squares();
    state::flood(board_, position.boxes, position.player, region);
    return best.is_subset_of(region) ? best : board_.no_squares();
}

bool Sink::has_matching(const SquareSet& boxes, const SquareSet& bases, Square box_taken,
                        Square base_taken) const {
    std::vector<Square> base_list;
    bases.for_each([&](Square base) {
        if (base != base_taken) {
            base_list.push_back(base);
        }
    });
    std::vector<std::size_t> base_of(static_cast<std::size_t>(board_.square_count()), SIZE_MAX);
    SquareSet tried = board_.no_squares();
    // Augmenting paths from bases to boxes (Kuhn).
    const auto assign = [&](const auto& self, std::size_t base) -> bool {
        SquareSet candidates = reached_from_[base_list[base]];
        candidates &= boxes;
        candidates -= tried;
        for (Square box = candidates.first(); box != kNoSquare; box = candidates.first()) {
            candidates.erase(box);
            if (box == box_taken || tried.contains(box)) {
                continue;
            }
            tried.insert(box);
            if (base_of[box] == SIZE_MAX || self(self, base_of[box])) {
                base_of[box] = base;
                return true;
            }
        }
        return false;
    };
    for (std::size_t base = 0; base < base_list.size(); ++base) {
        tried.clear();
        if (!assign(assign, base)) {
            return false;
        }
    }
    return true;
}

bool Sink::in_other_room(Square from, Square to) {
    if (reach_.walks_from(from)[to] >= kOtherRoomSteps) {
        return true;
    }
    const board::Room a = rooms_.room_of(from);
    const board::Room b = rooms_.room_of(to);
    if (a != b) {
        return true;
    }
    if (a != board::kNoRoom) {
        return false;
    }
    return board_.where(from).row != board_.where(to).row &&
           board_.where(from).column != board_.where(to).column;
}

}  // namespace kura::plan
