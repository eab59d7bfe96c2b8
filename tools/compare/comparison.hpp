// Comparison: configurations that are run on the same puzzles in turn, and what came of each run.
// Shape:    a plan (all but runs), fixed before the first run, and runs in the order they were made
// Units:    seconds of wall time unless named otherwise; bytes; pushes and moves of a solution
// Invariants: indices of runs are within the plan's lists; a run is solved only if it is verified
// Threads:  plain values
// Errors:   none
// Source:   ARCHITECTURE.md, "Comparing"
//
// A configuration is a solver with all that is fixed for it: build, strategy, threads or nodes. A
// cell is one configuration on one puzzle; a run is one repetition of a cell.
#pragma once

#include "puzzles/level/level.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kura::compare {

struct Build {
    std::string name;
    std::string path;
    std::string version;
    std::string commit;
    std::string compiler;
    std::string flags;
    std::string digest;  // of the program file: another program under the same name is noticed
};

struct Configuration {
    std::string name;  // unique in a comparison
    std::string solver = "kura";
    std::string strategy;  // empty for clusters and other solvers
    int threads = 1;
    int nodes = 0;  // 0: one process, no cluster
    int replicas = 1;
    int write = 1;
    bool is_oversubscribed = false;  // more threads and nodes than cores
    bool is_imported = false;        // its runs were not taken in turn with the others
    Build build;
    std::string command;  // as it is run, with what differs from run to run in braces
};

struct PuzzleSet {
    std::string name;
    std::string digest;  // of the boards selected
    int puzzles = 0;
};

struct ComparedPuzzle {
    int set = 0;
    puzzles::Level level;
};

struct Machine {
    std::string cpu;
    int cores = 0;
    std::uint64_t memory_bytes = 0;
    std::string kernel;
    std::string os;
};

struct Limits {
    double seconds = 10;
    std::uint64_t memory_bytes = 0;  // 0: none
};

// Other solvers, as the user described them (adapter.hpp reads the text).
struct AdapterText {
    std::string name;
    std::string text;
};

// How the nodes of clusters are started where they are not children of this process.
struct Hosts {
    std::vector<std::string> names;
    std::string command;  // "ssh {host} {command}"
    std::string program;  // kura's path there
    std::string key_file;
};

// The reason of imported runs that gave up as far as is known: nothing says what they found.
inline constexpr const char* kTimedOnly = "timed only";

enum class RunVerdict { solved, unsolvable, gave_up, stopped, invalid, failed, unverified };

[[nodiscard]] std::string_view name_of(RunVerdict verdict);
[[nodiscard]] std::optional<RunVerdict> verdict_of(std::string_view name);

// What one node of a cluster did during a run.
struct NodeFigures {
    std::uint64_t expanded = 0;
    std::uint64_t generated = 0;
    std::uint64_t sent = 0;  // candidates to other nodes
    std::uint64_t duplicates = 0;
    std::uint64_t messages = 0;
    std::optional<std::uint64_t> bytes_sent = std::nullopt;
    double busy_seconds = 0;  // processor time of its search
};

// How a run went on.
struct Timeline {
    std::vector<double> seconds;                // since its start, ascending
    std::vector<std::vector<double>> expanded;  // of each node, or of all: states by then

    friend bool operator==(const Timeline&, const Timeline&) = default;
};

struct Run {
    int configuration = 0;
    int puzzle = 0;
    int repetition = 0;
    int order = 0;  // its place among all turns
    RunVerdict verdict = RunVerdict::failed;
    std::string reason;
    double seconds = 0;
    std::optional<double> cpu_seconds;
    std::optional<double> search_seconds;  // as the solver says
    std::optional<std::int64_t> pushes;
    std::optional<std::int64_t> moves;
    std::optional<std::int64_t> expanded;
    std::optional<std::int64_t> generated;
    std::optional<std::int64_t> stored;  // states in tables at the end
    std::optional<std::int64_t> peak_bytes;
    std::optional<std::int64_t> table_bytes;  // as the solver says
    bool verified = false;
    std::string solution;  // canonical LURD if verified
    std::string problem;   // what is wrong, for people; empty if nothing is
    std::vector<NodeFigures> nodes;
    Timeline timeline;  // empty if the run was too short to have a course

    [[nodiscard]] bool is_solved() const { return verdict == RunVerdict::solved && verified; }
    [[nodiscard]] bool is_timed_only() const { return reason == kTimedOnly; }
};

struct Comparison {
    std::string id;
    std::string name;
    std::string started;   // UTC, ISO 8601
    std::string finished;  // empty while it lasts
    std::vector<std::string> command;
    Machine machine;
    Limits limits;
    int repetitions = 1;
    std::uint64_t seed = 1;
    std::string objective;  // "", "pushes", "moves"
    double local_first_seconds = 0;
    std::vector<PuzzleSet> sets;
    std::vector<ComparedPuzzle> puzzles;
    std::vector<Configuration> configurations;
    std::vector<AdapterText> adapters;
    Hosts hosts;
    std::vector<Run> runs;

    // "xsokoban #12"
    [[nodiscard]] std::string name_of_puzzle(int puzzle) const;
};

}  // namespace kura::compare
