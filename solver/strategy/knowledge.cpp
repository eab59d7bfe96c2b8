#include "solver/strategy/knowledge.hpp"

#include <algorithm>

namespace kura::strategy {
namespace {

constexpr std::size_t kCorralCacheBytesMax = std::size_t{64} << 20;
constexpr std::size_t kFrozenTablesBytesMax = std::size_t{32} << 20;
constexpr std::size_t kFrozenTablesShare = 256;  // of the budget, for each lane on each shard

}  // namespace

Knowledge::Knowledge(const board::Board& board_in, const Rules& rules_in, bool backward,
                     base::MemoryBudget& budget, std::uint64_t seed_in)
    : board(board_in),
      rules(rules_in),
      seed(seed_in),
      freeze(board_in),
      diagonals(board_in),
      forward_distances(bound::PushBound::make_base(board_in, moves::Side::forward)),
      backward_distances(backward ? bound::PushBound::make_base(board_in, moves::Side::backward)
                                  : nullptr),
      bound_limits{.frozen_bytes_max =
                       std::min(kFrozenTablesBytesMax, budget.limit() / kFrozenTablesShare)} {
    if (rules.corral_search) {
        corral_cache = std::make_unique<deadlock::CorralCache>(
            budget, std::min(kCorralCacheBytesMax, budget.limit() / 16));
        patterns = std::make_unique<deadlock::PatternStore>(board, budget);
    }
    if (rules.pairs) {
        forward_pairs = std::make_unique<deadlock::PairTable>(board, moves::Side::forward);
        if (backward) {
            backward_pairs = std::make_unique<deadlock::PairTable>(board, moves::Side::backward);
        }
    }
}

}  // namespace kura::strategy
