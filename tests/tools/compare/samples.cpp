#include "tests/tools/compare/samples.hpp"

namespace kura::compare {

Comparison sample(int configurations, int puzzles, int repetitions) {
    Comparison made;
    made.id = "20260101T000000Z-0001";
    made.name = "sample";
    made.started = "2026-01-01T00:00:00Z";
    made.command = {"kura", "compare"};
    made.machine = {"a processor", 2, std::uint64_t{1} << 30, "Linux", "Debian"};
    made.limits = {10, std::uint64_t{1} << 30};
    made.repetitions = repetitions;
    made.sets.push_back({"set", "0123456789abcdef", puzzles});
    for (int i = 0; i < puzzles; ++i) {
        ComparedPuzzle puzzle;
        puzzle.level.rows = {"#####", "#@$.#", "#####"};
        puzzle.level.index = i + 1;
        puzzle.level.title = "number " + std::to_string(i + 1);
        made.puzzles.push_back(std::move(puzzle));
    }
    for (int i = 0; i < configurations; ++i) {
        Configuration entry;
        entry.name = std::string(1, static_cast<char>('a' + i));
        entry.strategy = "astar";
        entry.build.name = entry.name;
        entry.build.path = "/usr/bin/kura";
        made.configurations.push_back(std::move(entry));
    }
    return made;
}

Run solved(int configuration, int puzzle, int repetition, double seconds) {
    Run run;
    run.configuration = configuration;
    run.puzzle = puzzle;
    run.repetition = repetition;
    run.verdict = RunVerdict::solved;
    run.verified = true;
    run.seconds = seconds;
    run.solution = "R";
    run.pushes = 1;
    run.moves = 1;
    return run;
}

Run unsolved(int configuration, int puzzle, int repetition) {
    Run run;
    run.configuration = configuration;
    run.puzzle = puzzle;
    run.repetition = repetition;
    run.verdict = RunVerdict::gave_up;
    run.reason = "time";
    run.seconds = 10;
    return run;
}

}  // namespace kura::compare
