// Board: the part of a puzzle that never changes, normalised and numbered.
// Shape:    inner squares 0..square_count()-1 row by row; four neighbours each, kNoSquare for wall
// Invariants: as many boxes as goals (none are left if all were solved and immovable); the player
//           stands on an inner square; every live square can be reached by some box of the start
//           and can reach some goal (lone box, player's side considered), so a box off the live
//           squares is a deadlock
// Threads:  immutable after construction, any
// Errors:   a level that breaks the rules gives Error{bad_input | too_large}
// Source:   ARCHITECTURE.md, "Normalisation"
#pragma once

#include "puzzles/level/level.hpp"
#include "solver/base/result.hpp"
#include "solver/board/square.hpp"
#include "solver/board/square_set.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace kura::board {

struct BoardOptions {
    bool simplify = true;   // fill dead ends, turn boxes that can never move into walls
    bool live_only = true;  // false: every inner square counts as live (the oracle's setting)
};

struct Position2d {
    int row = 0;
    int column = 0;
};

class Board {
  public:
    static base::Result<Board> make(const puzzles::Level& level, BoardOptions options = {});

    [[nodiscard]] int square_count() const { return static_cast<int>(neighbours_.size()); }
    [[nodiscard]] int box_count() const { return static_cast<int>(boxes_.size()); }
    [[nodiscard]] Square neighbour(Square square, Direction direction) const {
        return neighbours_[square][direction];
    }
    [[nodiscard]] const std::array<Square, 4>& neighbours(Square square) const {
        return neighbours_[square];
    }
    // The eight squares around, clockwise from the one above: even entries are neighbours.
    [[nodiscard]] const std::array<Square, 8>& ring(Square square) const { return rings_[square]; }
    // words() words: the neighbours of a square as a bitset.
    [[nodiscard]] const std::uint64_t* neighbour_mask(Square square) const {
        return neighbour_masks_.data() +
               static_cast<std::size_t>(square) * static_cast<std::size_t>(words_);
    }
    [[nodiscard]] int words() const { return words_; }
    [[nodiscard]] SquareSet no_squares() const { return SquareSet(square_count()); }
    [[nodiscard]] const SquareSet& all_squares() const { return all_squares_; }

    [[nodiscard]] const std::vector<Square>& goals() const { return goals_; }
    [[nodiscard]] const std::vector<Square>& boxes() const { return boxes_; }
    [[nodiscard]] const SquareSet& goal_set() const { return goal_set_; }
    [[nodiscard]] const SquareSet& box_set() const { return box_set_; }
    [[nodiscard]] Square player() const { return player_; }
    [[nodiscard]] bool is_goal(Square square) const { return goal_set_.contains(square); }

    [[nodiscard]] bool is_live(Square square) const { return live_set_.contains(square); }
    [[nodiscard]] const SquareSet& live_set() const { return live_set_; }
    [[nodiscard]] const std::vector<Square>& live_squares() const { return live_squares_; }
    // Requires: is_live(square). Ensures: its place in live_squares().
    [[nodiscard]] int live_index(Square square) const { return live_index_[square]; }

    [[nodiscard]] Position2d where(Square square) const { return where_[square]; }
    [[nodiscard]] bool solved_at_start() const { return box_set_ == goal_set_; }
    [[nodiscard]] const BoardOptions& options() const { return options_; }

  private:
    Board() = default;
    void number_squares(const std::vector<std::vector<char>>& grid);
    void find_live_squares();

    BoardOptions options_;
    int words_ = 0;
    std::vector<std::array<Square, 4>> neighbours_;
    std::vector<std::array<Square, 8>> rings_;
    std::vector<std::uint64_t> neighbour_masks_;
    std::vector<Position2d> where_;
    std::vector<Square> goals_;
    std::vector<Square> boxes_;
    std::vector<Square> live_squares_;
    std::vector<int> live_index_;
    SquareSet all_squares_;
    SquareSet goal_set_;
    SquareSet box_set_;
    SquareSet live_set_;
    Square player_ = kNoSquare;
};

}  // namespace kura::board
