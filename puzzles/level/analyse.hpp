// Analysis of a level's structure: what lies inside the walls, and whether Sokoban's rules hold.
// Shape:    the inner area is what the player would reach if there were no boxes; boxes and goals
//           outside it are decoration and are not counted (Microban I has such a puzzle, #155)
// Invariants: at most one error; notes only where there is no error
// Threads:  pure functions
// Errors:   none thrown; an odd level is described by its findings
#pragma once

#include "puzzles/level/diagnosis.hpp"
#include "puzzles/level/level.hpp"

#include <optional>
#include <string>
#include <vector>

namespace kura::puzzles {

// A diagnosis at a place on the board: 0-based row and column, -1 where no single square is meant.
struct Finding {
    DiagnosisCode code;
    std::string message;
    int row = -1;
    int column = -1;
};

struct Analysis {
    int height = 0;
    int width = 0;                     // of the longest row
    std::vector<unsigned char> inner;  // height * width, row by row; 1 = inner square
    int player_row = -1;
    int player_column = -1;
    int boxes = 0;  // these three count inner squares only
    int goals = 0;
    int boxes_on_goals = 0;
    int decoration = 0;  // boxes and goals outside; a box on a goal counts once
    std::optional<Finding> error;
    std::vector<Finding> notes;

    [[nodiscard]] bool is_inner(int row, int column) const {
        return row >= 0 && row < height && column >= 0 && column < width &&
               inner[static_cast<std::size_t>(row) * static_cast<std::size_t>(width) +
                     static_cast<std::size_t>(column)] != 0;
    }
};

// Cost: O(height * width), at most kSideMax^2 squares.
[[nodiscard]] Analysis analyse(const Level& level);

// The findings of analyse() as diagnoses with file positions, an error first. Row r is taken to be
// line level.line + r, which is true of plain text files; a reader of other formats knows better.
[[nodiscard]] std::vector<Diagnosis> diagnose(const Level& level);

}  // namespace kura::puzzles
