#include "solver/deadlock/pattern_search.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace kura::deadlock {

using board::Square;
using board::SquareSet;

namespace {

constexpr SmallSearch::Free kBothAxes{.area = nullptr, .both_axes = true};
constexpr std::array<std::size_t, 2> kWindows{4, 6};  // boxes
constexpr int kWindowRadiusMax = 4;                   // squares, either way
// Keys of windows never look like keys of corrals or rooms.
constexpr unsigned kWindowMark = 0x4000;

}  // namespace

PatternSearch::PatternSearch(const board::Board& board, const PairTable* pairs, PatternStore& store,
                             CorralCache& cache, PatternOptions options)
    : board_(board),
      store_(store),
      cache_(cache),
      options_(options),
      no_walls_(board, board.no_squares()),
      search_(board, pairs) {}

bool PatternSearch::offer(const state::State& state, const WallFacts& facts) {
    if (store_.is_full()) {
        return false;
    }
    ++stats_.offers;
    if (try_with(state, no_walls_) || try_windows(state)) {
        return true;
    }
    if (facts.walls.empty()) {
        return false;
    }
    state::State rest = state;
    rest.boxes -= facts.walls;
    return try_with(rest, facts);
}

bool PatternSearch::is_dead(const state::State& state, const WallFacts& facts) {
    const CorralVerdict verdict = search_.run(state, facts, kBothAxes, options_.positions_max);
    stats_.alive += verdict == CorralVerdict::alive ? 1 : 0;
    stats_.unknown += verdict == CorralVerdict::unknown ? 1 : 0;
    return verdict == CorralVerdict::dead;
}

// Drops boxes that the proof doesn't need.
void PatternSearch::distil(state::State& dead, const WallFacts& facts) {
    const SquareSet boxes = dead.boxes;
    boxes.for_each([&](Square box) {
        dead.boxes.erase(box);
        if (!is_dead(dead, facts)) {
            dead.boxes.insert(box);
        }
    });
}

// The walls that the proof needs.
SquareSet PatternSearch::needed_walls(const state::State& dead, const WallFacts& facts) {
    SquareSet walls = facts.walls;
    facts.walls.for_each([&](Square wall) {
        walls.erase(wall);
        if (!is_dead(dead, WallFacts(board_, walls))) {
            walls.insert(wall);
        }
    });
    return walls;
}

bool PatternSearch::try_with(const state::State& state, const WallFacts& facts) {
    const state::State core = search_.without_free(state, facts, kBothAxes);
    if (try_core(core, facts)) {
        return true;
    }
    // The core was too large, or not dead as a whole in so many positions: perhaps a part is.
    SquareSet rest = core.boxes;
    while (!rest.empty()) {
        const SquareSet part = cluster_of(rest.first(), rest);
        rest -= part;
        if (part != core.boxes && try_core({part, core.player}, facts)) {
            return true;
        }
    }
    return false;
}

// The boxes that hang together with this one, no gap wider than a square.
SquareSet PatternSearch::cluster_of(Square box, const SquareSet& boxes) const {
    SquareSet cluster = board_.no_squares();
    SquareSet near = board_.no_squares();
    near.insert(box);
    for (bool grown = true; grown;) {
        SquareSet more = near;
        more &= boxes;
        grown = !more.is_subset_of(cluster);
        cluster |= more;
        more.for_each([&](Square at) {
            for (const Square next : board_.ring(at)) {
                if (next == board::kNoSquare) {
                    continue;
                }
                near.insert(next);
                for (const Square beyond : board_.neighbours(next)) {
                    if (beyond != board::kNoSquare) {
                        near.insert(beyond);
                    }
                }
            }
        });
    }
    return cluster;
}

// Tries the boxes nearest to each box; what was tried before is told by the cache.
bool PatternSearch::try_windows(const state::State& state) {
    bool found = false;
    state.boxes.for_each([&](Square center) {
        const board::Position2d middle = board_.where(center);
        nearest_.clear();
        state.boxes.for_each([&](Square box) {
            const board::Position2d at = board_.where(box);
            const int rows = std::abs(at.row - middle.row);
            const int columns = std::abs(at.column - middle.column);
            if (std::max(rows, columns) <= kWindowRadiusMax) {
                nearest_.emplace_back(8 * std::max(rows, columns) + std::min(rows, columns), box);
            }
        });
        std::sort(nearest_.begin(), nearest_.end());
        for (const std::size_t boxes : kWindows) {
            if (!found && boxes <= nearest_.size()) {
                state::State window{board_.no_squares(), state.player};
                for (std::size_t i = 0; i < boxes; ++i) {
                    window.boxes.insert(nearest_[i].second);
                }
                found = try_window(window);
            }
        }
    });
    return found;
}

bool PatternSearch::try_window(state::State window) {
    window.player = state::normalised_player(board_, window.boxes, window.player);
    CorralKey key;
    key.squares.fill(board::kNoSquare);
    key.squares[0] = window.player;
    key.squares[1] = static_cast<Square>(kWindowMark);
    std::size_t used = 2;
    window.boxes.for_each([&](Square box) { key.squares[used++] = box; });
    if (cache_.query(key).verdict != CorralVerdict::absent) {
        return false;
    }
    const bool dead = try_core(window, no_walls_);
    cache_.store(key, dead ? CorralVerdict::dead : CorralVerdict::unknown);
    return dead;
}

bool PatternSearch::try_core(state::State core, const WallFacts& facts) {
    if (core.boxes.is_subset_of(board_.goal_set())) {
        ++stats_.alive;
        return false;
    }
    if (core.boxes.count() > options_.boxes_max) {
        ++stats_.too_many;
        return false;
    }
    if (!is_dead(core, facts)) {
        return false;
    }
    distil(core, facts);
    Pattern pattern{core.boxes, needed_walls(core, facts), board_.no_squares()};
    SquareSet blocked = core.boxes;
    blocked |= pattern.walls;
    state::flood(board_, blocked, core.player, pattern.region);
    store_.add(pattern);
    ++stats_.dead;
    return true;
}

}  // namespace kura::deadlock
