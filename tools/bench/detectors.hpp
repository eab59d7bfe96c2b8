// Detectors: the deadlock tests of one board, each asked about all positions of it.
// Shape:    push tests look at each child, position tests at each state; every one answers how
//           often it found a deadlock
// Threads:  one owner; the positions outlive this
// Errors:   none
#pragma once

#include "solver/bound/push_bound.hpp"
#include "solver/deadlock/closed_diagonal.hpp"
#include "solver/deadlock/corral_search.hpp"
#include "solver/deadlock/endgame.hpp"
#include "solver/deadlock/pattern_search.hpp"
#include "solver/deadlock/pi_corral.hpp"
#include "solver/deadlock/room_search.hpp"
#include "tools/bench/positions.hpp"

#include <cstdint>
#include <memory>

namespace kura::bench {

class Detectors {
  public:
    explicit Detectors(const BoardPositions& board);

    // Of each child, after its push.
    std::uint64_t live_squares();  // all pushes, those onto dead squares as well
    std::uint64_t two_by_two();
    std::uint64_t freeze();
    std::uint64_t hopeless();
    std::uint64_t pairs();
    std::uint64_t diagonals();
    std::uint64_t matching();

    // Of each state.
    std::uint64_t frozen_walls();  // the boxes that are walls from now on; answers their number
    std::uint64_t corrals();
    std::uint64_t pi_corrals();
    std::uint64_t settled();
    std::uint64_t endgames();
    std::uint64_t rooms();
    std::uint64_t patterns();

    // What was learned is forgotten.
    void forget_corrals();
    [[nodiscard]] std::uint64_t landings() const { return landings_.size(); }
    // States that are not dead by their settled boxes: endgames(), rooms() and patterns() ask
    // these.
    [[nodiscard]] std::uint64_t unsettled() const { return facts_.size(); }
    [[nodiscard]] std::uint64_t patterns_learned() const { return patterns_.size(); }

  private:
    struct Facts {  // of a position that is not dead by its settled boxes
        const Position* position;
        const deadlock::WallFacts* facts;
    };

    void find_facts();

    // constant after construction
    const BoardPositions& all_;
    const board::Board& board_;
    std::vector<board::Square> landings_;
    const deadlock::HopelessPush hopeless_;
    const deadlock::ClosedDiagonals diagonals_;
    const deadlock::PairTable pairs_;
    const deadlock::PiCorral pi_corral_;
    const board::Rooms room_map_;
    std::vector<std::unique_ptr<const deadlock::WallFacts>> walls_;  // different ones
    std::vector<Facts> facts_;
    // learn
    base::MemoryBudget budget_;
    bound::PushBound bound_;
    deadlock::CorralCache room_cache_;
    std::unique_ptr<deadlock::CorralCache> corral_cache_;
    std::unique_ptr<deadlock::CorralSearch> corral_search_;
    deadlock::SettledBoxes settled_;
    deadlock::Endgames endgames_;
    deadlock::RoomSearch rooms_;
    deadlock::PatternStore patterns_;
};

}  // namespace kura::bench
