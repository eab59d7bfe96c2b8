#include "solver/deadlock/freeze.hpp"

#include "solver/base/assert.hpp"

#include <array>
#include <bit>
#include <cstddef>

namespace kura::deadlock {

using board::Square;
using board::SquareSet;

namespace {

constexpr unsigned kBothAxes = 3;  // bit 0: up and down, bit 1: left and right

}  // namespace

// The boxes that may be frozen together, from gathering to peeling.
class FreezeTest::Group {
  public:
    Group(const board::Board& board, const AxisTable& always, const SquareSet& boxes)
        : board_(board), always_(always), boxes_(boxes), held_(board.square_count()) {}

    // Is the box free on an axis whatever the other boxes do? Most boxes are.
    [[nodiscard]] bool is_surely_free(Square box) const {
        return blocked(box, boxes_) != kBothAxes;
    }

    void add(Square box) {
        if (!held_.contains(box) && !is_surely_free(box)) {
            held_.insert(box);
            queue_[size_++] = box;
        }
    }
    // Adds the boxes that could hold the ones in the group (needed), or all that touch them.
    void gather(Follow follow) {
        for (std::size_t head = 0; head < size_; ++head) {
            const Square box = queue_[head];
            const unsigned always = follow == Follow::all ? 0U : always_[box];
            for (const board::Direction direction : board::kDirections) {
                const Square side = board_.neighbour(box, direction);
                if ((always >> (direction & 1) & 1) == 0 && side != board::kNoSquare &&
                    boxes_.contains(side)) {
                    add(side);
                }
            }
        }
    }
    // Takes free boxes away until every one left is held by walls and others left.
    void peel() {
        std::size_t left = size_;
        while (left > 0) {
            const Square box = queue_[--left];
            if (!held_.contains(box) || blocked(box, held_) == kBothAxes) {
                continue;
            }
            held_.erase(box);
            for (const Square side : board_.neighbours(box)) {
                if (side != board::kNoSquare && held_.contains(side)) {
                    // Each square is queued at most once, and once more for each neighbour freed.
                    queue_[left++] = side;
                }
            }
        }
        size_ = 0;
    }
    // After peel(): starts another round of gathering from what is held.
    void reopen() {
        held_.for_each([&](Square box) { queue_[size_++] = box; });
    }
    [[nodiscard]] const SquareSet& held() const { return held_; }

  private:
    // The axes of `box` blocked if the boxes of `others` never move.
    [[nodiscard]] unsigned blocked(Square box, const SquareSet& others) const {
        const auto& side = board_.neighbours(box);
        unsigned axes = always_[box];
        // An axis that is not always blocked has a square on either side.
        if ((axes & 1) == 0 && (others.contains(side[0]) || others.contains(side[2]))) {
            axes |= 1;
        }
        if ((axes & 2) == 0 && (others.contains(side[1]) || others.contains(side[3]))) {
            axes |= 2;
        }
        return axes;
    }

    const board::Board& board_;
    const AxisTable& always_;
    const SquareSet& boxes_;
    SquareSet held_;
    // Left uninitialised on purpose: only size_ places are ever read. A box enters it once, and
    // once more for each neighbour that is taken away.
    std::array<Square, std::size_t{5} * base::kSquaresMax> queue_;
    std::size_t size_ = 0;
};

FreezeTest::FreezeTest(const board::Board& board)
    : FreezeTest(board, board.no_squares(), [&] {
          SquareSet dead = board.all_squares();
          dead -= board.live_set();
          return std::array<SquareSet, 4>{dead, dead, dead, dead};
      }()) {}

FreezeTest::FreezeTest(const board::Board& board, const SquareSet& walls,
                       const std::array<SquareSet, 4>& hopeless)
    : board_(&board) {
    const auto squares = static_cast<std::size_t>(board.square_count());
    pruning_.assign(squares, 0);
    physical_.assign(squares, 0);
    for (Square square = 0; square < squares; ++square) {
        for (const board::Direction axis : {board::kUp, board::kRight}) {
            const Square one = board.neighbour(square, axis);
            const Square other = board.neighbour(square, board::opposite(axis));
            const bool wall = one == board::kNoSquare || other == board::kNoSquare ||
                              walls.contains(one) || walls.contains(other);
            const auto bit = static_cast<std::uint8_t>(1U << axis);
            physical_[square] |= wall ? bit : std::uint8_t{0};
            const bool dead = !wall && hopeless[axis].contains(one) &&
                              hopeless[board::opposite(axis)].contains(other);
            pruning_[square] |= wall || dead ? bit : std::uint8_t{0};
        }
    }
}

bool FreezeTest::is_off_goal(const Group& group) const {
    return !group.held().is_subset_of(board_->goal_set());
}

bool FreezeTest::makes_deadlock(const SquareSet& boxes, Square moved) const {
    KURA_DASSERT(boxes.contains(moved), moved);
    Group group(*board_, pruning_, boxes);
    if (group.is_surely_free(moved)) {
        return false;
    }
    group.add(moved);
    group.gather(Follow::needed);
    group.peel();
    if (!group.held().contains(moved)) {
        return false;  // what is frozen without the moved box was so before
    }
    if (is_off_goal(group)) {
        return true;
    }
    // All that holds the moved box is on goals; boxes held by it need not be.
    group.reopen();
    group.gather(Follow::all);
    group.peel();
    return is_off_goal(group);
}

bool FreezeTest::is_deadlock(const SquareSet& boxes) const {
    Group group(*board_, pruning_, boxes);
    boxes.for_each([&](Square box) { group.add(box); });
    group.peel();
    return is_off_goal(group);
}

SquareSet FreezeTest::frozen(const SquareSet& boxes) const {
    Group group(*board_, pruning_, boxes);
    for (int i = 0; i < boxes.words(); ++i) {
        for (std::uint64_t rest = boxes.word(i) & board_->goal_set().word(i); rest != 0;
             rest &= rest - 1) {
            group.add(static_cast<Square>(i * 64 + std::countr_zero(rest)));
        }
    }
    group.gather(Follow::needed);
    group.peel();
    SquareSet frozen = group.held();
    frozen &= board_->goal_set();
    return frozen;
}

SquareSet FreezeTest::immovable(const SquareSet& boxes) const {
    Group group(*board_, physical_, boxes);
    boxes.for_each([&](Square box) { group.add(box); });
    group.peel();
    return group.held();
}

}  // namespace kura::deadlock
