#include "solver/optimize/solution_path.hpp"

#include "solver/optimize/walk_field.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace kura::optimize {
namespace {

using board::Board;
using board::Direction;
using board::kNoSquare;
using board::Square;
using moves::Step;

constexpr Label kNoLabel = 0xFFFF;

Direction direction_of(char letter) {
    switch (letter | 0x20) {
        case 'u':
            return board::kUp;
        case 'r':
            return board::kRight;
        case 'd':
            return board::kDown;
        default:
            return board::kLeft;
    }
}

bool fits_the_board(const Board& board, const Step& push) {
    return push.from < board.square_count() && push.to < board.square_count() && push.side < 4 &&
           push.to == board.neighbour(push.from, board::opposite(push.side)) &&
           board.neighbour(push.from, push.side) != kNoSquare && board.is_live(push.to);
}

}  // namespace

std::optional<SolutionPath> SolutionPath::make(const Board& board, std::vector<Step> pushes) {
    SolutionPath path;
    path.start_ = board.player();
    path.labels_.reserve(pushes.size());
    path.moves_before_.reserve(pushes.size() + 1);
    path.moves_before_.push_back(0);
    std::vector<Label> label_on(static_cast<std::size_t>(board.square_count()), kNoLabel);
    for (std::size_t label = 0; label < board.boxes().size(); ++label) {
        label_on[board.boxes()[label]] = static_cast<Label>(label);
    }
    state::State state{board.box_set(), board.player()};
    WalkField walk(board);
    for (const Step& push : pushes) {
        if (!fits_the_board(board, push) || !state.boxes.contains(push.from) ||
            state.boxes.contains(push.to)) {
            return std::nullopt;
        }
        const Square stand = board.neighbour(push.from, push.side);
        int steps = 0;
        if (stand != state.player) {
            walk.fill(state.boxes, state.player);
            if (!walk.reaches(stand)) {
                return std::nullopt;
            }
            steps = walk[stand];
        }
        path.moves_before_.push_back(path.moves_before_.back() + steps + 1);
        path.labels_.push_back(label_on[push.from]);
        label_on[push.to] = std::exchange(label_on[push.from], kNoLabel);
        moves::apply(board, push, moves::Side::forward, state);
    }
    if (!(state.boxes == board.goal_set())) {
        return std::nullopt;
    }
    path.pushes_ = std::move(pushes);
    return path;
}

std::optional<SolutionPath> SolutionPath::from_lurd(const Board& board,
                                                    std::string_view canonical) {
    // The player may walk where the board has no squares any more (dead ends); boxes may not.
    std::map<std::pair<int, int>, Square> squares;
    for (Square square = 0; square < board.square_count(); ++square) {
        const board::Position2d where = board.where(square);
        squares.emplace(std::pair(where.row, where.column), square);
    }
    constexpr std::array<std::pair<int, int>, 4> kSteps{{{-1, 0}, {0, 1}, {1, 0}, {0, -1}}};
    auto [row, column] = board.where(board.player());
    std::vector<Step> pushes;
    for (const char letter : canonical) {
        const Direction direction = direction_of(letter);
        row += kSteps[direction].first;
        column += kSteps[direction].second;
        if ((letter & 0x20) != 0) {
            continue;
        }
        const auto from = squares.find({row, column});
        if (from == squares.end()) {
            return std::nullopt;
        }
        const Square to = board.neighbour(from->second, direction);
        pushes.push_back({from->second, to, board::opposite(direction)});
    }
    return make(board, std::move(pushes));
}

std::vector<Square> SolutionPath::positions(const Board& board, int i) const {
    std::vector<Square> positions = board.boxes();
    for (int at = 0; at < i; ++at) {
        positions[label(at)] = push(at).to;
    }
    return positions;
}

std::optional<SolutionPath> SolutionPath::spliced(const Board& board, int begin, int end,
                                                  const std::vector<Step>& middle) const {
    std::vector<Step> pushes(pushes_.begin(), pushes_.begin() + begin);
    pushes.insert(pushes.end(), middle.begin(), middle.end());
    pushes.insert(pushes.end(), pushes_.begin() + end, pushes_.end());
    return make(board, std::move(pushes));
}

}  // namespace kura::optimize
