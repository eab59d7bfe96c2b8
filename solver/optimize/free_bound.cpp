#include "solver/optimize/free_bound.hpp"

#include "solver/board/push_graph.hpp"

#include <algorithm>

namespace kura::optimize {

FreeBound::FreeBound(int boxes) : boxes_(boxes) {
    if (boxes > kSmall) {
        matching_.emplace(boxes);
    }
}

int FreeBound::prepare(std::span<const std::uint16_t* const> rows) {
    if (matching_) {
        return matching_->solve(rows);
    }
    std::copy_n(rows.begin(), boxes_, rows_.begin());
    return least();
}

int FreeBound::with_row(int box, const std::uint16_t* row) {
    if (matching_) {
        return matching_->value_with_row(box, row);
    }
    const std::uint16_t*& place = rows_[static_cast<std::size_t>(box)];
    const std::uint16_t* const before = place;
    place = row;
    const int value = least();
    place = before;
    return value;
}

// All assignments of up to three boxes.
int FreeBound::least() const {
    const std::uint16_t* const a = rows_[0];
    const std::uint16_t* const b = rows_[1];
    const std::uint16_t* const c = rows_[2];
    int value = 0;
    if (boxes_ == 1) {
        value = a[0];
    } else if (boxes_ == 2) {
        value = std::min(a[0] + b[1], a[1] + b[0]);
    } else {
        value = std::min({a[0] + std::min(b[1] + c[2], b[2] + c[1]),
                          a[1] + std::min(b[0] + c[2], b[2] + c[0]),
                          a[2] + std::min(b[0] + c[1], b[1] + c[0])});
    }
    // One entry that says "never" is more than all distances of three boxes.
    return value >= board::kFar ? bound::kInfeasible : value;
}

}  // namespace kura::optimize
