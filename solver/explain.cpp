#include "solver/explain.hpp"

#include <algorithm>
#include <utility>

namespace kura {
namespace {

std::vector<Explanation::Figure> figures_of(const std::vector<search::Figure>& figures) {
    std::vector<Explanation::Figure> copies;
    for (const search::Figure& figure : figures) {
        copies.push_back({figure.name, figure.count});
    }
    return copies;
}

std::string no_less_than(int cost, Optimality unit) {
    return "that no solution has less than " + std::to_string(cost) +
           (unit == Optimality::moves ? " moves" : " pushes");
}

}  // namespace

std::vector<std::string> rows_of(const puzzles::Level& level, const board::Board& board,
                                 const state::State& state) {
    std::vector<std::string> rows = level.rows;
    for (std::string& row : rows) {
        std::replace(row.begin(), row.end(), '@', ' ');
        std::replace(row.begin(), row.end(), '+', '.');
    }
    const auto set = [&](board::Square square, char plain, char on_goal) {
        const board::Position2d where = board.where(square);
        rows[static_cast<std::size_t>(where.row)][static_cast<std::size_t>(where.column)] =
            board.is_goal(square) ? on_goal : plain;
    };
    board.box_set().for_each([&](board::Square box) { set(box, ' ', '.'); });
    state.boxes.for_each([&](board::Square box) { set(box, '$', '*'); });
    if (state.player != board::kNoSquare) {
        set(state.player, '@', '+');
    }
    return rows;
}

std::vector<Explanation::Lane> explain_lanes(const puzzles::Level& level, const board::Board& board,
                                             const std::vector<search::LaneSpec>& lanes,
                                             const std::vector<search::LaneReport>& reports) {
    std::uint64_t all_work = 0;
    for (const search::LaneReport& report : reports) {
        all_work += report.work;
    }
    std::vector<Explanation::Lane> explained;
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        const search::LaneReport& report = reports[i];
        Explanation::Lane lane;
        lane.name = lanes[i].name;
        lane.backward = lanes[i].side == moves::Side::backward;
        lane.proves = lanes[i].proves;
        lane.expanded = report.expanded;
        lane.generated = report.generated;
        lane.pruned = report.pruned;
        lane.share = lanes.size() == 1 ? 1.0
                     : all_work == 0
                         ? 0.0
                         : static_cast<double>(report.work) / static_cast<double>(all_work);
        lane.dead = figures_of(report.notes.dead);
        lane.figures = figures_of(report.notes.figures);
        lane.plan = report.notes.plan;
        if (report.notes.best) {
            lane.best_text = report.notes.best->text;
            lane.best_rows = rows_of(level, board, report.notes.best->state);
        }
        explained.push_back(std::move(lane));
    }
    return explained;
}

Contradiction describe(const search::Contradiction& contradiction, const puzzles::Level& level,
                       const board::Board& board, const std::vector<search::LaneSpec>& lanes,
                       Objective objective, const puzzles::Verification& found) {
    const auto name = [&](int lane) {
        return lane >= 0 ? lanes[static_cast<std::size_t>(lane)].name : std::string("?");
    };
    const bool moves = objective == Objective::moves;
    Contradiction described;
    described.prover = name(contradiction.prover);
    described.claim =
        contradiction.claimed >= search::kNoIncumbent
            ? "that there is no solution"
            : no_less_than(contradiction.claimed, moves ? Optimality::moves : Optimality::pushes);
    described.finder = name(contradiction.finder);
    described.solution = found.canonical;
    described.pushes = found.pushes;
    described.moves = found.moves;
    if (contradiction.lost) {
        described.lost_after = contradiction.lost->pushes;
        described.lost_rows = rows_of(level, board, contradiction.lost->state);
    }
    return described;
}

std::optional<Contradiction> refuted_by_file(const puzzles::Level& level,
                                             const SolveResult& result) {
    const bool unsolvable = result.verdict == Verdict::unsolvable;
    if (!unsolvable && result.optimal == Optimality::none) {
        return std::nullopt;
    }
    const bool by_moves = result.optimal == Optimality::moves;
    const int claimed = by_moves ? result.moves : result.pushes;
    for (const puzzles::StoredMoves& stored : level.solutions) {
        const puzzles::Verification verified = puzzles::verify(level, stored.lurd);
        const int cost = by_moves ? verified.moves : verified.pushes;
        if (verified.solved && (unsolvable || cost < claimed)) {
            return Contradiction{.prover = result.strategy,
                                 .claim = unsolvable ? "that there is no solution"
                                                     : no_less_than(claimed, result.optimal),
                                 .finder = "the puzzle's file",
                                 .solution = verified.canonical,
                                 .pushes = verified.pushes,
                                 .moves = verified.moves,
                                 .lost_rows = {}};
        }
    }
    return std::nullopt;
}

void raise_alarm(SolveResult& result, Contradiction contradiction) {
    result.verdict = Verdict::gave_up;
    result.reason = Reason::contradiction;
    result.detail = contradiction.prover + " proved " + contradiction.claim + ", but " +
                    contradiction.finder + " has one of " + std::to_string(contradiction.pushes) +
                    " pushes that replays: a bug, please report it";
    result.optimal = Optimality::none;
    result.has_solution = false;
    result.solution.clear();
    result.pushes = 0;
    result.moves = 0;
    result.lower_bound = 0;
    result.contradiction = std::move(contradiction);
}

}  // namespace kura
