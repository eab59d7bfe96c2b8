#include "solver/search/contradiction.hpp"

#include "solver/state/placement_hash.hpp"

#include <algorithm>
#include <cstdint>

namespace kura::search {

std::optional<LostState> lost_on_the_way(const board::Board& board, const state::KeyCodec& codec,
                                         const LaneSpec& spec, int lane,
                                         const std::vector<moves::Step>& steps,
                                         const Lookup& lookup) {
    std::vector<LostState> way;
    state::State state{board.box_set(), board.player()};
    for (int pushes = 0; pushes <= static_cast<int>(steps.size()); ++pushes) {
        way.push_back({{state.boxes, spec.exact_player ? state.player
                                                       : state::normalised_player(
                                                             board, state.boxes, state.player)},
                       pushes});
        if (pushes < static_cast<int>(steps.size())) {
            moves::apply(board, steps[static_cast<std::size_t>(pushes)], moves::Side::forward,
                         state);
        }
    }
    if (spec.side == moves::Side::backward) {
        std::reverse(way.begin(), way.end());
    }
    std::vector<std::uint8_t> key(static_cast<std::size_t>(codec.key_bytes()));
    for (const LostState& next : way) {
        if (!next.state.boxes.is_subset_of(board.live_set())) {
            return next;  // it has no key
        }
        codec.encode(next.state.boxes, next.state.player, lane, key.data());
        if (lookup(state::placement_hash(next.state.boxes), key.data()) == 0) {
            return next;
        }
    }
    return std::nullopt;
}

}  // namespace kura::search
