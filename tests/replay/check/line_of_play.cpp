#include "tests/replay/check/line_of_play.hpp"

#include "puzzles/verify/verify.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace kura::replay {
namespace {

using board::Board;
using board::Direction;
using board::Square;

using Place = std::pair<int, int>;

Place step_from(Place place, Direction direction) {
    constexpr int kRows[4] = {-1, 0, 1, 0};
    constexpr int kColumns[4] = {0, 1, 0, -1};
    return {place.first + kRows[direction], place.second + kColumns[direction]};
}

Place player_of(const puzzles::Level& level) {
    for (std::size_t row = 0; row < level.rows.size(); ++row) {
        const std::size_t column = level.rows[row].find_first_of("@+");
        if (column != std::string::npos) {
            return {static_cast<int>(row), static_cast<int>(column)};
        }
    }
    return {0, 0};
}

}  // namespace

LineOfPlay play(const Board& board, const puzzles::Level& level, std::string_view lurd) {
    LineOfPlay line;
    const puzzles::Verification verified = puzzles::verify(level, lurd);
    if (!verified.solved) {
        line.why = verified.error;
        return line;
    }
    std::map<Place, Square> square_at;
    for (Square square = 0; square < board.square_count(); ++square) {
        square_at[{board.where(square).row, board.where(square).column}] = square;
    }
    state::State state{board.box_set(),
                       state::normalised_player(board, board.box_set(), board.player())};
    line.states.push_back(state);
    Place player = player_of(level);
    for (const char letter : verified.canonical) {
        const auto direction =
            static_cast<Direction>(std::string_view("urdl").find(static_cast<char>(letter | 0x20)));
        player = step_from(player, direction);
        if (letter >= 'a') {
            continue;
        }
        const auto from = square_at.find(player);
        const auto to = square_at.find(step_from(player, direction));
        if (from == square_at.end() || to == square_at.end() ||
            !state.boxes.contains(from->second)) {
            line.why = "a push is not on the normalised board";
            return line;
        }
        line.pushes.push_back({from->second, to->second, board::opposite(direction)});
        moves::apply(board, line.pushes.back(), moves::Side::forward, state);
        state.player = state::normalised_player(board, state.boxes, state.player);
        line.states.push_back(state);
    }
    if (state.boxes != board.goal_set()) {
        line.why = "the solution ends unsolved on the normalised board";
    }
    return line;
}

std::string picture_of(const Board& board, const state::State& state) {
    int rows = 0;
    int columns = 0;
    for (Square square = 0; square < board.square_count(); ++square) {
        rows = std::max(rows, board.where(square).row + 2);
        columns = std::max(columns, board.where(square).column + 2);
    }
    std::vector<std::string> grid(static_cast<std::size_t>(rows),
                                  std::string(static_cast<std::size_t>(columns), '#'));
    for (Square square = 0; square < board.square_count(); ++square) {
        const auto [row, column] = board.where(square);
        const bool goal = board.is_goal(square);
        grid[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)] =
            state.boxes.contains(square) ? (goal ? '*' : '$')
            : square == state.player     ? (goal ? '+' : '@')
                                         : (goal ? '.' : ' ');
    }
    std::string text;
    for (const std::string& row : grid) {
        text += row + '\n';
    }
    return text;
}

}  // namespace kura::replay
