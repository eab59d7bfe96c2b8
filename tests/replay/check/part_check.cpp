#include "tests/replay/check/part_check.hpp"

#include "solver/deadlock/corral_search.hpp"
#include "solver/deadlock/endgame.hpp"
#include "solver/deadlock/pattern_search.hpp"
#include "solver/deadlock/room_search.hpp"

namespace kura::replay {
namespace {

using board::Square;
using board::SquareSet;
using moves::Side;

constexpr std::size_t kCacheBytes = std::size_t{4} << 20;
constexpr std::size_t kOfferEvery = 24;  // positions; offering takes a search or two each time

class PartCheck {
  public:
    PartCheck(const board::Board& board, const LineOfPlay& line, base::MemoryBudget& budget,
              std::uint32_t positions, const Found& found)
        : board_(board),
          line_(line),
          found_(found),
          forward_pairs_(board, Side::forward),
          backward_pairs_(board, Side::backward),
          rooms_(board),
          cache_(budget, kCacheBytes),
          corrals_(board, cache_, {.positions_first = positions, .wide = true}),
          settled_(board),
          endgames_(board, &backward_pairs_, {.positions_max = positions, .queries_first = 1}),
          plain_endgames_(board, nullptr, {.distances = {3, 2}, .queries_first = 4}),
          room_search_(board, rooms_, &forward_pairs_, cache_, {.positions_first = positions}),
          patterns_(board, budget),
          pattern_search_(board, &forward_pairs_, patterns_, cache_, {.positions_max = 200}),
          off_line_(board) {}

    void run() {
        for (std::size_t at = 0; at < line_.states.size(); ++at) {
            const state::State& state = line_.states[at];
            const deadlock::SettledBoxes::Result result = settled_.find(state);
            if (result.dead) {
                found_("settled boxes", at);
                continue;
            }
            check_walls(at, *result.facts);
            demand(!endgames_.is_dead(state, *result.facts), at, "endgames");
            demand(!plain_endgames_.is_dead(state, *result.facts), at, "endgames without pairs");
            const Square moved = at == 0 ? board::kNoSquare : line_.pushes[at - 1].to;
            demand(!room_search_.is_dead(state, *result.facts, moved), at, "room of one box");
            demand(!room_search_.is_dead(state, *result.facts), at, "rooms");
            demand(!corrals_.is_dead(state), at, "wide corral search");
            demand(!patterns_.matches(state, result.facts->walls), at, "learned patterns");
            if (at % kOfferEvery == 0) {
                demand(!pattern_search_.offer(state, *result.facts), at, "pattern search");
                offer_dead_ends(at, *result.facts);
            }
        }
    }

  private:
    void demand(bool fine, std::size_t at, const char* detector) {
        if (!fine) {
            found_(detector, at);
        }
    }

    // Learns from positions that the solution avoided: those one push off its way.
    void offer_dead_ends(std::size_t at, const deadlock::WallFacts& facts) {
        const state::State& here = line_.states[at];
        SquareSet region = board_.no_squares();
        state::flood(board_, here.boxes, here.player, region);
        std::vector<moves::Step> steps;
        moves::generate_steps(board_, here.boxes, region, Side::forward, steps);
        for (const moves::Step& step : steps) {
            state::State next = here;
            moves::apply(board_, step, Side::forward, next);
            if (board_.is_live(step.to) && !facts.walls.contains(step.from)) {
                if (const auto result = off_line_.find(next); !result.dead) {
                    pattern_search_.offer(next, *result.facts);
                }
            }
        }
    }

    // The walls stay for ever, and what is said to follow from them does.
    void check_walls(std::size_t at, const deadlock::WallFacts& facts) {
        demand(facts.walls.is_subset_of(line_.states.back().boxes), at, "settled off a last place");
        for (std::size_t i = at; i < line_.pushes.size(); ++i) {
            if (facts.walls.contains(line_.pushes[i].from)) {
                found_("settled but pushed later", at);
                return;
            }
        }
        SquareSet rest = line_.states[at].boxes;
        rest -= facts.walls;
        demand(rest.is_subset_of(facts.live()), at, "live squares with walls");
        if (at < line_.pushes.size()) {
            const moves::Step& push = line_.pushes[at];
            SquareSet after = line_.states[at + 1].boxes;
            after -= facts.walls;
            demand(!facts.hopeless.among(after, push.to, board::opposite(push.side)), at,
                   "hopeless push with walls");
        }
    }

    const board::Board& board_;
    const LineOfPlay& line_;
    const Found& found_;
    const deadlock::PairTable forward_pairs_;
    const deadlock::PairTable backward_pairs_;
    const board::Rooms rooms_;
    deadlock::CorralCache cache_;
    deadlock::CorralSearch corrals_;
    deadlock::SettledBoxes settled_;
    deadlock::Endgames endgames_;
    deadlock::Endgames plain_endgames_;
    deadlock::RoomSearch room_search_;
    deadlock::PatternStore patterns_;
    deadlock::PatternSearch pattern_search_;
    deadlock::SettledBoxes off_line_;
};

}  // namespace

void check_parts(const board::Board& board, const LineOfPlay& line, base::MemoryBudget& budget,
                 std::uint32_t positions, const Found& found) {
    PartCheck(board, line, budget, positions, found).run();
}

}  // namespace kura::replay
