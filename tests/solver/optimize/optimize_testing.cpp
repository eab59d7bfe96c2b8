#include "tests/solver/optimize/optimize_testing.hpp"

#include "solver/base/rng.hpp"
#include "solver/engine.hpp"
#include "solver/moves/walk.hpp"
#include "tests/support/levels.hpp"

#include <utility>
#include <vector>

namespace kura::testing {
namespace {

constexpr std::size_t kBytes = std::size_t{1} << 30;

SolveResult solved(const puzzles::Level& level, Objective objective, const char* strategy) {
    base::MemoryBudget budget(kBytes);
    SolveOptions options;
    options.objective = objective;
    options.strategy = strategy;
    options.expanded_max = 200'000;
    options.memory = &budget;
    return solve(level, options);
}

// The level with the boxes and the player of a state.
puzzles::Level level_of(const puzzles::Level& level, const board::Board& board,
                        const state::State& state) {
    puzzles::Level moved = level;
    for (board::Square square = 0; square < board.square_count(); ++square) {
        const auto where = board.where(square);
        char& cell =
            moved.rows[static_cast<std::size_t>(where.row)][static_cast<std::size_t>(where.column)];
        const bool goal = board.is_goal(square);
        if (state.boxes.contains(square)) {
            cell = goal ? '*' : '$';
        } else if (state.player == square) {
            cell = goal ? '+' : '@';
        } else {
            cell = goal ? '.' : ' ';
        }
    }
    return moved;
}

}  // namespace

std::optional<LongSolution> long_solution(std::uint64_t seed, int side, int boxes,
                                          int random_pushes) {
    const puzzles::Level level = support::random_level(
        {.rows = side, .columns = side, .boxes = boxes, .wall_percent = 12, .seed = seed});
    const auto board = board::Board::make(level, {.simplify = false});
    if (!board || board->solved_at_start()) {
        return std::nullopt;
    }
    base::Rng rng(seed);
    state::State state{board->box_set(), board->player()};
    std::vector<moves::Step> pushes;
    for (int i = 0; i < random_pushes; ++i) {
        std::vector<moves::Step> steps;
        board::SquareSet region = board->no_squares();
        state::flood(*board, state.boxes, state.player, region);
        moves::generate_steps(*board, state.boxes, region, moves::Side::forward, steps);
        std::erase_if(steps, [&](const moves::Step& step) { return !board->is_live(step.to); });
        if (steps.empty()) {
            break;
        }
        pushes.push_back(steps[rng.below(steps.size())]);
        moves::apply(*board, pushes.back(), moves::Side::forward, state);
    }
    const auto head = moves::lurd_of(*board, {board->box_set(), board->player()}, pushes);
    const SolveResult best = solved(level, Objective::pushes, "astar");
    const SolveResult tail = solved(level_of(level, *board, state), Objective::any, "greedy");
    if (!head || best.optimal != Optimality::pushes || tail.verdict != Verdict::solved) {
        return std::nullopt;
    }
    return LongSolution{level, *head + tail.solution, best.pushes};
}

std::vector<LongSolution> long_solutions(int count, int side, int boxes, int random_pushes) {
    std::vector<LongSolution> found;
    for (std::uint64_t seed = 1; std::ssize(found) < count; ++seed) {
        if (auto solution = long_solution(seed, side, boxes, random_pushes)) {
            found.push_back(*std::move(solution));
        }
    }
    return found;
}

int optimal_moves(const puzzles::Level& level) {
    const SolveResult result = solved(level, Objective::moves, "auto");
    return result.optimal == Optimality::moves ? result.moves : -1;
}

}  // namespace kura::testing
