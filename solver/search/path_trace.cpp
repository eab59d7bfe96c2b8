#include "solver/search/path_trace.hpp"

#include "solver/moves/macro.hpp"
#include "solver/state/placement_hash.hpp"

#include <algorithm>

namespace kura::search {
namespace {

using board::Board;
using board::Square;
using state::State;

// The step that an arrival stands for, and the player's square before it.
struct Undone {
    moves::Step step;
    Square player_before;
};

std::optional<Undone> read_arrival(const Board& board, const LaneSpec& spec, Arrival arrival) {
    const auto squares = static_cast<Square>(board.square_count());
    if (arrival.to >= squares || arrival.from >= squares) {
        return std::nullopt;
    }
    if (!spec.exact_player) {
        const moves::Step step{arrival.from, arrival.to, arrival.side};
        const Square player = board.neighbour(step.from, step.side);
        return player == board::kNoSquare ? std::nullopt : std::optional<Undone>({step, player});
    }
    // The box came from the square next to `to` on the player's side.
    const Square from = board.neighbour(arrival.to, arrival.side);
    if (from == board::kNoSquare) {
        return std::nullopt;
    }
    return Undone{{from, arrival.to, arrival.side}, arrival.from};
}

}  // namespace

std::optional<Trace> trace_to_root(const Board& board, const state::KeyCodec& codec,
                                   const LaneSpec& spec, int lane, const State& state,
                                   const Lookup& lookup) {
    Trace trace;
    State at = state;
    moves::MacroGenerator macros(board);
    std::vector<std::uint8_t> key(static_cast<std::size_t>(codec.key_bytes()));
    for (int length = 0; length <= base::kPushesMax; ++length) {
        codec.encode(at.boxes, at.player, lane, key.data());
        const std::uint64_t word = lookup(state::placement_hash(at.boxes), key.data());
        if (word == 0) {
            return std::nullopt;
        }
        const Arrival arrival = word_arrival(spec.order, word);
        if (arrival.is_root()) {
            std::reverse(trace.steps.begin(), trace.steps.end());
            return trace;
        }
        const std::optional<Undone> undone = read_arrival(board, spec, arrival);
        if (!undone || !at.boxes.contains(undone->step.to)) {
            return std::nullopt;
        }
        const Square player_after = at.player;
        at.boxes.erase(undone->step.to);
        if (at.boxes.contains(undone->step.from)) {
            return std::nullopt;
        }
        at.boxes.insert(undone->step.from);
        if (at.boxes.contains(undone->player_before)) {
            return std::nullopt;
        }
        at.player = spec.exact_player
                        ? undone->player_before
                        : state::normalised_player(board, at.boxes, undone->player_before);
        if (!spec.macros) {
            trace.steps.push_back(undone->step);
            continue;
        }
        const std::vector<moves::Step> steps =
            macros.expand(at, undone->step.from, undone->step.to, player_after, spec.side);
        if (steps.empty()) {
            return std::nullopt;
        }
        trace.steps.insert(trace.steps.end(), steps.rbegin(), steps.rend());
    }
    return std::nullopt;
}

std::vector<moves::Step> reversed_to_pushes(const Trace& trace) {
    std::vector<moves::Step> pushes;
    pushes.reserve(trace.steps.size());
    for (auto step = trace.steps.rbegin(); step != trace.steps.rend(); ++step) {
        pushes.push_back({step->to, step->from, step->side});
    }
    return pushes;
}

}  // namespace kura::search
