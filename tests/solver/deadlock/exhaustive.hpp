// Exhaustive oracle for small boards: every state of a board and which of them can be solved.
// Shape:    states are numbered 0..size()-1; the player is the lowest square of its region; the
//           first state is the start. Plain pushes, no pruning, so it shares nothing with detectors
// Scopes:   reachable: all states that any pushes reach from the start
//           placements: every way to put the boxes on live squares, with every player region, and
//           the pushes that keep them there (a solution from the start uses no others); make the
//           board with live_only = false to have every square live
// Units:    at most 64 squares; distance() in pushes, kUnsolvable where there is no solution
#pragma once

#include "puzzles/level/level.hpp"
#include "solver/base/assert.hpp"
#include "solver/base/rng.hpp"
#include "solver/moves/push.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace kura::deadlock::oracle {

enum class Scope { reachable, placements };

struct Edge {
    std::uint32_t to = 0;
    moves::Step step;
};

class Exhaustive {
  public:
    static constexpr int kUnsolvable = -1;

    Exhaustive(const board::Board& board, Scope scope) : board_(board) {
        KURA_ASSERT(board.square_count() <= 64, board.square_count());
        add({board.box_set(), board.player()});
        if (scope == Scope::placements) {
            add_placements(board.no_squares(), 0, board.box_count());
        }
        expand_all(scope);
        find_distances();
    }

    [[nodiscard]] std::size_t size() const { return states_.size(); }
    [[nodiscard]] const state::State& state(std::size_t index) const { return states_[index]; }
    [[nodiscard]] bool solvable(std::size_t index) const { return distance_[index] != kUnsolvable; }
    [[nodiscard]] int distance(std::size_t index) const { return distance_[index]; }
    [[nodiscard]] const std::vector<Edge>& pushes(std::size_t index) const { return edges_[index]; }
    // The number of a state (its player anywhere in the region), or size() if it is not there.
    [[nodiscard]] std::size_t find(const state::State& state) const {
        const auto found = numbers_.find(key(normalised(state)));
        return found == numbers_.end() ? size() : found->second;
    }
    // A push-optimal solution: the states from the start to the solved one; empty if none.
    [[nodiscard]] std::vector<std::size_t> solution() const {
        std::vector<std::size_t> path;
        if (!solvable(0)) {
            return path;
        }
        path.push_back(0);
        while (distance_[path.back()] > 0) {
            for (const Edge& edge : edges_[path.back()]) {
                if (distance_[edge.to] == distance_[path.back()] - 1) {
                    path.push_back(edge.to);
                    break;
                }
            }
        }
        return path;
    }

  private:
    using Key = std::pair<std::uint64_t, board::Square>;
    struct KeyHash {
        std::size_t operator()(const Key& key) const {
            return base::mix64(key.first * 67 + key.second);
        }
    };

    static Key key(const state::State& state) { return {state.boxes.word(0), state.player}; }
    [[nodiscard]] state::State normalised(state::State state) const {
        state.player = state::normalised_player(board_, state.boxes, state.player);
        return state;
    }
    std::uint32_t add(const state::State& state) {
        const state::State normal = normalised(state);
        const auto [place, is_new] =
            numbers_.emplace(key(normal), static_cast<std::uint32_t>(states_.size()));
        if (is_new) {
            states_.push_back(normal);
        }
        return place->second;
    }
    void add_placements(const board::SquareSet& boxes, std::size_t first, int left) {
        if (left == 0) {
            board::SquareSet rest = board_.all_squares();
            rest -= boxes;
            while (!rest.empty()) {
                board::SquareSet region = board_.no_squares();
                state::flood(board_, boxes, rest.first(), region);
                add({boxes, rest.first()});
                rest -= region;
            }
            return;
        }
        for (std::size_t i = first; i < board_.live_squares().size(); ++i) {
            board::SquareSet more = boxes;
            more.insert(board_.live_squares()[i]);
            add_placements(more, i + 1, left - 1);
        }
    }
    void expand_all(Scope scope) {
        std::vector<moves::Step> steps;
        for (std::size_t i = 0; i < states_.size(); ++i) {
            board::SquareSet region = board_.no_squares();
            state::flood(board_, states_[i].boxes, states_[i].player, region);
            steps.clear();
            moves::generate_steps(board_, states_[i].boxes, region, moves::Side::forward, steps);
            std::vector<Edge> edges;
            for (const moves::Step& step : steps) {
                state::State next = states_[i];
                moves::apply(board_, step, moves::Side::forward, next);
                if (scope == Scope::reachable || board_.is_live(step.to)) {
                    edges.push_back({add(next), step});
                }
            }
            edges_.push_back(std::move(edges));
        }
    }
    void find_distances() {
        std::vector<std::vector<std::uint32_t>> from(states_.size());
        distance_.assign(states_.size(), kUnsolvable);
        std::vector<std::uint32_t> queue;
        for (std::uint32_t i = 0; i < states_.size(); ++i) {
            for (const Edge& edge : edges_[i]) {
                from[edge.to].push_back(i);
            }
            if (states_[i].boxes == board_.goal_set()) {
                distance_[i] = 0;
                queue.push_back(i);
            }
        }
        for (std::size_t head = 0; head < queue.size(); ++head) {
            for (const std::uint32_t before : from[queue[head]]) {
                if (distance_[before] == kUnsolvable) {
                    distance_[before] = distance_[queue[head]] + 1;
                    queue.push_back(before);
                }
            }
        }
    }

    const board::Board& board_;
    std::vector<state::State> states_;
    std::vector<std::vector<Edge>> edges_;
    std::vector<int> distance_;
    std::unordered_map<Key, std::uint32_t, KeyHash> numbers_;
};

inline puzzles::Level level_of(std::vector<std::string> rows) {
    puzzles::Level level;
    level.rows = std::move(rows);
    return level;
}

inline board::Board board_of(std::vector<std::string> rows, board::BoardOptions options = {}) {
    auto board = board::Board::make(level_of(std::move(rows)), options);
    KURA_ASSERT(board.has_value());
    return *board;
}

struct RandomBoard {
    int rows = 5;  // inside the border
    int columns = 5;
    int boxes = 3;
    int wall_percent = 20;
    bool solvable = false;  // false: either; most random boards have no solution
    board::BoardOptions options;
};

// A random board with exactly so many boxes. Deterministic in rng.
inline board::Board random_board(base::Rng& rng, const RandomBoard& wish) {
    while (true) {
        const auto columns = static_cast<std::size_t>(wish.columns) + 2;
        std::vector<std::string> rows(static_cast<std::size_t>(wish.rows) + 2,
                                      std::string(columns, '#'));
        std::vector<std::pair<std::size_t, std::size_t>> floor;
        for (std::size_t row = 1; row + 1 < rows.size(); ++row) {
            for (std::size_t column = 1; column + 1 < columns; ++column) {
                if (rng.below(100) >= static_cast<std::uint64_t>(wish.wall_percent)) {
                    rows[row][column] = ' ';
                    floor.emplace_back(row, column);
                }
            }
        }
        if (floor.size() < static_cast<std::size_t>(wish.boxes) + 3) {
            continue;
        }
        const auto draw = [&]() -> char& {
            const auto [row, column] = floor[rng.below(floor.size())];
            return rows[row][column];
        };
        const auto place = [&](char on_floor, char on_goal, int count) {
            while (count > 0) {
                char& cell = draw();
                if (cell == ' ' || (cell == '.' && on_goal != ' ')) {
                    cell = cell == ' ' ? on_floor : on_goal;
                    --count;
                }
            }
        };
        place('.', ' ', wish.boxes);
        place('@', '+', 1);
        place('$', '*', wish.boxes);
        const auto board = board::Board::make(level_of(rows), wish.options);
        if (board && board->box_count() == wish.boxes && !board->live_squares().empty() &&
            (!wish.solvable || Exhaustive(*board, Scope::reachable).distance(0) > 0)) {
            return *board;
        }
    }
}

}  // namespace kura::deadlock::oracle
