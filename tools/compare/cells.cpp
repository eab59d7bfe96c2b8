#include "tools/compare/cells.hpp"

#include <algorithm>

namespace kura::compare {

Cells::Cells(const Comparison& comparison)
    : comparison_(comparison),
      runs_(comparison.configurations.size() * comparison.puzzles.size() *
            static_cast<std::size_t>(comparison.repetitions)),
      best_pushes_(comparison.puzzles.size()) {
    for (const Run& run : comparison.runs) {
        runs_[place(run.configuration, run.puzzle, run.repetition)] = &run;
        if (run.is_solved() && run.pushes) {
            auto& best = best_pushes_[static_cast<std::size_t>(run.puzzle)];
            best = std::min(best.value_or(*run.pushes), *run.pushes);
        }
    }
}

int Cells::configurations() const {
    return static_cast<int>(comparison_.configurations.size());
}

int Cells::puzzles() const {
    return static_cast<int>(comparison_.puzzles.size());
}

std::size_t Cells::place(int configuration, int puzzle, int repetition) const {
    const auto cell = static_cast<std::size_t>(configuration) * comparison_.puzzles.size() +
                      static_cast<std::size_t>(puzzle);
    return cell * static_cast<std::size_t>(comparison_.repetitions) +
           static_cast<std::size_t>(repetition);
}

const Run* Cells::run(int configuration, int puzzle, int repetition) const {
    return runs_[place(configuration, puzzle, repetition)];
}

std::vector<const Run*> Cells::runs(int configuration, int puzzle) const {
    std::vector<const Run*> found;
    for (int repetition = 0; repetition < comparison_.repetitions; ++repetition) {
        if (const Run* made = run(configuration, puzzle, repetition)) {
            found.push_back(made);
        }
    }
    return found;
}

std::vector<const Run*> Cells::runs(int configuration) const {
    std::vector<const Run*> found;
    for (int puzzle = 0; puzzle < puzzles(); ++puzzle) {
        for (const Run* made : runs(configuration, puzzle)) {
            found.push_back(made);
        }
    }
    return found;
}

bool Cells::is_solved(int configuration, int puzzle) const {
    const std::vector<const Run*> made = runs(configuration, puzzle);
    return !made.empty() &&
           std::all_of(made.begin(), made.end(), [](const Run* run) { return run->is_solved(); });
}

std::vector<int> Cells::solved_by_all(const std::vector<int>& configurations) const {
    std::vector<int> common;
    for (int puzzle = 0; puzzle < puzzles(); ++puzzle) {
        if (std::all_of(configurations.begin(), configurations.end(),
                        [&](int configuration) { return is_solved(configuration, puzzle); })) {
            common.push_back(puzzle);
        }
    }
    return common;
}

}  // namespace kura::compare
