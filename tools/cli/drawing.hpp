// Drawing: a board as lines of text, plain or for a terminal.
// Threads:  pure functions
#pragma once

#include "puzzles/level/level.hpp"

#include <string>
#include <vector>

namespace kura::cli {

// Terminal drawing takes two columns a square, so that squares look square, and colours.
enum class DrawStyle { plain, terminal };

// One line a row, without line ends.
[[nodiscard]] std::vector<std::string> draw(const std::vector<std::string>& rows, DrawStyle style);

// The rows after each step of a solution.
// Requires: puzzles::verify accepts lurd for the level.
class Replay {
  public:
    explicit Replay(const puzzles::Level& level);

    void step(char move);
    [[nodiscard]] const std::vector<std::string>& rows() const { return rows_; }
    [[nodiscard]] int moves() const { return moves_; }
    [[nodiscard]] int pushes() const { return pushes_; }

  private:
    char& at(int row, int column);

    std::vector<std::string> rows_;
    int row_ = 0;
    int column_ = 0;
    int moves_ = 0;
    int pushes_ = 0;
};

}  // namespace kura::cli
