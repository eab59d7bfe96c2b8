// Generator: solvable puzzles by reverse play. Boxes start on the goals and are pulled away; pulls
// played backwards are pushes, so a solution exists by construction.
// Shape:    random layout, then a search by pulls that keeps a random part of each layer; the
//           puzzle is a state of the deepest layer. A layer is one box pulled any way (one pull,
//           where there is only one box), so depth counts how often the pushed box must change
// Invariants: same options, same puzzles, on every machine; no two of one generator are equal up
//           to symmetry and the player's place in its region
// Threads:  one owner
// Errors:   bad_input for options out of range
#pragma once

#include "puzzles/level/level.hpp"
#include "solver/base/result.hpp"
#include "solver/base/rng.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace kura::generate {

struct GeneratorOptions {
    int rows = 9;  // with the border; what is generated may be smaller
    int columns = 9;
    int boxes = 3;
    std::uint64_t seed = 1;
    int states_max = 20000;   // expanded by the reverse search for one puzzle
    int layer_max = 400;      // states kept of each layer
    int attempts_max = 1000;  // layouts tried for one puzzle
};

class Generator {
  public:
    static base::Result<Generator> make(const GeneratorOptions& options);

    // The next puzzle, its title the number of the draw that made it, so that it can be told apart.
    // Ensures: nothing if attempts_max layouts in a row gave none.
    std::optional<puzzles::Level> next();

    // Puzzles until `count` of them are accepted (a difficulty to reach, a time to stop).
    // Ensures: fewer if next() has none, or after attempts_max refusals in a row.
    std::vector<puzzles::Level> next_accepted(
        int count, const std::function<bool(const puzzles::Level&)>& accept);

  private:
    explicit Generator(const GeneratorOptions& options) : options_(options), rng_(options.seed) {}
    std::optional<std::vector<std::string>> pulled_apart(const std::vector<std::string>& layout);

    GeneratorOptions options_;
    base::Rng rng_;
    std::uint64_t draws_ = 0;
    std::unordered_set<std::string> forms_;
};

}  // namespace kura::generate
