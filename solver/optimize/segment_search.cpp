#include "solver/optimize/segment_search.hpp"

#include "solver/base/assert.hpp"

#include <algorithm>
#include <bit>

namespace kura::optimize {
namespace {

using board::Board;
using board::Direction;
using board::kNoSquare;
using board::Square;
using moves::Step;

constexpr std::uint64_t kNodesPerStopCheck = 512;
constexpr std::size_t kOpenMin = 1024;

int bits_for(int values) {
    return static_cast<int>(std::bit_width(static_cast<unsigned>(std::max(values - 1, 1))));
}

// Fields put into 128 bits one after the other, and taken out in the opposite order.
void put(NodeKey& key, std::uint64_t value, int bits) {
    key.high = key.high << bits | key.low >> (64 - bits);
    key.low = key.low << bits | value;
}

std::uint64_t take(NodeKey& key, int bits) {
    const std::uint64_t value = key.low & ((std::uint64_t{1} << bits) - 1);
    key.low = key.low >> bits | key.high << (64 - bits);
    key.high >>= bits;
    return value;
}

}  // namespace

SegmentSearch::SegmentSearch(const Board& board, const deadlock::FreezeTest& freeze,
                             base::MemoryBudget& budget)
    : board_(board),
      freeze_(freeze),
      budget_(budget),
      square_bits_(bits_for(board.square_count())),
      nodes_(budget),
      region_(board.no_squares()),
      child_region_(board.no_squares()),
      walk_(board) {
    at_.boxes = board.no_squares();
}

bool SegmentSearch::fits(const Board& board, int free_boxes, int scheduled) {
    return (free_boxes + 1) * bits_for(board.square_count()) + bits_for(scheduled + 1) <= 128;
}

NodeKey SegmentSearch::pack(int t, Square player) const {
    NodeKey key;
    for (const Square square : child_free_) {
        put(key, square, square_bits_);
    }
    put(key, player, square_bits_);
    put(key, static_cast<std::uint64_t>(t), time_bits_);
    return key;
}

void SegmentSearch::unpack(const NodeKey& packed) {
    NodeKey key = packed;
    at_.t = static_cast<int>(take(key, time_bits_));
    at_.player = static_cast<Square>(take(key, square_bits_));
    at_.boxes = segment_->held(at_.t);
    for (std::size_t i = at_.free.size(); i-- > 0;) {
        at_.free[i] = static_cast<Square>(take(key, square_bits_));
        at_.boxes.insert(at_.free[i]);
    }
}

std::uint64_t SegmentSearch::cost_of(int pushes, int moves) const {
    if (aim_ == Aim::pushes_alone) {
        return static_cast<std::uint64_t>(pushes) << 32;
    }
    return Cost{pushes, moves}.rank(aim_ == Aim::moves_then_pushes ? Objective::moves
                                                                   : Objective::pushes);
}

void SegmentSearch::start(const Segment& segment, Aim aim) {
    segment_ = &segment;
    aim_ = aim;
    exact_player_ = aim != Aim::pushes_alone;
    time_bits_ = bits_for(segment.scheduled_count() + 1);
    KURA_ASSERT(fits(board_, segment.free_count(), segment.scheduled_count()));
    limit_ = cost_of(segment.cost().pushes, segment.cost().moves);
    answer_ = NodeStore::kFull;
    full_ = false;
    bound_ = FreeBound(segment.free_count());
    nodes_.clear();
    open_.clear();
    rows_.assign(static_cast<std::size_t>(segment.free_count()), nullptr);
    at_.free.assign(static_cast<std::size_t>(segment.free_count()), kNoSquare);
    child_free_ = segment.starts();
    std::sort(child_free_.begin(), child_free_.end());
    Square player = segment.player();
    if (!exact_player_) {
        board::SquareSet boxes = segment.held(0);
        for (const Square square : child_free_) {
            boxes.insert(square);
        }
        player = state::normalised_player(board_, boxes, player);
    }
    const NodeStore::Found root = nodes_.find_or_add(pack(0, player));
    full_ = root.index == NodeStore::kFull;
    if (!full_) {
        put_open({0, root.index});
    }
}

SegmentAnswer SegmentSearch::run(const Segment& segment, Aim aim, const SearchLimits& limits) {
    start(segment, aim);
    SegmentAnswer answer;
    const auto later = [](const Open& a, const Open& b) {
        return a.cost != b.cost ? a.cost > b.cost : a.node < b.node;
    };
    bool cut = false;
    while (!open_.empty() && open_.front().cost < limit_ && !full_) {
        if (answer.nodes >= limits.nodes_max ||
            (answer.nodes % kNodesPerStopCheck == 0 && limits.stopped && limits.stopped())) {
            cut = true;
            break;
        }
        std::pop_heap(open_.begin(), open_.end(), later);
        const std::uint32_t index = open_.back().node;
        open_.pop_back();
        if (!nodes_[index].closed) {
            nodes_[index].closed = true;
            ++answer.nodes;
            expand(index);
        }
    }
    answer.complete = !cut && !full_;
    if (answer_ != NodeStore::kFull) {
        answer.pushes = way_to(answer_);
    }
    return answer;
}

void SegmentSearch::expand(std::uint32_t index) {
    unpack(nodes_[index].key);
    for (std::size_t i = 0; i < at_.free.size(); ++i) {
        rows_[i] = segment_->row(at_.free[i], at_.player);
    }
    bound_here_ = bound_.prepare(rows_);
    if (bound_here_ >= bound::kInfeasible) {
        return;
    }
    if (exact_player_) {
        walk_.fill(at_.boxes, at_.player);
    } else {
        state::flood(board_, at_.boxes, at_.player, region_);
    }
    if (at_.t == segment_->scheduled_count() && bound_here_ == 0) {
        finish_here(index);
    }
    push_free(index);
    push_scheduled(index);  // the newest of equals is taken first: the schedule goes on
}

bool SegmentSearch::player_reaches(Square square) const {
    return exact_player_ ? walk_.reaches(square) : region_.contains(square);
}

// All boxes are where the segment leaves them; can the path go on from here, and at what cost?
void SegmentSearch::finish_here(std::uint32_t index) {
    const Node& node = nodes_[index];
    const Square stand = segment_->final_stand();
    int moves = static_cast<int>(node.moves);
    if (stand != kNoSquare) {
        if (!player_reaches(stand)) {
            return;
        }
        moves += exact_player_ ? walk_[stand] : 0;
    }
    const std::uint64_t cost = cost_of(node.pushes, moves);
    if (cost < limit_) {
        limit_ = cost;
        answer_ = index;
    }
}

void SegmentSearch::push_scheduled(std::uint32_t index) {
    if (at_.t == segment_->scheduled_count()) {
        return;
    }
    const Step& step = segment_->scheduled(at_.t);
    if (player_reaches(board_.neighbour(step.from, step.side)) && !at_.boxes.contains(step.to)) {
        child_free_ = at_.free;
        at_.boxes.erase(step.from);
        at_.boxes.insert(step.to);
        visit(index, step, true, bound_here_);
        at_.boxes.erase(step.to);
        at_.boxes.insert(step.from);
    }
}

void SegmentSearch::push_free(std::uint32_t index) {
    for (std::size_t slot = 0; slot < at_.free.size(); ++slot) {
        const Square from = at_.free[slot];
        for (const Direction side : board::kDirections) {
            const Square stand = board_.neighbour(from, side);
            const Square to = board_.neighbour(from, board::opposite(side));
            if (stand == kNoSquare || to == kNoSquare || !player_reaches(stand) ||
                at_.boxes.contains(to) || !board_.is_live(to)) {
                continue;
            }
            const int bound = bound_.with_row(static_cast<int>(slot), segment_->row(to, from));
            if (bound >= bound::kInfeasible) {
                continue;
            }
            at_.boxes.erase(from);
            at_.boxes.insert(to);
            if (!freeze_.makes_deadlock(at_.boxes, to)) {
                child_free_ = at_.free;
                child_free_[slot] = to;
                std::sort(child_free_.begin(), child_free_.end());
                visit(index, {from, to, side}, false, bound);
            }
            at_.boxes.erase(to);
            at_.boxes.insert(from);
        }
    }
}

// The child whose boxes at_.boxes and child_free_ hold now; `bound` is on its free pushes.
void SegmentSearch::visit(std::uint32_t parent, const Step& step, bool scheduled, int bound) {
    const int t = at_.t + (scheduled ? 1 : 0);
    const int pushes = nodes_[parent].pushes + (scheduled ? 0 : 1);
    int moves = 0;
    int moves_left = 0;
    if (exact_player_) {
        moves = static_cast<int>(nodes_[parent].moves) +
                walk_[board_.neighbour(step.from, step.side)] + 1;
        moves_left =
            std::max(segment_->moves_left(t, step.from), segment_->scheduled_count() - t + bound);
    }
    const std::uint64_t cost = cost_of(pushes + bound, moves + moves_left);
    if (cost >= limit_) {
        return;
    }
    Square player = step.from;
    if (!exact_player_) {
        state::flood(board_, at_.boxes, step.from, child_region_);
        player = child_region_.first();
    }
    const NodeStore::Found found = nodes_.find_or_add(pack(t, player));
    if (found.index == NodeStore::kFull) {
        full_ = true;
        return;
    }
    Node& node = nodes_[found.index];
    if (!found.added &&
        cost_of(node.pushes, static_cast<int>(node.moves)) <= cost_of(pushes, moves)) {
        return;
    }
    node.parent = parent;
    node.moves = static_cast<std::uint32_t>(moves);
    node.pushes = static_cast<std::uint16_t>(pushes);
    node.pushed_from = step.from;
    node.side = step.side;
    node.closed = false;
    put_open({cost, found.index});
}

void SegmentSearch::put_open(const Open& open) {
    if (open_.size() == open_.capacity()) {
        const std::size_t wanted = std::max(kOpenMin, open_.size() * 2);
        const std::size_t bytes = wanted * sizeof(Open);
        if (!budget_.try_acquire(bytes)) {
            full_ = true;
            return;
        }
        open_.reserve(wanted);
        budget_.release(open_bytes_);
        open_bytes_ = bytes;
    }
    open_.push_back(open);
    std::push_heap(open_.begin(), open_.end(), [](const Open& a, const Open& b) {
        return a.cost != b.cost ? a.cost > b.cost : a.node < b.node;
    });
}

std::vector<Step> SegmentSearch::way_to(std::uint32_t index) {
    std::vector<Step> way;
    while (nodes_[index].pushed_from != kNoSquare) {
        const Node& node = nodes_[index];
        way.push_back({node.pushed_from,
                       board_.neighbour(node.pushed_from, board::opposite(node.side)), node.side});
        index = node.parent;
    }
    std::reverse(way.begin(), way.end());
    return way;
}

}  // namespace kura::optimize
