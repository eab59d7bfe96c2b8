// Outcome: what became of one puzzle of a run, and the totals over all of them.
// Units:    seconds of wall time
// Threads:  plain values
#pragma once

#include "solver/engine.hpp"
#include "solver/optimize/solution_path.hpp"
#include "tools/cli/puzzle_source.hpp"
#include "tools/cli/timeline.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kura::cli {

// What one node of a cluster did for a puzzle.
struct NodeShare {
    std::uint64_t id = 0;
    std::string address;
    std::uint64_t expanded = 0;       // by the shared search
    std::uint64_t lane_expanded = 0;  // by its own lane
    std::uint64_t generated = 0;
    std::uint64_t sent = 0;  // candidates to other nodes
    std::uint64_t duplicates = 0;
    std::uint64_t reexpanded = 0;
    std::uint64_t takeovers = 0;
    std::uint64_t messages = 0;
    std::uint64_t bytes = 0;  // sent to other nodes
    std::uint64_t processor_us = 0;
};

inline constexpr std::uint64_t kHere = 0;  // as a source of a timeline: no cluster

struct Outcome {
    const Puzzle* puzzle = nullptr;  // outlives the outcome
    SolveResult result;
    bool resumed = false;  // not searched: the --resume file had a right solution
    std::optional<optimize::Cost> optimized_from{};  // what --optimize started with
    std::vector<NodeShare> nodes{};                  // with --cluster or --nodes
    Timeline timeline{};                             // of the nodes by their ids; else of kHere
};

struct Totals {
    int puzzles = 0;  // selected
    int solved = 0;
    int resumed = 0;  // of the solved ones
    int optimal = 0;  // of the solved ones
    int unsolvable = 0;
    int gave_up = 0;
    int stopped = 0;
    int invalid = 0;
    int contradictions = 0;   // of those that gave up: internal errors
    std::int64_t pushes = 0;  // of the solved ones
    std::int64_t moves = 0;
    std::uint64_t expanded = 0;
    std::uint64_t generated = 0;
    double seconds = 0;  // of the whole run

    void add(const Outcome& outcome);
    [[nodiscard]] int decided() const;
    [[nodiscard]] int not_tried() const { return puzzles - decided(); }
};

// "gave up (time)", "solved, optimal pushes", "invalid", ...
[[nodiscard]] std::string verdict_text(const SolveResult& result);

// The exit code of a run that was not interrupted; only is the one puzzle's outcome, or null.
[[nodiscard]] int exit_code(const Totals& totals, const Outcome* only);

// Gets every outcome as it is decided, then the totals.
// Threads: called by one thread at a time
class ResultSink {
  public:
    ResultSink() = default;
    ResultSink(const ResultSink&) = delete;
    ResultSink& operator=(const ResultSink&) = delete;
    virtual ~ResultSink() = default;

    virtual void decided(const Outcome& outcome) = 0;
    virtual void finished(const Totals& totals) = 0;
};

}  // namespace kura::cli
