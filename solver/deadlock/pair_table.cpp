#include "solver/deadlock/pair_table.hpp"

#include "solver/base/assert.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace kura::deadlock {

using board::Direction;
using board::Square;
using board::SquareSet;

// The search over (pair, region). A region is told by the sides of the two boxes it touches: with
// the board in one piece every region touches one, and after a push or pull the player stands
// beside a box. So a pair needs eight group numbers, not one a square.
class PairTable::Builder {
  public:
    Builder(const board::Board& board, moves::Side side)
        : board_(board),
          squares_(board.live_squares()),
          forward_(side == moves::Side::forward),
          boxes_(board.square_count()),
          region_(board.square_count()) {
        const std::size_t pairs = squares_.size() * (squares_.size() - 1) / 2;
        groups_.resize(pairs);
        alive_.assign(pairs, 0);
        find_joined();
        for (std::size_t high = 1; high < squares_.size(); ++high) {
            for (std::size_t low = 0; low < high; ++low) {
                find_groups(squares_[low], squares_[high]);
            }
        }
        seed();
        for (std::size_t head = 0; head < queue_.size(); ++head) {
            expand(queue_[head]);
        }
    }
    void fill(PairTable& table);

  private:
    using Groups = std::array<std::uint8_t, 8>;  // sides of the lower box, then of the higher
    static constexpr std::uint8_t kNoGroup = 8;  // a wall, or the other box
    static constexpr std::uint8_t kAllGroups = 0xFF;

    struct Node {
        Square low;
        Square high;
        std::uint8_t group;
    };

    [[nodiscard]] std::size_t pair_of(Square low, Square high) const {
        const auto i = static_cast<std::size_t>(board_.live_index(low));
        const auto j = static_cast<std::size_t>(board_.live_index(high));
        return j * (j - 1) / 2 + i;
    }
    [[nodiscard]] Square side_of(Square low, Square high, std::size_t side) const {
        return board_.neighbour(side < 4 ? low : high, side & 3);
    }

    void find_joined();
    void find_groups(Square low, Square high);
    void seed();
    void seed_start(Square low, Square high);
    void mark(Square low, Square high, std::uint8_t group);
    void reach(Square box, Square other, Direction side);
    void expand(Node node);
    void fill_regions(PairTable& table, Square low, Square high);

    const board::Board& board_;
    const std::vector<Square>& squares_;
    bool forward_;
    std::vector<bool> joined_;         // per square: its sides hang together round its ring
    std::vector<Groups> groups_;       // per pair
    std::vector<std::uint8_t> alive_;  // per pair, a bit a group
    std::vector<Node> queue_;
    SquareSet boxes_;   // scratch
    SquareSet region_;  // scratch
};

void PairTable::Builder::find_joined() {
    joined_.resize(static_cast<std::size_t>(board_.square_count()));
    for (Square square = 0; square < board_.square_count(); ++square) {
        const auto& ring = board_.ring(square);
        int gaps = 0;
        for (unsigned side = 0; side < 8; side += 2) {
            const bool joins =
                ring[side + 1] != board::kNoSquare && ring[(side + 2) & 7] != board::kNoSquare;
            gaps += ring[side] != board::kNoSquare && !joins ? 1 : 0;
        }
        joined_[square] = gaps <= 1;
    }
}

void PairTable::Builder::find_groups(Square low, Square high) {
    Groups& groups = groups_[pair_of(low, high)];
    const auto& ring = board_.ring(low);
    // Each box's sides hang together without help of the other's square, and the board is in one
    // piece without either, as the two don't touch: one region.
    const bool one_region =
        joined_[low] && joined_[high] && std::find(ring.begin(), ring.end(), high) == ring.end();
    boxes_.insert(low);
    boxes_.insert(high);
    groups.fill(kNoGroup);
    std::uint8_t next = 0;
    for (std::size_t side = 0; side < 8; ++side) {
        const Square from = side_of(low, high, side);
        if (groups[side] != kNoGroup || from == board::kNoSquare || boxes_.contains(from)) {
            continue;
        }
        if (one_region) {
            groups[side] = 0;
            continue;
        }
        state::flood(board_, boxes_, from, region_);
        for (std::size_t other = side; other < 8; ++other) {
            const Square at = side_of(low, high, other);
            if (at != board::kNoSquare && region_.contains(at)) {
                groups[other] = next;
            }
        }
        ++next;
    }
    boxes_.erase(low);
    boxes_.erase(high);
}

void PairTable::Builder::mark(Square low, Square high, std::uint8_t group) {
    std::uint8_t& alive = alive_[pair_of(low, high)];
    const auto bit = static_cast<std::uint8_t>(1U << group);
    if ((alive & bit) == 0) {
        alive |= bit;
        queue_.push_back({low, high, group});
    }
}

// The pair is alive with the player on the given side of `box`.
void PairTable::Builder::reach(Square box, Square other, Direction side) {
    const Square low = std::min(box, other);
    const Square high = std::max(box, other);
    const std::uint8_t group = groups_[pair_of(low, high)][side + (box == low ? 0U : 4U)];
    KURA_DASSERT(group != kNoGroup, box, other, side);
    mark(low, high, group);
}

void PairTable::Builder::seed() {
    const std::vector<Square>& ends = forward_ ? board_.goals() : board_.boxes();
    for (const Square high : ends) {
        for (const Square low : ends) {
            if (low >= high || !board_.is_live(low) || !board_.is_live(high)) {
                continue;
            }
            if (!forward_) {
                seed_start(low, high);
                continue;
            }
            for (const std::uint8_t group : groups_[pair_of(low, high)]) {
                if (group != kNoGroup) {
                    mark(low, high, group);
                }
            }
            alive_[pair_of(low, high)] = kAllGroups;
        }
    }
}

void PairTable::Builder::seed_start(Square low, Square high) {
    boxes_.insert(low);
    boxes_.insert(high);
    state::flood(board_, boxes_, board_.player(), region_);
    for (std::size_t side = 0; side < 8; ++side) {
        const Square at = side_of(low, high, side);
        if (at != board::kNoSquare && region_.contains(at)) {
            mark(low, high, groups_[pair_of(low, high)][side]);
            break;
        }
    }
    boxes_.erase(low);
    boxes_.erase(high);
}

void PairTable::Builder::expand(Node node) {
    const Groups& groups = groups_[pair_of(node.low, node.high)];
    for (std::size_t i = 0; i < 8; ++i) {
        if (groups[i] != node.group) {
            continue;
        }
        const Square box = i < 4 ? node.low : node.high;
        const Square other = i < 4 ? node.high : node.low;
        const auto side = static_cast<Direction>(i & 3);
        // Forward: pulls the box towards this side, the player one square ahead of it.
        // Backward: pushes it away from this side, the player following onto the box's square.
        const Square to = board_.neighbour(box, forward_ ? side : board::opposite(side));
        if (to == board::kNoSquare || to == other || !board_.is_live(to)) {
            continue;
        }
        if (forward_) {
            const Square player = board_.neighbour(to, side);
            if (player == board::kNoSquare || player == other) {
                continue;
            }
        }
        reach(to, other, side);
    }
}

void PairTable::Builder::fill(PairTable& table) {
    const auto set = [&](Square a, Square b, std::size_t offset) {
        table.rows_[(std::size_t{a} * 2 + offset) * table.words_ + b / 64U] |= std::uint64_t{1}
                                                                               << (b % 64);
    };
    for (std::size_t low = 0; low < squares_.size(); ++low) {
        const Square a = squares_[low];
        table.first_region_[a] = static_cast<std::uint32_t>(table.regions_.size() / table.words_);
        for (std::size_t high = low + 1; high < squares_.size(); ++high) {
            const Square b = squares_[high];
            unsigned present = 0;
            for (const std::uint8_t group : groups_[pair_of(a, b)]) {
                present |= 1U << group;
            }
            present &= kAllGroups;
            const unsigned alive = alive_[pair_of(a, b)];
            if (alive == kAllGroups || (alive != 0 && (present & ~alive) == 0)) {
                continue;
            }
            const std::size_t offset = alive == 0 ? 0 : 1;
            set(a, b, offset);
            set(b, a, offset);
            if (alive != 0) {
                fill_regions(table, a, b);
            }
        }
    }
}

void PairTable::Builder::fill_regions(PairTable& table, Square low, Square high) {
    boxes_.insert(low);
    boxes_.insert(high);
    SquareSet dead = board_.all_squares();
    const Groups& groups = groups_[pair_of(low, high)];
    for (std::size_t side = 0; side < 8; ++side) {
        const Square at = side_of(low, high, side);
        if (groups[side] != kNoGroup && dead.contains(at) &&
            (alive_[pair_of(low, high)] >> groups[side] & 1) != 0) {
            state::flood(board_, boxes_, at, region_);
            dead -= region_;
        }
    }
    table.regions_.insert(table.regions_.end(), dead.data(), dead.data() + dead.words());
    boxes_.erase(low);
    boxes_.erase(high);
}

PairTable::PairTable(const board::Board& board, moves::Side side, std::uint64_t work_max) {
    const std::uint64_t live = board.live_squares().size();
    const auto squares = static_cast<std::uint64_t>(board.square_count());
    if (board.box_count() < 2 || live < 2 || live * (live - 1) / 2 * squares > work_max) {
        return;
    }
    words_ = static_cast<std::size_t>(board.words());
    rows_.assign(squares * 2 * words_, 0);
    first_region_.assign(squares, 0);
    Builder(board, side).fill(*this);
}

bool PairTable::is_dead_for(Square a, Square b, Square player) const {
    const Square low = std::min(a, b);
    const Square high = std::max(a, b);
    const std::uint64_t* partners = row(low) + words_;
    // The number of partners above `low` and below `high`.
    const std::size_t first = low / 64U;
    const std::size_t last = high / 64U;
    const std::uint64_t below = (std::uint64_t{1} << (high % 64)) - 1;
    const std::uint64_t above = ~std::uint64_t{0} << (low % 64);
    int place = 0;
    if (first == last) {
        place = std::popcount(partners[first] & above & below);
    } else {
        place = std::popcount(partners[first] & above) + std::popcount(partners[last] & below);
        for (std::size_t i = first + 1; i < last; ++i) {
            place += std::popcount(partners[i]);
        }
    }
    const std::size_t at = (first_region_[low] + static_cast<std::size_t>(place)) * words_;
    return (regions_[at + player / 64U] >> (player % 64) & 1) != 0;
}

bool PairTable::makes_deadlock(const SquareSet& boxes, Square moved, Square player) const {
    const std::uint64_t* partners = row(moved);
    for (std::size_t i = 0; i < words_; ++i) {
        if ((boxes.data()[i] & partners[i]) != 0) {
            return true;
        }
    }
    partners += words_;
    for (std::size_t i = 0; i < words_; ++i) {
        for (std::uint64_t rest = boxes.data()[i] & partners[i]; rest != 0; rest &= rest - 1) {
            const auto partner =
                static_cast<Square>(i * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
            if (is_dead_for(moved, partner, player)) {
                return true;
            }
        }
    }
    return false;
}

bool PairTable::is_deadlock(const SquareSet& boxes, Square player) const {
    bool dead = false;
    boxes.for_each([&](Square box) { dead = dead || makes_deadlock(boxes, box, player); });
    return dead;
}

bool PairTable::is_dead(Square a, Square b, Square player) const {
    if (is_empty()) {
        return false;
    }
    const std::uint64_t* partners = row(a);
    const auto has = [&](const std::uint64_t* set) { return (set[b / 64U] >> (b % 64) & 1) != 0; };
    return has(partners) || (has(partners + words_) && is_dead_for(a, b, player));
}

std::size_t PairTable::memory_bytes() const {
    return (rows_.size() + regions_.size()) * sizeof(std::uint64_t) +
           first_region_.size() * sizeof(std::uint32_t);
}

}  // namespace kura::deadlock
