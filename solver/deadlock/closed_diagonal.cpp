#include "solver/deadlock/closed_diagonal.hpp"

#include <array>
#include <cstddef>

namespace kura::deadlock {

using board::Square;
using board::SquareSet;

// Places 0..cells + 1: corner, cells, corner. Pair i lies before place i.
struct ClosedDiagonals::Row {
    static constexpr std::size_t kPlaces = kDiagonalCellsMax + 2;

    std::size_t cells = 0;
    std::array<bool, kPlaces> corner_stays{};  // a corner at this place could stay for ever
    std::array<bool, kPlaces> pair_stays{};    // so could the boxes of the pair before it
    std::array<bool, kPlaces> is_goal{};       // the cell must be filled
    std::array<bool, kPlaces> from_before{};   // the cell can be filled from the pair before it
    std::array<bool, kPlaces> from_after{};    // ... and from the pair after it

    [[nodiscard]] bool can_be_finished() const {
        std::array<std::array<bool, kPlaces>, kPlaces> alive{};  // by the two corners
        for (std::size_t length = 1; length <= cells + 1; ++length) {
            for (std::size_t i = 0; i + length <= cells + 1; ++i) {
                const std::size_t j = i + length;
                bool stays = corner_stays[i] && corner_stays[j] && pair_stays[j];
                bool opens = false;
                for (std::size_t m = i + 1; m < j; ++m) {
                    stays = stays && pair_stays[m] && !is_goal[m];
                    opens =
                        opens || (from_before[m] && alive[m][j]) || (from_after[m] && alive[i][m]);
                }
                alive[i][j] = stays || opens;
            }
        }
        return alive[0][cells + 1];
    }
};

// The row through `cell` along ring direction `back` (1 or 7) and its opposite.
bool ClosedDiagonals::is_dead_row(const SquareSet& boxes, Square cell, Square player,
                                  unsigned back) const {
    const unsigned ahead = back ^ 4U;
    // Is the pair of `from` on that side two walls? There the row ends, whatever is behind.
    const auto is_walled = [&](Square from, unsigned way) {
        const auto& ring = board_.ring(from);
        return ring[way - 1] == board::kNoSquare && ring[(way + 1) & 7] == board::kNoSquare;
    };
    const auto goes_on = [&](Square from, unsigned way) {
        const Square next = board_.ring(from)[way];
        return next != board::kNoSquare && next != player && !is_walled(from, way) &&
               is_cell(boxes, next);
    };
    // Where the row does not go on: is it shut there, and can what shuts it stay?
    const auto ends = [&](Square last, unsigned way, bool& stays) {
        const Square corner = board_.ring(last)[way];
        if (corner == board::kNoSquare || is_walled(last, way)) {
            stays = true;
            return true;
        }
        stays = board_.is_goal(corner);
        return boxes.contains(corner);
    };
    const auto pair_stays = [&](Square beside, unsigned way) {
        const auto& ring = board_.ring(beside);
        const auto stays = [&](Square square) {
            return square == board::kNoSquare || board_.is_goal(square);
        };
        return stays(ring[way - 1]) && stays(ring[(way + 1) & 7]);
    };
    // Can a box of that pair be pushed into the cell? The player needs room behind it.
    const auto fills = [&](Square into, unsigned way) {
        const auto pushes = [&](unsigned side) {
            const Square box = board_.ring(into)[side];
            return box != board::kNoSquare &&
                   board_.neighbour(box, static_cast<board::Direction>(side / 2)) !=
                       board::kNoSquare;
        };
        return board_.is_live(into) && (pushes(way - 1) || pushes((way + 1) & 7));
    };
    while (goes_on(cell, back)) {
        cell = board_.ring(cell)[back];
    }
    Row row;
    if (!ends(cell, back, row.corner_stays[0])) {
        return false;
    }
    row.pair_stays[1] = pair_stays(cell, back);
    while (true) {
        if (++row.cells > kDiagonalCellsMax) {
            return false;
        }
        const std::size_t place = row.cells;
        row.corner_stays[place] = row.is_goal[place] = board_.is_goal(cell);
        row.from_before[place] = fills(cell, back);
        row.from_after[place] = fills(cell, ahead);
        row.pair_stays[place + 1] = pair_stays(cell, ahead);
        if (!goes_on(cell, ahead)) {
            break;
        }
        cell = board_.ring(cell)[ahead];
    }
    return ends(cell, ahead, row.corner_stays[row.cells + 1]) && !row.can_be_finished();
}

bool ClosedDiagonals::makes_deadlock(const SquareSet& boxes, Square moved, Square player) const {
    const auto& ring = board_.ring(moved);
    for (unsigned side = 0; side < 8; ++side) {
        const Square cell = ring[side];
        if (cell == board::kNoSquare || cell == player || !is_cell(boxes, cell)) {
            continue;
        }
        // Beside the cell the box belongs to a pair of both rows; else it is a corner of one.
        const bool is_corner = (side & 1) != 0;
        const bool rising = side == 1 || side == 5;
        if ((!is_corner || rising) && is_dead_row(boxes, cell, player, 1)) {
            return true;
        }
        if ((!is_corner || !rising) && is_dead_row(boxes, cell, player, 7)) {
            return true;
        }
    }
    return false;
}

bool ClosedDiagonals::is_deadlock(const SquareSet& boxes, Square player) const {
    bool dead = false;
    boxes.for_each([&](Square box) { dead = dead || makes_deadlock(boxes, box, player); });
    return dead;
}

}  // namespace kura::deadlock
