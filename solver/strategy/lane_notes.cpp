#include "solver/strategy/lane_notes.hpp"

#include <algorithm>
#include <string_view>

namespace kura::strategy {

std::string square_name(const board::Board& board, board::Square square) {
    constexpr int kLetters = 26;
    const board::Position2d where = board.where(square);
    std::string name;
    if (where.column >= kLetters) {
        name += static_cast<char>('a' + where.column / kLetters - 1);
    }
    name += static_cast<char>('a' + where.column % kLetters);
    return name + std::to_string(where.row + 1);
}

std::vector<std::string> steps_of(const board::Board& board, const plan::PackingPlan& plan) {
    std::vector<std::string> steps;
    for (const plan::PlanEntry& entry : plan.entries()) {
        std::string from;
        if (entry.from != board::kNoSquare) {
            from = square_name(board, entry.from) + "-";
        } else if (static_cast<int>(steps.size()) >= plan.initial_count()) {
            from = "sink-";
        }
        steps.push_back(from + square_name(board, entry.to));
    }
    return steps;
}

std::vector<search::Figure> figures_of(const deadlock::Tally& tally) {
    std::vector<search::Figure> figures;
    for (std::size_t kind = 0; kind < deadlock::kTestNames.size(); ++kind) {
        if (const std::uint64_t count = tally.of(static_cast<deadlock::Test>(kind)); count > 0) {
            figures.push_back({deadlock::kTestNames[kind], count});
        }
    }
    return figures;
}

std::optional<search::NotedState> ClosestState::note(moves::Side side) const {
    if (bound_ == search::kNoIncumbent) {
        return std::nullopt;
    }
    const bool forward = side == moves::Side::forward;
    const std::string_view unit =
        bound_ == 1 ? (forward ? "push" : "pull") : (forward ? "pushes" : "pulls");
    return search::NotedState{
        .state = state_,
        .rank = static_cast<std::uint64_t>(std::max(bound_, 0)),
        .text = "at least " + std::to_string(bound_) + " " + std::string(unit) + " to go"};
}

}  // namespace kura::strategy
