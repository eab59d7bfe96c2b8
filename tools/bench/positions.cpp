#include "tools/bench/positions.hpp"

#include "solver/base/rng.hpp"
#include "solver/bound/matching.hpp"
#include "solver/state/key_codec.hpp"
#include "solver/state/placement_hash.hpp"
#include "solver/strategy/expander.hpp"

#include <set>
#include <string>
#include <utility>

namespace kura::bench {

namespace {

constexpr std::uint64_t kSeed = 1;
constexpr std::size_t kMemoryMax = std::size_t{256} << 20;
constexpr int kStepsMax = 60;                  // of one walk
constexpr std::size_t kStepsPerPosition = 50;  // at most, so that small boards come to an end

class Walker {
  public:
    explicit Walker(const board::Board& board)
        : board_(board),
          budget_(kMemoryMax),
          knowledge_(board, strategy::Rules{}, false, budget_),
          expander_(knowledge_, moves::Side::forward),
          codec_(board) {}

    std::vector<Position> walk(std::size_t count) {
        std::size_t steps_left = count * kStepsPerPosition;
        while (positions_.size() < count && steps_left > 0) {
            state::State state{board_.box_set(), board_.player()};
            state.player = state::normalised_player(board_, state.boxes, state.player);
            board::Square moved = board::kNoSquare;
            int steps = 0;
            do {
                --steps_left;
                ++steps;
            } while (step(state, moved) && steps < kStepsMax && steps_left > 0 &&
                     positions_.size() < count);
        }
        return std::move(positions_);
    }

  private:
    struct Next {
        state::State state;
        board::Square moved;
    };

    // Keeps the state and goes on from it. Ensures: false where the walk ends.
    bool step(state::State& state, board::Square& moved) {
        if (expander_.open(state, state::placement_hash(state.boxes), moved) >=
            bound::kInfeasible) {
            return false;
        }
        next_.clear();
        expander_.children([&](const strategy::Child& child, const board::SquareSet& boxes) {
            next_.push_back({{boxes, child.player}, child.step.to});
        });
        keep(state, moved);
        if (next_.empty()) {
            return false;
        }
        const Next& chosen = next_[rng_.below(next_.size())];
        state = chosen.state;
        moved = chosen.moved;
        return !(state.boxes == board_.goal_set());
    }

    void keep(const state::State& state, board::Square moved) {
        std::string key(static_cast<std::size_t>(codec_.key_bytes()), '\0');
        codec_.encode(state.boxes, state.player, 0, reinterpret_cast<std::uint8_t*>(key.data()));
        if (!seen_.insert(key).second) {
            return;
        }
        Position position{state, board_.no_squares(), moved, {}};
        state::flood(board_, state.boxes, state.player, position.region);
        moves::generate_steps(board_, state.boxes, position.region, moves::Side::forward,
                              position.pushes);
        std::erase_if(position.pushes,
                      [&](const moves::Step& push) { return !board_.is_live(push.to); });
        positions_.push_back(std::move(position));
    }

    const board::Board& board_;
    base::MemoryBudget budget_;
    const strategy::Knowledge knowledge_;
    strategy::Expander expander_;
    const state::KeyCodec codec_;
    base::Rng rng_{kSeed};
    std::vector<Next> next_;
    std::set<std::string> seen_;
    std::vector<Position> positions_;
};

}  // namespace

std::vector<BoardPositions> make_positions(std::span<const puzzles::Level> levels,
                                           std::size_t positions_per_board) {
    std::vector<BoardPositions> boards;
    for (const puzzles::Level& level : levels) {
        base::Result<board::Board> made = board::Board::make(level);
        if (!made || made->solved_at_start() || !made->box_set().is_subset_of(made->live_set())) {
            continue;
        }
        BoardPositions board{std::make_unique<const board::Board>(*std::move(made)), {}};
        board.positions = Walker(*board.board).walk(positions_per_board);
        boards.push_back(std::move(board));
    }
    return boards;
}

std::uint64_t count_positions(const std::vector<BoardPositions>& boards) {
    std::uint64_t count = 0;
    for (const BoardPositions& board : boards) {
        count += board.positions.size();
    }
    return count;
}

std::uint64_t count_pushes(const std::vector<BoardPositions>& boards) {
    std::uint64_t count = 0;
    for (const BoardPositions& board : boards) {
        for (const Position& position : board.positions) {
            count += position.pushes.size();
        }
    }
    return count;
}

}  // namespace kura::bench
