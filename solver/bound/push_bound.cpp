#include "solver/bound/push_bound.hpp"

#include "solver/base/assert.hpp"
#include "solver/base/hash.hpp"

#include <utility>

namespace kura::bound {
namespace {

// The push graph does not say what it holds: at most a label per square for each square of more
// than one vertex, and eight words a vertex.
std::size_t graph_bytes(const board::Board& board, const board::PushGraph& graph) {
    std::size_t cut_squares = 0;
    for (board::Square square = 0; square < board.square_count(); ++square) {
        cut_squares += graph.vertex_count_of(square) > 1 ? 1 : 0;
    }
    const auto squares = static_cast<std::size_t>(board.square_count());
    return cut_squares * squares + squares * 10 +
           static_cast<std::size_t>(graph.vertex_count()) * 22;
}

}  // namespace

PushBound::Source::Source(const board::Board& board, const board::SquareSet& walls_in,
                          moves::Side side)
    : walls(walls_in),
      graph(board, walls),
      table(board, graph, side),
      bytes(sizeof(Source) + table.bytes() + graph_bytes(board, graph)) {}

std::size_t PushBound::HashSet::operator()(const board::SquareSet& set) const {
    std::uint64_t hash = 0;
    for (int i = 0; i < set.words(); ++i) {
        hash = base::mix64(hash ^ set.word(i));
    }
    return hash;
}

std::shared_ptr<const PushBound::Source> PushBound::make_base(const board::Board& board,
                                                              moves::Side side) {
    return std::make_shared<const Source>(board, board.no_squares(), side);
}

PushBound::PushBound(const board::Board& board, moves::Side side, PushBoundLimits limits)
    : PushBound(board, side, make_base(board, side), limits) {}

PushBound::PushBound(const board::Board& board, moves::Side side,
                     std::shared_ptr<const Source> base, PushBoundLimits limits)
    : board_(board),
      side_(side),
      limits_(limits),
      base_(std::move(base)),
      source_(base_.get()),
      matching_(board.box_count()),
      rows_(static_cast<std::size_t>(board.box_count())),
      row_of_(static_cast<std::size_t>(board.square_count()), 0) {
    KURA_ASSERT(base_->table.columns() == matching_.padded_size());
}

void PushBound::set_frozen(const board::SquareSet& frozen) {
    if (frozen == source_->walls) {
        return;
    }
    if (frozen.empty()) {
        source_ = base_.get();
        return;
    }
    KURA_ASSERT(side_ == moves::Side::forward);
    const auto known = frozen_.find(frozen);
    if (known != frozen_.end()) {
        recency_.splice(recency_.begin(), recency_, known->second);
        source_ = recency_.front().get();
        return;
    }
    // A table with walls has at most as many rows as one without, give or take its cut squares;
    // where not even a handful fit, building one for each state would cost more than it gives.
    constexpr std::size_t kFewest = 4;
    if (limits_.frozen_tables_max < 1 || base_->bytes > limits_.frozen_bytes_max / kFewest) {
        source_ = base_.get();
        return;
    }
    auto built = std::make_unique<const Source>(board_, frozen, side_);
    ++tables_built_;
    evict(built->bytes);
    frozen_bytes_ += built->bytes;
    recency_.push_front(std::move(built));
    frozen_.emplace(frozen, recency_.begin());
    source_ = recency_.front().get();
}

void PushBound::evict(std::size_t incoming_bytes) {
    while (!recency_.empty() && (frozen_tables() >= limits_.frozen_tables_max ||
                                 frozen_bytes_ + incoming_bytes > limits_.frozen_bytes_max)) {
        frozen_bytes_ -= recency_.back()->bytes;
        frozen_.erase(recency_.back()->walls);
        recency_.pop_back();
    }
}

int PushBound::prepare(const state::State& parent) {
    std::size_t count = 0;
    parent.boxes.for_each([&](board::Square box) {
        KURA_DASSERT(count < rows_.size(), box);
        rows_[count] = source_->table.row_for(box, parent.player);
        row_of_[box] = static_cast<int>(count++);
    });
    KURA_DASSERT(count == rows_.size(), static_cast<long long>(count));
    return matching_.solve(rows_);
}

}  // namespace kura::bound
