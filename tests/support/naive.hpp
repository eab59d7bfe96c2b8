// Naive Sokoban: the rules on a grid of characters, slow and plain, the judge of the real moves.
// It shares nothing with solver/: own floods, own coordinates, own search, and no normalisation.
// Shape:    a position is its own canonical text: rows joined by '\n', characters of a level
// Threads:  pure functions
#pragma once

#include "puzzles/level/level.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kura::support {

struct NaivePush {
    int box_row = 0;
    int box_column = 0;
    char direction = 'U';  // one of URDL: where the box goes (pushed, or pulled to)

    friend auto operator<=>(const NaivePush&, const NaivePush&) = default;
};

class NaivePosition {
  public:
    explicit NaivePosition(const puzzles::Level& level);
    // Every goal holds a box, no other box; the player is put on (row, column).
    static NaivePosition solved(const puzzles::Level& level, int player_row, int player_column);

    [[nodiscard]] bool is_solved() const;
    [[nodiscard]] std::vector<NaivePush> pushes() const;  // ascending
    [[nodiscard]] std::vector<NaivePush> pulls() const;   // ascending
    [[nodiscard]] NaivePosition after_push(const NaivePush& push) const;
    [[nodiscard]] NaivePosition after_pull(const NaivePush& pull) const;
    // Boxes and goals and walls as they are, the player on the first square (row by row) of those
    // it can reach: equal for equal states.
    [[nodiscard]] std::string canonical() const;
    [[nodiscard]] std::vector<std::pair<int, int>> reachable() const;
    // Fails (false) at a step into a wall, or a push of two boxes.
    bool play(const std::string& lurd);

    [[nodiscard]] std::vector<std::pair<int, int>> boxes() const;  // row by row
    [[nodiscard]] std::pair<int, int> player() const { return {row_, column_}; }
    void set_player(int row, int column) { row_ = row, column_ = column; }
    void set_box(int row, int column, bool present);
    [[nodiscard]] bool wall(int row, int column) const { return at(row, column) == '#'; }
    [[nodiscard]] bool box(int row, int column) const;
    [[nodiscard]] bool goal(int row, int column) const;
    [[nodiscard]] int rows() const { return static_cast<int>(grid_.size()); }
    [[nodiscard]] int columns() const { return static_cast<int>(grid_.front().size()); }

  private:
    [[nodiscard]] char at(int row, int column) const;
    [[nodiscard]] bool free(int row, int column) const;

    std::vector<std::string> grid_;  // no player in it: walls, floor, goals, boxes
    int row_ = 0;
    int column_ = 0;
};

struct Perft {
    std::vector<std::uint64_t> states;     // distinct states first reached at each depth
    std::vector<std::uint64_t> sequences;  // push sequences of each length
};
Perft naive_push_perft(const puzzles::Level& level, int depth);

struct NaiveSearch {
    std::optional<int> pushes;  // of the shortest solution
    std::uint64_t states = 0;   // all that can be reached (or up to the solution, if asked to stop)
    std::uint64_t hash = 0;     // XOR of text_hash(canonical()) over them
    bool complete = true;       // false: the limit stopped it
    bool reached_start = false;  // backward only
};
std::uint64_t text_hash(const std::string& text);
NaiveSearch naive_search(const puzzles::Level& level, bool stop_at_solution,
                         std::uint64_t states_max = 2'000'000);

// Every state reached by pulls from the solved positions (one start per region of the player).
NaiveSearch naive_backward(const puzzles::Level& level, std::uint64_t states_max = 2'000'000);

}  // namespace kura::support
