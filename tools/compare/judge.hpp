// Judge: what a finished process was worth: its claims against the replay on the puzzle's text.
// Shape:    a process's result and what it said in, the fields of a Run out
// Invariants: solved only if the independent verifier replayed the solution and the process ended
//           within the limit; a wrong solution is "unverified" and a problem, never just unsolved
// Threads:  pure functions
// Errors:   in the run: verdict, reason, problem
#pragma once

#include "puzzles/level/level.hpp"
#include "tools/compare/adapter.hpp"
#include "tools/compare/comparison.hpp"
#include "tools/process/run_process.hpp"

#include <string_view>

namespace kura::compare {

// A run is a process, to all that make or judge runs.
using process::Ended;
using process::ProcessResult;
using process::ProcessSpec;
using process::run_process;

// Time that a process may take beyond its limit before it is killed; it still counts as late.
[[nodiscard]] double grace_seconds(double limit_seconds);

// Replays one solution of a run whose seconds are known.
// Ensures: true if it replays, and then the run is solved unless it came too late; else unverified.
bool try_solution(std::string_view lurd, const puzzles::Level& level, const Limits& limits,
                  Run& run);

void judge_kura(const ProcessResult& process, const puzzles::Level& level, const Limits& limits,
                Run& run);

void judge_answer(const ProcessResult& process, const Answer& answer, const puzzles::Level& level,
                  const Limits& limits, Run& run);

}  // namespace kura::compare
