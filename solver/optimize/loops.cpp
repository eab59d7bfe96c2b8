#include "solver/optimize/loops.hpp"

#include "solver/state/key_codec.hpp"

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace kura::optimize {

std::optional<SolutionPath> without_loops(const board::Board& board, const SolutionPath& path) {
    const state::KeyCodec codec(board);
    state::State state{board.box_set(), board.player()};
    std::vector<std::string> keys;
    std::unordered_map<std::string, int> last;
    for (int i = 0; i <= path.size(); ++i) {
        std::string key(static_cast<std::size_t>(codec.key_bytes()), '\0');
        codec.encode(state.boxes, state::normalised_player(board, state.boxes, state.player), 0,
                     reinterpret_cast<std::uint8_t*>(key.data()));
        last[key] = i;
        keys.push_back(std::move(key));
        if (i < path.size()) {
            moves::apply(board, path.push(i), moves::Side::forward, state);
        }
    }
    std::vector<moves::Step> pushes;
    int at = last[keys.front()];
    while (at < path.size()) {
        pushes.push_back(path.push(at));
        at = last[keys[static_cast<std::size_t>(at) + 1]];
    }
    if (std::ssize(pushes) == path.size()) {
        return std::nullopt;
    }
    return SolutionPath::make(board, std::move(pushes));
}

}  // namespace kura::optimize
