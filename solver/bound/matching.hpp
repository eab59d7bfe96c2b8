// Matching: the cheapest way to give every row (box) its own column (target), kept with its dual
// solution so that the value after a change of one row costs one search for an augmenting path.
// Shape:    size() rows and columns; a row is given as padded_size() u16 costs, padding kFar
// Units:    costs as given (pushes); kInfeasible when no perfect matching avoids kFar
// Invariants: after a feasible solve() cost[r][j] >= u[r] + v[j], with equality where r has j, and
//           value() = sum of u and v. Column potentials survive from one solve to the next: any v
//           is a legal start, and a good one where the next rows resemble the last
// Soundness: the minimum is exact; bound_with_row() is a lower bound of it by weak duality.
//           Where rows are lone-box distances, the value never exceeds the pushes that remain (each
//           push moves one box), and kInfeasible proves a deadlock (no box for some target)
// Threads:  one owner
// Source:   ARCHITECTURE.md, "Bounds" (shortest augmenting paths; Kuhn, Munkres, Jonker, Volgenant)
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace kura::bound {

// Larger than any cost, small enough to add pushes to.
inline constexpr int kInfeasible = 1 << 29;

class Matching {
  public:
    // Requires: 1 <= size <= kBoxesMax.
    explicit Matching(int size);

    [[nodiscard]] int size() const { return size_; }
    [[nodiscard]] int padded_size() const { return static_cast<int>(blocks_ * kBlock); }

    // Requires: size() rows of padded_size() readable entries. They are copied.
    // Ensures: value() == result. Cost: O(size^3) at worst, about O(size^2) when started warm.
    int solve(std::span<const std::uint16_t* const> rows);
    [[nodiscard]] int value() const { return value_; }

    // The exact value if row r were `new_row`; the solution is left as it is (column potentials
    // may change if it is infeasible). Requires: solve() was called. Cost: O(size) if the row's
    // column stays its best, O(size^2) at worst.
    int value_with_row(int r, const std::uint16_t* new_row);
    // A lower bound of value_with_row(). Requires: value() is feasible. Cost: O(size).
    [[nodiscard]] int bound_with_row(int r, const std::uint16_t* new_row);

    // The column of row r. Requires: value() is feasible.
    [[nodiscard]] int column_of(int r) const { return column_of_[static_cast<std::size_t>(r)]; }

    // Forgets the potentials: the next solve is a cold one. For reproducible measurements.
    void reset();

  private:
    static constexpr std::size_t kBlock = 8;

    int solve_again();
    void begin_solve();
    void place(int row, int least);
    int finish_solve(bool feasible);
    bool augment(int row);
    int reduce(const std::uint16_t* new_row);
    int* cost_row(int row) { return costs_.data() + static_cast<std::size_t>(row) * columns_; }

    int size_;
    std::size_t blocks_;
    std::size_t columns_;
    int value_ = kInfeasible;

    std::vector<int> costs_;  // size() rows of columns_
    std::vector<int> u_;      // per row
    std::vector<int> v_;      // per column, never positive
    std::vector<int> column_of_;
    std::vector<int> row_of_;  // kNobody where free
    std::vector<int> taken_;   // per column: 0 if free, else a tie-breaking penalty
    std::vector<int> unmatched_;
    std::size_t unmatched_count_ = 0;

    // Scratch of one search.
    std::vector<int> pending_;  // per column: distance, kDone once settled
    std::vector<int> done_;     // per column: 0, or a mask that makes any distance kDone
    std::vector<int> reached_from_;
    std::vector<int> settled_;
    std::vector<int> settled_distance_;
};

}  // namespace kura::bound
