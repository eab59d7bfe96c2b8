// Cells: the runs of a comparison by configuration, puzzle and repetition.
// Shape:    a view; runs that were not made are absent
// Invariants: the comparison outlives its cells and gets no runs meanwhile
// Threads:  immutable after construction
// Errors:   none
#pragma once

#include "tools/compare/comparison.hpp"

#include <optional>
#include <vector>

namespace kura::compare {

class Cells {
  public:
    explicit Cells(const Comparison& comparison);

    [[nodiscard]] const Comparison& comparison() const { return comparison_; }
    [[nodiscard]] const Run* run(int configuration, int puzzle, int repetition) const;
    // Those that were made, by repetition.
    [[nodiscard]] std::vector<const Run*> runs(int configuration, int puzzle) const;
    [[nodiscard]] std::vector<const Run*> runs(int configuration) const;

    [[nodiscard]] int configurations() const;
    [[nodiscard]] int puzzles() const;

    // In every repetition that was made, and there was one.
    [[nodiscard]] bool is_solved(int configuration, int puzzle) const;
    // The fewest pushes of any verified solution, of any configuration.
    [[nodiscard]] std::optional<std::int64_t> best_pushes(int puzzle) const {
        return best_pushes_[static_cast<std::size_t>(puzzle)];
    }
    // Puzzles that each of these configurations solved in each repetition.
    [[nodiscard]] std::vector<int> solved_by_all(const std::vector<int>& configurations) const;

  private:
    [[nodiscard]] std::size_t place(int configuration, int puzzle, int repetition) const;

    const Comparison& comparison_;
    std::vector<const Run*> runs_;
    std::vector<std::optional<std::int64_t>> best_pushes_;  // by puzzle
};

}  // namespace kura::compare
