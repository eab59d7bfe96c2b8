#include "solver/bound/matching.hpp"

#include "solver/base/assert.hpp"
#include "solver/base/limits.hpp"
#include "solver/board/push_graph.hpp"

#include <algorithm>
#include <limits>

// All loops over columns run over whole blocks of eight and have no branches, so that the compiler
// turns them into vector code; what is forbidden is a large cost, told apart by its size.
//
// No overflow: v starts a solve at -kDriftMax or above. A free column keeps its v until it is
// matched, and a shortest path telescopes, so v stays above -kDriftMax - 2 * size * largest cost,
// about -4.1e7; u is at most a cost above that, a distance at most 6.1e7: far below kForbidden,
// and kForbidden plus all of these stays below 2^31.

namespace kura::bound {
namespace {

constexpr int kForbiddenCost = 1 << 28;
constexpr int kForbidden = 1 << 27;  // a reduced cost or distance from here on is no way at all
constexpr int kDone = std::numeric_limits<int>::max();
constexpr int kDriftMax = 1 << 20;
constexpr int kNobody = -1;
constexpr int kPenalty = 1 << 16;  // above any column
constexpr std::size_t kWidth = 8;

int expanded(std::uint16_t cost) {
    return cost == board::kFar ? kForbiddenCost : cost;
}

// Writes a row's costs. Ensures: the least of them less v.
int expand(const std::uint16_t* __restrict row, const int* __restrict v, int* __restrict costs,
           std::size_t blocks) {
    int least = kDone;
    for (std::size_t j = 0; j < blocks * kWidth; ++j) {
        const int cost = expanded(row[j]);
        costs[j] = cost;
        least = std::min(least, cost - v[j]);
    }
    return least;
}

int minimum_difference(const int* __restrict a, const int* __restrict b, std::size_t blocks) {
    int least = kDone;
    for (std::size_t j = 0; j < blocks * kWidth; ++j) {
        least = std::min(least, a[j] - b[j]);
    }
    return least;
}

// The first j with a[j] - b[j] == value among those with the least extra[j]; extra[j] is added to
// the result.
int find_difference(const int* __restrict a, const int* __restrict b, int value,
                    const int* __restrict extra, std::size_t blocks) {
    int least = kDone;
    for (std::size_t j = 0; j < blocks * kWidth; ++j) {
        const int key = static_cast<int>(j) + extra[j];
        least = std::min(least, a[j] - b[j] == value ? key : kDone);
    }
    return least;
}

int find(const int* __restrict values, int value, const int* __restrict extra, std::size_t blocks) {
    int least = kDone;
    for (std::size_t j = 0; j < blocks * kWidth; ++j) {
        const int key = static_cast<int>(j) + extra[j];
        least = std::min(least, values[j] == value ? key : kDone);
    }
    return least;
}

int find(const int* __restrict values, int value, std::size_t blocks) {
    int least = kDone;
    for (std::size_t j = 0; j < blocks * kWidth; ++j) {
        least = std::min(least, values[j] == value ? static_cast<int>(j) : kDone);
    }
    return least;
}

// One step of the search: distances by way of a row whose own distance (less its potential) is
// `base`. Ensures: the least pending distance.
int relax(const int* __restrict costs, const int* __restrict v, int base, int row,
          const int* __restrict done, int* __restrict pending, int* __restrict reached_from,
          std::size_t blocks) {
    int least = kDone;
    for (std::size_t j = 0; j < blocks * kWidth; ++j) {
        const int distance = (base + costs[j] - v[j]) | done[j];
        const int before = pending[j];
        reached_from[j] = distance < before ? row : reached_from[j];
        const int after = std::min(distance, before);
        pending[j] = after;
        least = std::min(least, after);
    }
    return least;
}

// The same where the way is not asked for.
int relax(const int* __restrict costs, const int* __restrict v, int base,
          const int* __restrict done, int* __restrict pending, std::size_t blocks) {
    int least = kDone;
    for (std::size_t j = 0; j < blocks * kWidth; ++j) {
        const int after = std::min((base + costs[j] - v[j]) | done[j], pending[j]);
        pending[j] = after;
        least = std::min(least, after);
    }
    return least;
}

}  // namespace

Matching::Matching(int size)
    : size_(size),
      blocks_((static_cast<std::size_t>(size) + kBlock - 1) / kBlock),
      columns_(blocks_ * kBlock) {
    static_assert(kBlock == kWidth);
    KURA_ASSERT(size >= 1 && size <= base::kBoxesMax, size);
    const auto rows = static_cast<std::size_t>(size);
    costs_.assign(rows * columns_, kForbiddenCost);
    u_.assign(rows, 0);
    v_.assign(columns_, 0);
    column_of_.assign(rows, 0);
    row_of_.assign(columns_, kNobody);
    taken_.assign(columns_, 0);
    unmatched_.assign(rows, 0);
    pending_.assign(columns_, 0);
    done_.assign(columns_, 0);
    reached_from_.assign(columns_, 0);
    settled_.assign(rows, 0);
    settled_distance_.assign(rows, 0);
}

void Matching::reset() {
    std::fill(v_.begin(), v_.end(), 0);
}

int Matching::solve(std::span<const std::uint16_t* const> rows) {
    KURA_DASSERT(static_cast<int>(rows.size()) == size_, size_);
    begin_solve();
    bool feasible = true;
    int row = 0;
    for (const std::uint16_t* entries : rows) {
        const int least = expand(entries, v_.data(), cost_row(row), blocks_);
        feasible = feasible && least < kForbidden;
        place(row++, least);
    }
    return finish_solve(feasible);
}

// As solve(), with costs_ as they are.
int Matching::solve_again() {
    begin_solve();
    bool feasible = true;
    for (int row = 0; row < size_; ++row) {
        const int least = minimum_difference(cost_row(row), v_.data(), blocks_);
        feasible = feasible && least < kForbidden;
        place(row, least);
    }
    return finish_solve(feasible);
}

void Matching::begin_solve() {
    if (*std::min_element(v_.begin(), v_.end()) < -kDriftMax) {
        reset();
    }
    std::fill(row_of_.begin(), row_of_.end(), kNobody);
    std::fill(taken_.begin(), taken_.end(), 0);
    unmatched_count_ = 0;
}

// Gives the row a free column at its least reduced cost, if there is one.
void Matching::place(int row, int least) {
    u_.data()[row] = least;
    const int best = find_difference(cost_row(row), v_.data(), least, taken_.data(), blocks_);
    if (best >= kPenalty) {
        unmatched_.data()[unmatched_count_++] = row;
        return;
    }
    row_of_.data()[best] = row;
    taken_.data()[best] = kPenalty;
    column_of_.data()[row] = best;
}

int Matching::finish_solve(bool feasible) {
    value_ = kInfeasible;
    if (!feasible) {
        return value_;
    }
    for (std::size_t i = 0; i < unmatched_count_; ++i) {
        if (!augment(unmatched_[i])) {
            return value_;
        }
    }
    int sum = 0;
    for (int row = 0; row < size_; ++row) {
        sum += cost_row(row)[column_of_.data()[row]];
    }
    return value_ = sum;
}

// Shortest path from a row to a free column in reduced costs (Dijkstra), then the usual update of
// the potentials and the matching. Ensures: false, and nothing changed, if there is no path.
bool Matching::augment(int row) {
    std::fill(pending_.begin(), pending_.end(), kDone);
    std::fill(done_.begin(), done_.end(), 0);
    int* u = u_.data();
    int* pending = pending_.data();
    int* row_of = row_of_.data();
    int* column_of = column_of_.data();
    std::size_t settled = 0;
    int via = row;
    int distance = 0;
    int column = 0;
    for (;;) {
        distance = relax(cost_row(via), v_.data(), distance - u[via], via, done_.data(), pending,
                         reached_from_.data(), blocks_);
        if (distance >= kForbidden) {
            return false;
        }
        const int found = find(pending, distance, taken_.data(), blocks_);
        column = found & (kPenalty - 1);
        if (found < kPenalty) {
            break;
        }
        settled_.data()[settled] = column;
        settled_distance_.data()[settled++] = distance;
        pending[column] = done_.data()[column] = kDone;
        via = row_of[column];
    }
    u[row] += distance;
    for (std::size_t i = 0; i < settled; ++i) {
        const int passed = settled_.data()[i];
        const int less = distance - settled_distance_.data()[i];
        v_.data()[passed] -= less;
        u[row_of[passed]] += less;
    }
    taken_.data()[column] = kPenalty;
    for (int owner = kNobody; owner != row;) {
        owner = reached_from_.data()[column];
        row_of[column] = owner;
        std::swap(column, column_of[owner]);
    }
    return true;
}

// Leaves new_row less the column potentials in pending_. Ensures: the least of them.
int Matching::reduce(const std::uint16_t* new_row) {
    const std::uint16_t* __restrict row = new_row;
    const int* __restrict v = v_.data();
    int* __restrict out = pending_.data();
    int least = kDone;
    for (std::size_t j = 0; j < blocks_ * kWidth; ++j) {
        const int reduced = expanded(row[j]) - v[j];
        out[j] = reduced;
        least = std::min(least, reduced);
    }
    return least;
}

int Matching::bound_with_row(int r, const std::uint16_t* new_row) {
    KURA_DASSERT(value_ != kInfeasible);
    const int least = reduce(new_row);
    return least >= kForbidden ? kInfeasible : value_ - u_.data()[r] + least;
}

int Matching::value_with_row(int r, const std::uint16_t* new_row) {
    if (value_ == kInfeasible) {
        // Nothing to keep: solve with the new row, then put the old one back.
        const std::vector<int> old(cost_row(r), cost_row(r) + columns_);
        std::transform(new_row, new_row + columns_, cost_row(r), expanded);
        const int result = solve_again();
        std::copy(old.begin(), old.end(), cost_row(r));
        value_ = kInfeasible;
        return result;
    }
    // Freeing row r frees its column; distances from here on are costs of the path less v at its
    // end, which saves lowering the row's own potential to its least reduced cost.
    int distance = reduce(new_row);
    if (distance >= kForbidden) {
        return kInfeasible;
    }
    const int rest = value_ - u_.data()[r];
    const int free = column_of_.data()[r];
    int* pending = pending_.data();
    if (pending[free] == distance) {
        return rest + distance;
    }
    std::fill(done_.begin(), done_.end(), 0);
    while (pending[free] != distance && distance < kForbidden) {
        const int column = find(pending, distance, blocks_);
        pending[column] = done_.data()[column] = kDone;
        const int via = row_of_.data()[column];
        distance = relax(cost_row(via), v_.data(), distance - u_.data()[via], done_.data(), pending,
                         blocks_);
    }
    return distance >= kForbidden ? kInfeasible : rest + distance;
}

}  // namespace kura::bound
