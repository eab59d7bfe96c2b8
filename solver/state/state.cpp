#include "solver/state/state.hpp"

#include "solver/base/assert.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

namespace kura::state {
namespace {

using board::Board;
using board::Square;
using board::SquareSet;

// Breadth-first by words: the whole frontier's neighbour masks are joined before the next round.
template <int Words>
void flood_words(const Board& board, const SquareSet& boxes, Square player, SquareSet& region) {
    std::array<std::uint64_t, Words> open;
    std::array<std::uint64_t, Words> seen{};
    std::array<std::uint64_t, Words> frontier{};
    for (int i = 0; i < Words; ++i) {
        open[static_cast<unsigned>(i)] = board.all_squares().word(i) & ~boxes.word(i);
    }
    frontier[player >> 6] = std::uint64_t{1} << (player & 63);
    seen = frontier;
    const std::uint64_t* masks = board.neighbour_mask(0);
    std::uint64_t any = 1;
    while (any != 0) {
        std::array<std::uint64_t, Words> next{};
        for (unsigned i = 0; i < Words; ++i) {
            for (std::uint64_t rest = frontier[i]; rest != 0; rest &= rest - 1) {
                const unsigned square = i * 64 + static_cast<unsigned>(std::countr_zero(rest));
                const std::uint64_t* mask = masks + static_cast<std::size_t>(square) * Words;
                for (unsigned j = 0; j < Words; ++j) {
                    next[j] |= mask[j];
                }
            }
        }
        any = 0;
        for (unsigned j = 0; j < Words; ++j) {
            frontier[j] = next[j] & open[j] & ~seen[j];
            seen[j] |= frontier[j];
            any |= frontier[j];
        }
    }
    for (unsigned j = 0; j < Words; ++j) {
        region.data()[j] = seen[j];
    }
}

void flood_any(const Board& board, const SquareSet& boxes, Square player, SquareSet& region) {
    std::array<Square, base::kSquaresMax> stack;
    region.clear();
    region.insert(player);
    stack[0] = player;
    std::size_t depth = 1;
    while (depth > 0) {
        const Square square = stack[--depth];
        for (const Square next : board.neighbours(square)) {
            if (next != board::kNoSquare && !boxes.contains(next) && !region.contains(next)) {
                region.insert(next);
                stack[depth++] = next;
            }
        }
    }
}

}  // namespace

void flood(const Board& board, const SquareSet& boxes, Square player, SquareSet& region) {
    KURA_DASSERT(!boxes.contains(player), player);
    if (region.words() != board.words()) {
        region = SquareSet(board.square_count());
    }
    switch (board.words()) {
        case 1:
            return flood_words<1>(board, boxes, player, region);
        case 2:
            return flood_words<2>(board, boxes, player, region);
        case 3:
            return flood_words<3>(board, boxes, player, region);
        case 4:
            return flood_words<4>(board, boxes, player, region);
        default:
            return flood_any(board, boxes, player, region);
    }
}

Square normalised_player(const Board& board, const SquareSet& boxes, Square player) {
    SquareSet region(board.square_count());
    flood(board, boxes, player, region);
    return region.first();
}

}  // namespace kura::state
