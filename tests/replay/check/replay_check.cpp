#include "tests/replay/check/replay_check.hpp"

#include "solver/base/memory_budget.hpp"
#include "solver/deadlock/two_by_two.hpp"
#include "solver/state/placement_hash.hpp"
#include "solver/strategy/expander.hpp"
#include "tests/replay/check/part_check.hpp"

#include <algorithm>
#include <cstddef>

namespace kura::replay {
namespace {

using board::Board;
using board::Direction;
using board::Square;
using board::SquareSet;
using moves::Side;
using moves::Step;
using state::State;

constexpr std::size_t kCacheBytes = std::size_t{4} << 20;

strategy::Rules rules_without_pi_corral() {
    strategy::Rules rules;
    rules.pi_corral = false;
    return rules;
}

class Check {
  public:
    Check(const Board& board, const LineOfPlay& line, const Options& options, Report& report)
        : board_(board),
          line_(line),
          options_(options),
          report_(report),
          knowledge_(board, strategy::Rules{}, true, budget_),
          plain_knowledge_(board, rules_without_pi_corral(), true, budget_),
          cache_(budget_, kCacheBytes),
          corral_(board, cache_,
                  {.positions_first = options.corral_positions,
                   .positions_max = std::max<std::uint32_t>(20000, options.corral_positions)}),
          pi_corral_(board),
          hopeless_(board) {}

    void run() {
        check_bounds(Side::forward);
        check_bounds(Side::backward);
        for (std::size_t i = 0; i < line_.states.size(); ++i) {
            forward_state(i);
            ++report_.forward_states;
        }
        for (std::size_t i = line_.states.size(); i-- > 0;) {
            backward_state(i);
            ++report_.backward_states;
        }
        check_parts(board_, line_, budget_, options_.corral_positions,
                    [this](const char* detector, std::size_t at) { demand(false, at, detector); });
        check_expander(knowledge_, Side::forward, "expander");
        check_expander(plain_knowledge_, Side::forward, "expander without PI-corrals");
        check_expander(knowledge_, Side::backward, "backward expander");
    }

  private:
    void demand(bool fine, std::size_t at, const char* detector) {
        if (!fine) {
            report_.findings.push_back(
                {detector, static_cast<int>(at), picture_of(board_, line_.states[at])});
        }
    }
    [[nodiscard]] int pushes_left(std::size_t at) const {
        return static_cast<int>(line_.pushes.size() - at);
    }
    // Where the box of the push (or pull) that led to state `at` came to stand.
    [[nodiscard]] Square moved(std::size_t at, Side side) const {
        if (side == Side::forward) {
            return at == 0 ? board::kNoSquare : line_.pushes[at - 1].to;
        }
        return at + 1 == line_.states.size() ? board::kNoSquare : line_.pushes[at].from;
    }

    void forward_state(std::size_t at) {
        const State& state = line_.states[at];
        const SquareSet& boxes = state.boxes;
        demand(boxes.is_subset_of(board_.live_set()), at, "live squares");
        boxes.for_each([&](Square box) {
            demand(!deadlock::makes_two_by_two(board_, boxes, box), at, "two by two");
            demand(!knowledge_.freeze.makes_deadlock(boxes, box), at, "freeze of one box");
            demand(!knowledge_.diagonals.makes_deadlock(boxes, box, state.player), at,
                   "closed diagonal of one box");
            demand(!knowledge_.forward_pairs->makes_deadlock(boxes, box, state.player), at,
                   "pair table of one box");
        });
        demand(!knowledge_.freeze.is_deadlock(boxes), at, "freeze");
        demand(!knowledge_.diagonals.is_deadlock(boxes, state.player), at, "closed diagonal");
        demand(!knowledge_.forward_pairs->is_deadlock(boxes, state.player), at, "pair table");
        if (const Square box = moved(at, Side::forward); box != board::kNoSquare) {
            demand(!corral_.is_dead(state, box), at, "corral search of one box");
        }
        demand(!corral_.is_dead(state), at, "corral search");
        check_frozen(at);
        if (boxes != board_.goal_set()) {
            check_pi_corral(at);
        }
        if (at < line_.pushes.size()) {
            const Step& push = line_.pushes[at];
            const Direction direction = board::opposite(push.side);
            demand(!hopeless_.alone(push.to, direction), at, "hopeless push alone");
            demand(!hopeless_.among(line_.states[at + 1].boxes, push.to, direction), at,
                   "hopeless push among all boxes");
        }
    }

    // Boxes that are called frozen are not pushed later.
    void check_frozen(std::size_t at) {
        const SquareSet frozen = knowledge_.freeze.frozen(line_.states[at].boxes);
        const SquareSet immovable = knowledge_.freeze.immovable(line_.states[at].boxes);
        demand(immovable.is_subset_of(frozen), at, "immovable but not frozen");
        report_.frozen += frozen.empty() ? 0 : 1;
        demand(frozen.is_subset_of(line_.states.back().boxes), at, "frozen off its last place");
        for (std::size_t i = at; i < line_.pushes.size() && !frozen.empty(); ++i) {
            if (frozen.contains(line_.pushes[i].from)) {
                demand(false, at, "frozen but pushed later");
                return;
            }
        }
    }

    // The proof behind PI-corrals: the solution's first push of a named box can be played now, and
    // what came before it still can be played after it, to the same state.
    void check_pi_corral(std::size_t at) {
        State state = line_.states[at];
        SquareSet region = board_.no_squares();
        state::flood(board_, state.boxes, state.player, region);
        const auto result = pi_corral_.find(state.boxes, region);
        demand(result.kind != deadlock::PiCorral::Kind::dead, at, "PI-corral without a push");
        if (result.kind != deadlock::PiCorral::Kind::restricted) {
            return;
        }
        ++report_.restricted;
        const auto first =
            std::find_if(line_.pushes.begin() + static_cast<std::ptrdiff_t>(at), line_.pushes.end(),
                         [&](const Step& push) { return result.boxes.contains(push.from); });
        demand(first != line_.pushes.end(), at, "PI-corral of boxes that are never pushed");
        if (first == line_.pushes.end()) {
            return;
        }
        const auto end = static_cast<std::size_t>(first - line_.pushes.begin());
        bool fine = try_push(state, *first);
        for (std::size_t i = at; i < end && fine; ++i) {
            fine = try_push(state, line_.pushes[i]);
        }
        demand(fine && state == line_.states[end + 1], at, "PI-corral push out of order");
    }

    bool try_push(State& state, const Step& push) const {
        const Square player = board_.neighbour(push.from, push.side);
        if (!state.boxes.contains(push.from) || state.boxes.contains(push.to) ||
            state.boxes.contains(player) ||
            state::normalised_player(board_, state.boxes, player) != state.player) {
            return false;
        }
        moves::apply(board_, push, Side::forward, state);
        state.player = state::normalised_player(board_, state.boxes, state.player);
        return true;
    }

    void backward_state(std::size_t at) {
        const State& state = line_.states[at];
        state.boxes.for_each([&](Square box) {
            demand(!knowledge_.backward_pairs->makes_deadlock(state.boxes, box, state.player), at,
                   "backward pair table of one box");
        });
        demand(!knowledge_.backward_pairs->is_deadlock(state.boxes, state.player), at,
               "backward pair table");
    }

    // Bounds never exceed what the solution still needs, plain, incremental and with frozen walls.
    void check_bounds(Side side) {
        bound::PushBound plain(board_, side);
        bound::PushBound fresh(board_, side);
        bound::PushBound walls(board_, side);
        for (std::size_t at = 0; at < line_.states.size(); ++at) {
            const State& state = line_.states[at];
            const int left = side == Side::forward ? pushes_left(at) : static_cast<int>(at);
            demand(plain.prepare(state) <= left, at, "bound");
            if (side == Side::forward) {
                walls.set_frozen(knowledge_.freeze.frozen(state.boxes));
                const int value = walls.prepare(state);
                demand(value <= left, at, "bound with frozen walls");
                demand(value >= plain.value(), at, "bound weaker with frozen walls");
            }
            const bool has_next = side == Side::forward ? left > 0 : at > 0;
            if (!has_next) {
                continue;
            }
            const std::size_t next = side == Side::forward ? at + 1 : at - 1;
            Step step = line_.pushes[std::min(at, next)];
            if (side == Side::backward) {
                std::swap(step.from, step.to);
            }
            const int exact = fresh.prepare(line_.states[next]);
            demand(plain.after(step) == exact, at, "incremental bound");
            demand(plain.value() >= bound::kInfeasible ||
                       plain.at_least_after(step.from, step.to, line_.states[next].player) <= exact,
                   at, "cheap bound above the exact one");
            demand(side == Side::backward || walls.after(step) <= left - 1, at,
                   "incremental bound with frozen walls");
        }
    }

    // What the search does: the solution's states stay open, and each has a way on. Where a
    // PI-corral narrows the pushes, the way on is the solution's first push of a named box.
    void check_expander(const strategy::Knowledge& knowledge, Side side, const char* name) {
        strategy::Expander expander(knowledge, side);
        for (std::size_t at = 0; at < line_.states.size(); ++at) {
            const State& state = line_.states[at];
            const int left = side == Side::forward ? pushes_left(at) : static_cast<int>(at);
            const int bound =
                expander.open(state, state::placement_hash(state.boxes), moved(at, side));
            demand(bound <= left, at, name);
            if (left == 0 || bound > left) {
                continue;
            }
            bool goes_on = false;
            expander.children([&](const strategy::Child& child, const SquareSet& boxes) {
                goes_on = goes_on || is_way_on(at, side, knowledge, child, boxes, left);
            });
            demand(goes_on, at, name);
        }
    }

    [[nodiscard]] bool is_way_on(std::size_t at, Side side, const strategy::Knowledge& knowledge,
                                 const strategy::Child& child, const SquareSet& boxes,
                                 int left) const {
        if (child.bound > left - 1 || child.placement_hash != state::placement_hash(boxes)) {
            return false;
        }
        if (side == Side::forward && knowledge.rules.pi_corral) {
            const auto first = std::find_if(
                line_.pushes.begin() + static_cast<std::ptrdiff_t>(at), line_.pushes.end(),
                [&](const Step& push) { return push.from == child.step.from; });
            return first != line_.pushes.end() && *first == child.step;
        }
        const State& next = line_.states[side == Side::forward ? at + 1 : at - 1];
        return next.boxes == boxes && next.player == child.player;
    }

    const Board& board_;
    const LineOfPlay& line_;
    const Options& options_;
    Report& report_;
    base::MemoryBudget budget_{std::size_t{256} << 20};
    const strategy::Knowledge knowledge_;
    const strategy::Knowledge plain_knowledge_;
    deadlock::CorralCache cache_;
    deadlock::CorralSearch corral_;
    const deadlock::PiCorral pi_corral_;
    const deadlock::HopelessPush hopeless_;
};

}  // namespace

Report& Report::operator+=(const Report& other) {
    forward_states += other.forward_states;
    backward_states += other.backward_states;
    restricted += other.restricted;
    frozen += other.frozen;
    findings.insert(findings.end(), other.findings.begin(), other.findings.end());
    return *this;
}

Report check_solution(const puzzles::Level& level, std::string_view lurd, const Options& options) {
    Report report;
    const base::Result<Board> board =
        Board::make(level, {.simplify = options.simplify, .live_only = true});
    if (!board) {
        report.problem = board.error().message;
        return report;
    }
    return check_line(*board, play(*board, level, lurd), options);
}

Report check_line(const Board& board, const LineOfPlay& line, const Options& options) {
    Report report;
    report.problem = line.why;
    if (line.why.empty() && board.box_count() > 0) {
        Check(board, line, options, report).run();
    }
    return report;
}

}  // namespace kura::replay
