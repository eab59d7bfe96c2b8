// Level range: which puzzles of a file the user asked for, such as "3,7-9", "-5" or "100-".
// Units:    1-based places in the file
// Invariants: the empty range holds every place
// Errors:   Result with one line for the user
#pragma once

#include "solver/base/result.hpp"

#include <string_view>
#include <utility>
#include <vector>

namespace kura::cli {

class LevelRange {
  public:
    [[nodiscard]] static base::Result<LevelRange> parse(std::string_view text);
    [[nodiscard]] static LevelRange between(int first, int last);

    [[nodiscard]] bool contains(int index) const;
    [[nodiscard]] bool holds_all() const { return parts_.empty(); }

  private:
    std::vector<std::pair<int, int>> parts_;  // first, last; both included
};

}  // namespace kura::cli
