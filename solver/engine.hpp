// The engine: one puzzle in, one verdict out. Everything a front end needs of the solver is here.
// Units:    seconds of wall time, bytes, pushes, moves
// Invariants: a solution in a result has been replayed on the raw level text by puzzles/verify;
//           unsolvable and a claimed optimum come from sound, exhaustive search only
// Threads:  solve() starts `threads` threads of its own and returns when they are gone; several
//           solves may run at once and may share one memory budget
// Errors:   a level that can't be searched gives Verdict::invalid and why, never an exception
// Source:   ARCHITECTURE.md, "Verdicts"
#pragma once

#include "puzzles/level/level.hpp"
#include "solver/base/memory_budget.hpp"
#include "solver/explanation.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kura {

using Clock = std::chrono::steady_clock;

enum class Verdict { solved, unsolvable, gave_up, stopped, invalid };

// Why a search ended without an answer (gave_up, stopped), or none.
// contradiction: a proof was refuted; the result's contradiction tells it all.
// unavailable: the machines asked to search could not be reached.
enum class Reason {
    none,
    time,
    memory,
    nodes,
    incomplete,
    user,
    bad_level,
    contradiction,
    unavailable
};

enum class Objective { any, pushes, moves };

// What is proved of a solution's length.
enum class Optimality { none, pushes, moves };

[[nodiscard]] std::string_view name_of(Verdict verdict);  // "solved", "unsolvable", "gave_up", ...
[[nodiscard]] std::string_view name_of(Reason reason);    // "", "time", "memory", "nodes", ...
[[nodiscard]] std::string_view name_of(Optimality optimality);  // "none", "pushes", "moves"

// A snapshot of a running search, for a status line.
struct Progress {
    double seconds = 0;
    std::uint64_t expanded = 0;
    std::uint64_t generated = 0;
    std::uint64_t stored = 0;  // states in the visited tables
    std::size_t memory_bytes = 0;
    int lower_bound = 0;     // on pushes (or moves) of any solution, 0 if unknown
    int best_cost = -1;      // of the best solution found so far, -1 if none
    std::string_view phase;  // "preparing", "searching"
};

struct SolveOptions {
    Objective objective = Objective::any;
    std::string strategy = "auto";  // see strategy_names()
    bool prune = true;              // false: no deadlock tests at all; the tests' oracle
    int threads = 1;
    std::uint64_t seed = 1;          // order among equal children; 1 leaves it natural
    std::uint64_t expanded_max = 0;  // 0: no limit
    Clock::time_point deadline = Clock::time_point::max();  // covers preparation too
    base::MemoryBudget* memory = nullptr;     // required; may be shared by several solves
    const std::atomic<bool>* stop = nullptr;  // set by the front end to stop early; may be null
    std::function<void(const Progress&)> progress;  // called from the calling thread, about 10/s
    bool explain = false;                           // fill in the result's explanation
};

struct SolveResult {
    Verdict verdict = Verdict::invalid;
    Reason reason = Reason::none;
    std::string detail;  // one sentence for people: why invalid, why unsolvable
    Optimality optimal = Optimality::none;
    std::string solution;       // canonical LURD, empty if none (or if solved at the start)
    bool has_solution = false;  // also true for gave_up/stopped with an unproved solution in hand
    int pushes = 0;
    int moves = 0;
    int lower_bound = 0;  // pushes or moves, as the objective; 0 if unknown
    double seconds = 0;
    std::uint64_t expanded = 0;
    std::uint64_t generated = 0;
    std::uint64_t stored = 0;
    std::uint64_t stored_key_xor =
        0;                       // XOR of hashes of the visited keys (bfs only), for equality tests
    std::size_t peak_bytes = 0;  // of tables and queues
    std::string strategy;        // what decided: "astar", "backward-greedy", ...
    std::optional<Explanation> explanation;      // with SolveOptions::explain
    std::optional<Contradiction> contradiction;  // an internal error; the verdict is gave_up
};

// Requires: options.memory != nullptr, 1 <= threads <= base::kThreadsMax, a known strategy.
[[nodiscard]] SolveResult solve(const puzzles::Level& level, const SolveOptions& options);

struct StrategyInfo {
    std::string_view name;
    std::string_view help;  // one line
};

// "auto" first; what --strategy accepts.
[[nodiscard]] const std::vector<StrategyInfo>& strategy_names();

}  // namespace kura
