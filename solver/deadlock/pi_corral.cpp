#include "solver/deadlock/pi_corral.hpp"

#include "solver/state/state.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>

namespace kura::deadlock {

using board::Direction;
using board::kNoSquare;
using board::Square;
using board::SquareSet;

namespace {

using RegionMask = std::uint32_t;            // bit i: region i is part of the corral
constexpr unsigned kRegionsMax = 32;         // further regions are never made corrals
constexpr std::size_t kEvaluationsMax = 48;  // different corrals tried in one position
constexpr std::uint8_t kNoRegion = 0xFF;     // player's region, boxes, regions beyond the limit

}  // namespace

class PiCorral::Finder {
  public:
    Finder(const PiCorral& owner, const SquareSet& boxes, const SquareSet& player_region)
        : board_(owner.board_),
          hopeless_(owner.hopeless_),
          boxes_(boxes),
          player_region_(player_region) {}

    Result run();

  private:
    enum class Outcome : std::uint8_t { fail, grow, success };

    [[nodiscard]] RegionMask region_bit(Square square) const {
        const std::uint8_t label = label_[square];
        return label == kNoRegion ? 0 : RegionMask{1} << label;
    }
    bool find_regions();
    void find_touched();
    void start_fence();
    bool drop_free_boxes(RegionMask corral, SquareSet& fence, SquareSet& reach,
                         RegionMask& wanted) const;
    [[nodiscard]] RegionMask regions_beside(Square box) const;
    [[nodiscard]] bool counts(const SquareSet& fence, const SquareSet& reach, Square box,
                              Direction direction) const;
    Outcome evaluate(RegionMask& corral, SquareSet& allowed, int& pushes) const;
    void try_corral(RegionMask corral);
    [[nodiscard]] bool is_new(RegionMask corral);

    const board::Board& board_;
    const HopelessPush& hopeless_;
    const SquareSet& boxes_;
    const SquareSet& player_region_;

    unsigned regions_ = 0;
    std::array<std::uint8_t, base::kSquaresMax> label_;
    RegionMask with_goal_ = 0;
    RegionMask candidates_ = 0;                     // regions a box can be pushed into now
    std::array<RegionMask, kRegionsMax> partners_;  // regions that share a box with this one
    SquareSet fence_start_;
    SquareSet reach_start_;
    std::array<RegionMask, kEvaluationsMax> tried_;
    std::size_t tried_count_ = 0;
    Result best_;
    int best_pushes_ = 0;
};

// Ensures: false if the player reaches every free square.
bool PiCorral::Finder::find_regions() {
    SquareSet rest = board_.all_squares();
    rest -= boxes_;
    rest -= player_region_;
    if (rest.empty()) {
        return false;
    }
    std::fill_n(label_.data(), board_.square_count(), kNoRegion);
    SquareSet region(board_.square_count());
    for (; regions_ < kRegionsMax && !rest.empty(); ++regions_) {
        state::flood(board_, boxes_, rest.first(), region);
        region.for_each(
            [&](Square square) { label_[square] = static_cast<std::uint8_t>(regions_); });
        if (region.intersects(board_.goal_set())) {
            with_goal_ |= RegionMask{1} << regions_;
        }
        rest -= region;
    }
    return true;
}

RegionMask PiCorral::Finder::regions_beside(Square box) const {
    RegionMask beside = 0;
    for (const Square next : board_.neighbours(box)) {
        if (next != kNoSquare) {
            beside |= region_bit(next);
        }
    }
    return beside;
}

void PiCorral::Finder::find_touched() {
    std::fill_n(partners_.data(), regions_, RegionMask{0});
    boxes_.for_each([&](Square box) {
        const RegionMask beside = regions_beside(box);
        for (RegionMask rest = beside; rest != 0; rest &= rest - 1) {
            partners_[static_cast<unsigned>(std::countr_zero(rest))] |= beside;
        }
        for (const Direction direction : board::kDirections) {
            const Square player = board_.neighbour(box, board::opposite(direction));
            const Square to = board_.neighbour(box, direction);
            if (player != kNoSquare && to != kNoSquare && player_region_.contains(player) &&
                !hopeless_.alone(to, direction)) {
                candidates_ |= region_bit(to);
            }
        }
    });
}

// Does pushing `box` in `direction` count (see the header) for this fence and reach?
bool PiCorral::Finder::counts(const SquareSet& fence, const SquareSet& reach, Square box,
                              Direction direction) const {
    const Square player = board_.neighbour(box, board::opposite(direction));
    const Square to = board_.neighbour(box, direction);
    if (player == kNoSquare || to == kNoSquare || !reach.contains(player) || fence.contains(to) ||
        hopeless_.alone(to, direction)) {
        return false;
    }
    SquareSet after = fence;
    after.erase(box);
    after.insert(to);
    return !hopeless_.among(after, to, direction);
}

// Drops boxes that have a counting push to somewhere outside the corral, until none has.
// Ensures: false if a box beside the corral has one; then `wanted` holds the regions that would
//          have to join the corral, 0 if joining can't help.
bool PiCorral::Finder::drop_free_boxes(RegionMask corral, SquareSet& fence, SquareSet& reach,
                                       RegionMask& wanted) const {
    Square dropped = kNoSquare;
    do {
        dropped = kNoSquare;
        bool ok = true;
        const SquareSet round = fence;
        round.for_each([&](Square box) {
            for (const Direction direction : board::kDirections) {
                const Square to = board_.neighbour(box, direction);
                if (!ok || to == kNoSquare || (region_bit(to) & corral) != 0 ||
                    !counts(fence, reach, box, direction)) {
                    continue;
                }
                if ((regions_beside(box) & corral) == 0) {
                    fence.erase(box);
                    dropped = box;
                    return;
                }
                const Square player = board_.neighbour(box, board::opposite(direction));
                wanted = region_bit(to) != 0 ? region_bit(to) : region_bit(player) & ~corral;
                ok = false;
            }
        });
        if (!ok) {
            return false;
        }
        if (dropped != kNoSquare) {
            // A dropped box stood beside `reach`, so the flood from it covers the old reach.
            state::flood(board_, fence, dropped, reach);
        }
    } while (dropped != kNoSquare);
    return true;
}

// The fence of the corral of all regions contains every other fence: the start of all of them.
void PiCorral::Finder::start_fence() {
    fence_start_ = boxes_;
    reach_start_ = player_region_;
    Square dropped = kNoSquare;
    do {
        dropped = kNoSquare;
        const SquareSet round = fence_start_;
        round.for_each([&](Square box) {
            if (regions_beside(box) != 0) {
                return;
            }
            for (const Direction direction : board::kDirections) {
                if (counts(fence_start_, reach_start_, box, direction)) {
                    fence_start_.erase(box);
                    dropped = box;
                    return;
                }
            }
        });
        if (dropped != kNoSquare) {
            state::flood(board_, fence_start_, dropped, reach_start_);
        }
    } while (dropped != kNoSquare);
}

// Tests one corral; `grow`: `corral` is now a larger one that may do.
PiCorral::Finder::Outcome PiCorral::Finder::evaluate(RegionMask& corral, SquareSet& allowed,
                                                     int& pushes) const {
    SquareSet fence = fence_start_;
    SquareSet reach = reach_start_;
    RegionMask wanted = 0;
    if (!drop_free_boxes(corral, fence, reach, wanted)) {
        corral |= wanted;
        return wanted != 0 ? Outcome::grow : Outcome::fail;
    }
    if ((with_goal_ & corral) == 0 && fence.is_subset_of(board_.goal_set())) {
        return Outcome::fail;
    }
    allowed = board_.no_squares();
    pushes = 0;
    bool possible = true;
    fence.for_each([&](Square box) {
        if (!possible || (regions_beside(box) & corral) == 0) {
            return;
        }
        for (const Direction direction : board::kDirections) {
            if (!counts(fence, reach, box, direction)) {
                continue;
            }
            const Square player = board_.neighbour(box, board::opposite(direction));
            if (!player_region_.contains(player)) {
                wanted = region_bit(player);
                possible = false;
                return;
            }
            allowed.insert(box);
            ++pushes;
        }
    });
    if (possible) {
        return Outcome::success;
    }
    corral |= wanted;
    return wanted != 0 ? Outcome::grow : Outcome::fail;
}

bool PiCorral::Finder::is_new(RegionMask corral) {
    for (std::size_t i = 0; i < tried_count_; ++i) {
        if (tried_[i] == corral) {
            return false;
        }
    }
    if (tried_count_ == kEvaluationsMax) {
        return false;
    }
    tried_[tried_count_++] = corral;
    return true;
}

void PiCorral::Finder::try_corral(RegionMask corral) {
    Outcome outcome = Outcome::grow;
    while (outcome == Outcome::grow && is_new(corral)) {
        SquareSet allowed;
        int pushes = 0;
        outcome = evaluate(corral, allowed, pushes);
        if (outcome != Outcome::success || best_.kind == Kind::dead) {
            continue;
        }
        if (pushes == 0) {
            best_.kind = Kind::dead;
        } else if (best_.kind == Kind::none || pushes < best_pushes_) {
            best_ = {Kind::restricted, allowed};
            best_pushes_ = pushes;
        }
    }
}

PiCorral::Result PiCorral::Finder::run() {
    if (!find_regions()) {
        return {};
    }
    find_touched();
    start_fence();
    // With an empty corral no push may count: boxes that lock each other in. If a larger corral
    // had no counting push its fence would be such a set too, so this is the whole test for dead.
    try_corral(0);
    for (unsigned i = 0; i < regions_ && best_.kind != Kind::dead && best_pushes_ != 1; ++i) {
        if ((candidates_ >> i & 1) != 0) {
            try_corral(RegionMask{1} << i);
        }
    }
    for (unsigned i = 0; i < regions_ && best_.kind == Kind::none; ++i) {
        RegionMask others = partners_[i] & (~RegionMask{1} << i);
        for (; others != 0 && best_.kind == Kind::none; others &= others - 1) {
            const RegionMask pair = RegionMask{1} << i | (others & (~others + 1));
            if ((pair & candidates_) != 0) {
                try_corral(pair);
            }
        }
    }
    return best_;
}

PiCorral::Result PiCorral::find(const SquareSet& boxes, const SquareSet& player_region) const {
    return Finder(*this, boxes, player_region).run();
}

}  // namespace kura::deadlock
