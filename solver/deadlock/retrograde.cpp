#include "solver/deadlock/retrograde.hpp"

#include "solver/base/assert.hpp"

namespace kura::deadlock {

using board::Direction;
using board::Square;
using board::SquareSet;

namespace {

// Can the player in `area` pull the box one square to a live one?
bool can_pull(const board::Board& board, const SquareSet& area, Square box) {
    for (const Direction direction : board::kDirections) {
        const Square to = board.neighbour(box, direction);
        if (to == board::kNoSquare || !area.contains(to) || !board.is_live(to)) {
            continue;
        }
        // A free square beside the area belongs to it.
        const Square beyond = board.neighbour(to, direction);
        if (beyond != board::kNoSquare && area.contains(beyond)) {
            return true;
        }
    }
    return false;
}

}  // namespace

Retrograde::Retrograde(const board::Board& board, const SquareSet& walls) : walls_(walls) {
    KURA_DASSERT(walls.is_subset_of(board.goal_set()));
    SquareSet rest = board.all_squares();
    rest -= board.goal_set();
    while (!rest.empty()) {
        Zone zone{board.goal_set(), board.no_squares()};
        zone.survivors -= walls;
        state::flood(board, board.goal_set(), rest.first(), zone.area);
        rest -= zone.area;
        SquareSet standing = board.goal_set();  // survivors and walls
        for (bool peeled = true; peeled;) {
            peeled = false;
            Square free = board::kNoSquare;
            const SquareSet round = zone.survivors;
            round.for_each([&](Square box) {
                if (can_pull(board, zone.area, box)) {
                    zone.survivors.erase(box);
                    standing.erase(box);
                    zone.area.insert(box);
                    free = box;
                    peeled = true;
                }
            });
            if (peeled) {
                // The boxes taken away stood beside the area, so one flood covers all of it.
                state::flood(board, standing, free, zone.area);
            }
        }
        zones_.push_back(zone);
    }
}

bool Retrograde::is_possible(const Zone& zone, const state::State& state) const {
    if (!zone.area.contains(state.player)) {
        return false;
    }
    for (int i = 0; i < state.boxes.words(); ++i) {
        const std::uint64_t boxes = state.boxes.word(i);
        const std::uint64_t standing = zone.survivors.word(i) | walls_.word(i);
        if ((standing & ~boxes) != 0 || (boxes & ~standing & ~zone.area.word(i)) != 0) {
            return false;
        }
    }
    return true;
}

bool Retrograde::is_dead(const state::State& state) const {
    for (const Zone& zone : zones_) {
        if (is_possible(zone, state)) {
            return false;
        }
    }
    return true;
}

SquareSet Retrograde::settled(const state::State& state) const {
    SquareSet settled;
    bool first = true;
    for (const Zone& zone : zones_) {
        if (!is_possible(zone, state)) {
            continue;
        }
        if (first) {
            settled = zone.survivors;
        } else {
            settled &= zone.survivors;
        }
        first = false;
    }
    KURA_DASSERT(!first);
    return settled;
}

}  // namespace kura::deadlock
