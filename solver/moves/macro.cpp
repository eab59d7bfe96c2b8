#include "solver/moves/macro.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>

namespace kura::moves {

using board::Board;
using board::Direction;
using board::kDirections;
using board::kNoSquare;
using board::Square;
using board::SquareSet;

MacroGenerator::MacroGenerator(const Board& board)
    : board_(board), wall_(static_cast<Square>(board.square_count())) {
    const std::size_t places = std::size_t{wall_} + 1;
    around_.resize(places, {wall_, wall_, wall_, wall_});
    for (Square square = 0; square < wall_; ++square) {
        for (const Direction direction : kDirections) {
            const Square next = board.neighbour(square, direction);
            around_[square][direction] = next == kNoSquare ? wall_ : next;
        }
    }
    order_.resize(places);
    low_.resize(places);
    last_.resize(places);
    parent_.resize(places);
    stack_.resize(places);
    next_side_.resize(places);
    seen_sides_.resize(places);
}

// Numbers the squares that box and player can use, from the box's square; all other boxes block.
void MacroGenerator::search_depth_first(const SquareSet& boxes, Square box) {
    std::fill(order_.begin(), order_.end(), std::uint16_t{0});
    order_[wall_] = kBlocked;
    boxes.for_each([&](Square other) { order_[other] = kBlocked; });
    std::uint16_t count = 1;
    order_[box] = low_[box] = count;
    parent_[box] = wall_;
    stack_[0] = box;
    next_side_[box] = 0;
    std::size_t depth = 1;
    while (depth > 0) {
        const Square square = stack_[depth - 1];
        if (next_side_[square] < 4) {
            const Square next = around_[square][next_side_[square]++];
            if (order_[next] == 0) {
                order_[next] = low_[next] = ++count;
                parent_[next] = square;
                next_side_[next] = 0;
                stack_[depth++] = next;
            } else {
                // A wall's order is the largest number and changes nothing.
                low_[square] = std::min(low_[square], order_[next]);
            }
            continue;
        }
        last_[square] = count;
        --depth;
        if (depth > 0) {
            const Square above = stack_[depth - 1];
            low_[above] = std::min(low_[above], low_[square]);
        }
    }
}

// Which part of the rest of the board holds `neighbour` when the box stands on `square`: 0 is the
// part of the square's parent, any other number a subtree that hangs on this square alone.
std::uint16_t MacroGenerator::part_of(Square square, Square neighbour) const {
    const std::uint16_t order = order_[neighbour];
    if (order < order_[square]) {
        return 0;
    }
    for (const Square child : around_[square]) {
        if (is_open(child) && parent_[child] == square && order_[child] <= order &&
            order <= last_[child]) {
            return low_[child] >= order_[square] ? order_[child] : std::uint16_t{0};
        }
    }
    return 0;
}

std::uint8_t MacroGenerator::joined_sides(Square square, Direction at) const {
    const std::uint16_t part = part_of(square, around_[square][at]);
    unsigned sides = 0;
    for (const Direction side : kDirections) {
        const Square next = around_[square][side];
        if (side == at || (is_open(next) && part_of(square, next) == part)) {
            sides |= 1U << side;
        }
    }
    return static_cast<std::uint8_t>(sides);
}

// Into how many connected areas a box on `square` cuts the area it stands in.
int MacroGenerator::parts_around(Square square) const {
    unsigned left = 0;
    for (const Direction side : kDirections) {
        left |= is_open(around_[square][side]) ? 1U << side : 0U;
    }
    int parts = 0;
    for (; left != 0; ++parts) {
        left &= ~unsigned{joined_sides(square, static_cast<Direction>(std::countr_zero(left)))};
    }
    return parts;
}

// Can the box on `square` move with the player at its side `at`?
bool MacroGenerator::can_step(Square square, Direction at, Side side,
                              const SquareSet& legal) const {
    const auto& around = around_[square];
    if (side == Side::forward) {
        const Square to = around[board::opposite(at)];
        return is_open(to) && legal.contains(to);
    }
    return is_open(around_[around[at]][at]) && legal.contains(around[at]);
}

// Breadth-first over the places of the box and the player's part; stops_[0] is the start.
void MacroGenerator::find_stops(const SquareSet& boxes, Square box, std::uint8_t start_sides,
                                Side side, const SquareSet& legal) {
    search_depth_first(boxes, box);
    stops_.clear();
    stops_.push_back({box, 0, 0, start_sides, 0, 0});
    seen_sides_[box] = start_sides;
    for (std::size_t head = 0; head < stops_.size(); ++head) {
        const Stop stop = stops_[head];
        for (const Direction at : kDirections) {
            if ((stop.sides >> at & 1) == 0 || !can_step(stop.square, at, side, legal)) {
                continue;
            }
            // The player ends on the same side of the box as it began, pushing or pulling.
            const Square to =
                around_[stop.square][side == Side::forward ? board::opposite(at) : at];
            if ((seen_sides_[to] >> at & 1) != 0) {
                continue;
            }
            const std::uint8_t sides = joined_sides(to, at);
            seen_sides_[to] = static_cast<std::uint8_t>(seen_sides_[to] | sides);
            stops_.push_back({to, head == 0 ? at : stop.first_side, at, sides,
                              static_cast<std::uint16_t>(stop.pushes + 1),
                              static_cast<std::uint16_t>(head)});
        }
    }
    for (const Stop& stop : stops_) {
        seen_sides_[stop.square] = 0;
    }
}

std::uint8_t MacroGenerator::sides_in(const SquareSet& region, Square box) const {
    unsigned sides = 0;
    for (const Direction side : kDirections) {
        const Square next = around_[box][side];
        if (next != wall_ && region.contains(next)) {
            sides |= 1U << side;
        }
    }
    return static_cast<std::uint8_t>(sides);
}

void MacroGenerator::generate(const SquareSet& boxes, const SquareSet& region, Side side,
                              const SquareSet& legal, std::vector<MacroMove>& moves,
                              std::size_t moves_max) {
    boxes.for_each([&](Square box) {
        const std::uint8_t sides = sides_in(region, box);
        // Most boxes can't move at all; they are found without the search.
        const bool movable = std::any_of(kDirections.begin(), kDirections.end(), [&](auto at) {
            if ((sides >> at & 1) == 0) {
                return false;
            }
            const Square beside = around_[box][at];
            const Square to = side == Side::forward ? around_[box][board::opposite(at)] : beside;
            const Square needed = side == Side::forward ? to : around_[beside][at];
            return needed != wall_ && !boxes.contains(needed) && legal.contains(to);
        });
        if (!movable || moves.size() >= moves_max) {
            return;
        }
        find_stops(boxes, box, sides, side, legal);
        const int parts_before = parts_around(box);
        for (std::size_t i = 1; i < stops_.size(); ++i) {
            const Stop& stop = stops_[i];
            moves.push_back({box, stop.square, stop.first_side, stop.arrival_side, stop.pushes,
                             static_cast<std::int16_t>(parts_around(stop.square) - parts_before)});
        }
    });
}

std::vector<Step> MacroGenerator::expand(const state::State& before, Square from, Square to,
                                         Square player_after, Side side) {
    if (from >= wall_ || to >= wall_ || player_after >= wall_ || !before.boxes.contains(from)) {
        return {};
    }
    SquareSet region(board_.square_count());
    state::flood(board_, before.boxes, before.player, region);
    find_stops(before.boxes, from, sides_in(region, from), side, board_.all_squares());
    // With the box on `to`, which of its sides can the player reach afterwards?
    SquareSet boxes = before.boxes;
    boxes.erase(from);
    if (boxes.contains(to) || boxes.contains(player_after) || player_after == to) {
        return {};
    }
    boxes.insert(to);
    state::flood(board_, boxes, player_after, region);
    const std::uint8_t wanted = sides_in(region, to);
    const auto found = std::find_if(stops_.begin() + 1, stops_.end(), [&](const Stop& stop) {
        return stop.square == to && (stop.sides & wanted) != 0;
    });
    if (found == stops_.end()) {
        return {};
    }
    std::vector<Step> steps;
    for (auto i = static_cast<std::size_t>(found - stops_.begin()); i != 0; i = stops_[i].before) {
        steps.push_back(
            {stops_[stops_[i].before].square, stops_[i].square, stops_[i].arrival_side});
    }
    std::reverse(steps.begin(), steps.end());
    return steps;
}

std::vector<Step> expand_macro(const Board& board, const state::State& before,
                               const MacroMove& move, Side side) {
    return MacroGenerator(board).expand(before, move.from, move.to,
                                        board.neighbour(move.to, move.last_side), side);
}

void apply(const Board& board, const MacroMove& move, state::State& state) {
    state.boxes.erase(move.from);
    state.boxes.insert(move.to);
    state.player = board.neighbour(move.to, move.last_side);
}

}  // namespace kura::moves
