#include "solver/generate/generator.hpp"

#include "solver/base/limits.hpp"
#include "solver/generate/layout.hpp"
#include "solver/generate/symmetry.hpp"
#include "solver/moves/push.hpp"
#include "solver/state/key_codec.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace kura::generate {
namespace {

using board::Board;
using board::Square;
using board::SquareSet;

constexpr int kStatesMax = 1'000'000;
// Squares flooded for the ways of the boxes of one state. Boards of 14x14 stay below; on large
// ones only the first pulls of each way are looked at, breadth first.
constexpr std::size_t kFloodedMax = 200'000;

// The states of a reverse search that were seen, by a hash of their keys: two that collide cost
// no more than a state not looked at.
class Seen {
  public:
    explicit Seen(const Board& board)
        : codec_(board), key_(static_cast<std::size_t>(codec_.key_bytes())), slots_(kSlotsMin) {}

    bool insert(const state::State& state) {
        codec_.encode(state.boxes, state.player, 0, key_.data());
        const std::uint64_t hash = std::max<std::uint64_t>(codec_.state_hash(key_.data()), 1);
        if (2 * used_ >= slots_.size()) {
            grow();
        }
        std::uint64_t& slot = slot_of(hash);
        if (slot == hash) {
            return false;
        }
        slot = hash;
        ++used_;
        return true;
    }

  private:
    static constexpr std::size_t kSlotsMin = 1024;  // a power of two, as all later sizes

    std::uint64_t& slot_of(std::uint64_t hash) {
        std::size_t place = hash & (slots_.size() - 1);
        while (slots_[place] != 0 && slots_[place] != hash) {
            place = (place + 1) & (slots_.size() - 1);
        }
        return slots_[place];
    }

    void grow() {
        std::vector<std::uint64_t> old(2 * slots_.size());
        old.swap(slots_);
        for (const std::uint64_t hash : old) {
            if (hash != 0) {
                slot_of(hash) = hash;
            }
        }
    }

    state::KeyCodec codec_;
    std::vector<std::uint8_t> key_;
    std::vector<std::uint64_t> slots_;  // 0: free
    std::size_t used_ = 0;
};

using Layer = std::vector<state::State>;

// All boxes on goals, one state for each part of the board the player may be in.
Layer solved_states(const Board& board, Seen& seen) {
    Layer layer;
    board.all_squares().for_each([&](Square square) {
        if (!board.is_goal(square)) {
            const state::State state{board.goal_set(),
                                     state::normalised_player(board, board.goal_set(), square)};
            if (seen.insert(state)) {
                layer.push_back(state);
            }
        }
    });
    return layer;
}

// A state in the middle of the pulls of one box.
struct Pulled {
    state::State state;
    Square box = board::kNoSquare;  // the box that is being pulled; none: any may be
};

// What one more layer away from solved means: one pull; or one box pulled as far as it likes,
// since a puzzle is the harder the more often its boxes get in each other's way.
Layer pulled_once(const Board& board, const Layer& layer, bool whole_ways, Seen& seen) {
    Layer next;
    SquareSet region = board.no_squares();
    std::vector<moves::Step> steps;
    std::vector<Pulled> open;
    const std::size_t ways_max = kFloodedMax / static_cast<std::size_t>(board.square_count()) + 1;
    for (const state::State& state : layer) {
        open.assign(1, {state, board::kNoSquare});
        for (std::size_t head = 0; head < open.size(); ++head) {
            const Pulled from = open[head];
            state::flood(board, from.state.boxes, from.state.player, region);
            steps.clear();
            moves::generate_steps(board, from.state.boxes, region, moves::Side::backward, steps);
            for (const moves::Step& step : steps) {
                if (from.box != board::kNoSquare && step.from != from.box) {
                    continue;
                }
                state::State after = from.state;
                moves::apply(board, step, moves::Side::backward, after);
                after.player = state::normalised_player(board, after.boxes, after.player);
                if (seen.insert(after)) {
                    next.push_back(after);
                    if (whole_ways && open.size() < ways_max) {
                        open.push_back({std::move(after), step.to});
                    }
                }
            }
        }
    }
    return next;
}

int boxes_on_goals(const Board& board, const state::State& state) {
    SquareSet on_goals = state.boxes;
    on_goals &= board.goal_set();
    return on_goals.count();
}

// Cuts a layer down to `count` states: of twice as many drawn at random, those with the fewest
// boxes on goals, so that many boxes get away in time. The order is random in any case.
void keep_some(const Board& board, Layer& layer, std::size_t count, base::Rng& rng) {
    std::vector<std::pair<int, std::size_t>> drawn;
    for (std::size_t i = 0; i < layer.size(); ++i) {
        drawn.emplace_back(boxes_on_goals(board, layer[i]), i);
    }
    for (std::size_t i = drawn.size(); i > 1; --i) {
        std::swap(drawn[i - 1], drawn[rng.below(i)]);
    }
    if (drawn.size() > count) {
        drawn.resize(std::min(drawn.size(), 2 * count));
        std::stable_sort(drawn.begin(), drawn.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
        drawn.resize(count);
    }
    Layer kept;
    for (const auto& [on_goals, index] : drawn) {
        kept.push_back(layer[index]);
    }
    layer = std::move(kept);
}

std::vector<std::string> rows_of(const Board& board, const std::vector<std::string>& layout,
                                 const state::State& state, Square player) {
    std::vector<std::string> rows = layout;
    board.all_squares().for_each([&](Square square) {
        const bool goal = board.is_goal(square);
        const char c = state.boxes.contains(square) ? (goal ? '*' : '$')
                       : square == player           ? (goal ? '+' : '@')
                                                    : (goal ? '.' : ' ');
        const board::Position2d where = board.where(square);
        rows[static_cast<std::size_t>(where.row)][static_cast<std::size_t>(where.column)] = c;
    });
    return trimmed_rows(rows);
}

}  // namespace

base::Result<Generator> Generator::make(const GeneratorOptions& options) {
    const auto bad = [](const char* message) {
        return base::fail(base::ErrorCode::bad_input, message);
    };
    if (options.rows < 4 || options.rows > base::kBoardSideMax || options.columns < 4 ||
        options.columns > base::kBoardSideMax) {
        return bad("rows and columns must be from 4 to 64");
    }
    if (options.boxes < 1 || options.boxes > base::kBoxesMax ||
        2 * options.boxes + 1 > (options.rows - 2) * (options.columns - 2)) {
        return bad("so many boxes have no room on a board of this size");
    }
    if (options.states_max < 1 || options.states_max > kStatesMax || options.layer_max < 1 ||
        options.attempts_max < 1) {
        return bad("the limits of the generator must be positive, its states at most a million");
    }
    return Generator(options);
}

// Pulls the boxes off their goals as far as the limits allow.
std::optional<std::vector<std::string>> Generator::pulled_apart(
    const std::vector<std::string>& layout) {
    puzzles::Level filled;
    filled.rows = layout;
    for (std::string& row : filled.rows) {
        const std::size_t column = row.find(' ');
        if (column != std::string::npos) {
            row[column] = '@';
            break;
        }
    }
    const auto board = Board::make(filled, {.simplify = false, .live_only = false});
    if (!board) {
        return std::nullopt;
    }
    Seen seen(*board);
    Layer layer = solved_states(*board, seen);
    Layer deepest;
    int expanded = 0;
    while (!layer.empty() && expanded < options_.states_max) {
        keep_some(*board, layer, static_cast<std::size_t>(options_.layer_max), rng_);
        expanded += static_cast<int>(layer.size());
        deepest = std::move(layer);
        layer = pulled_once(*board, deepest, options_.boxes > 1, seen);
    }
    const auto chosen = std::min_element(
        deepest.begin(), deepest.end(), [&](const state::State& a, const state::State& b) {
            return boxes_on_goals(*board, a) < boxes_on_goals(*board, b);
        });
    if (chosen == deepest.end() || 4 * boxes_on_goals(*board, *chosen) > options_.boxes) {
        return std::nullopt;
    }
    SquareSet region = board->no_squares();
    state::flood(*board, chosen->boxes, chosen->player, region);
    std::vector<Square> places;
    region.for_each([&](Square square) { places.push_back(square); });
    return rows_of(*board, layout, *chosen, places[rng_.below(places.size())]);
}

std::optional<puzzles::Level> Generator::next() {
    for (int attempt = 0; attempt < options_.attempts_max; ++attempt) {
        ++draws_;
        const Layout layout =
            random_layout({options_.rows, options_.columns, options_.boxes}, rng_);
        if (layout.empty()) {
            continue;
        }
        const auto rows = pulled_apart(layout);
        if (rows && forms_.insert(canonical_form(*rows)).second) {
            puzzles::Level level;
            level.title =
                "Generated " + std::to_string(options_.seed) + "-" + std::to_string(draws_);
            level.rows = *rows;
            return level;
        }
    }
    return std::nullopt;
}

std::vector<puzzles::Level> Generator::next_accepted(
    int count, const std::function<bool(const puzzles::Level&)>& accept) {
    std::vector<puzzles::Level> levels;
    int refused = 0;
    while (static_cast<int>(levels.size()) < count && refused < options_.attempts_max) {
        auto level = next();
        if (!level) {
            break;
        }
        if (accept(*level)) {
            levels.push_back(std::move(*level));
            refused = 0;
        } else {
            ++refused;
        }
    }
    return levels;
}

}  // namespace kura::generate
