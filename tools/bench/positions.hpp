// Positions for the benchmarks of the solver's parts: as a search meets them, not random ones.
// Shape:    walks from the start of each board; each step is drawn from the children that all rules
//           of the solver keep, and what one can't go on from is begun again
// Invariants: the same boards give the same positions; positions of a board differ
// Threads:  plain values
// Errors:   boards that the solver refuses, or that are solved at the start, are left out
#pragma once

#include "puzzles/level/level.hpp"
#include "solver/board/board.hpp"
#include "solver/moves/push.hpp"
#include "solver/state/state.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace kura::bench {

struct Position {
    state::State state;               // the player normalised
    board::SquareSet region;          // of the player
    board::Square moved;              // where the last push put a box, kNoSquare at the start
    std::vector<moves::Step> pushes;  // those onto live squares
};

struct BoardPositions {
    std::unique_ptr<const board::Board> board;
    std::vector<Position> positions;
};

[[nodiscard]] std::vector<BoardPositions> make_positions(std::span<const puzzles::Level> levels,
                                                         std::size_t positions_per_board);

[[nodiscard]] std::uint64_t count_positions(const std::vector<BoardPositions>& boards);
[[nodiscard]] std::uint64_t count_pushes(const std::vector<BoardPositions>& boards);

// Calls test(position, boxes after the push, push) for each push of each position of one board.
// Ensures: how many of the answers were true.
template <typename Test>
std::uint64_t count_over_pushes(const BoardPositions& board, Test test) {
    std::uint64_t count = 0;
    for (const Position& position : board.positions) {
        board::SquareSet boxes = position.state.boxes;
        for (const moves::Step& push : position.pushes) {
            boxes.erase(push.from);
            boxes.insert(push.to);
            count += test(position, static_cast<const board::SquareSet&>(boxes), push) ? 1 : 0;
            boxes.erase(push.to);
            boxes.insert(push.from);
        }
    }
    return count;
}

}  // namespace kura::bench
