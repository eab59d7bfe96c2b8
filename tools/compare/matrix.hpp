// Matrix: which configurations a comparison has, which puzzles of a set, and whose turn is when.
// Shape:    one process: builds x strategies x threads; clusters: builds x nodes x replicas, where
//           there are as many nodes as replicas; other solvers: x threads
// Invariants: every cell has as many turns as there are repetitions
// Threads:  pure functions
// Errors:   Result: a matrix too large
//
// Turns go over all puzzles before the next repetition, so that a slow drift of the machine falls
// on all cells alike. For one puzzle all configurations follow each other, and the next time in the
// opposite order (A B, B A): between any two of them a steady drift cancels out.
#pragma once

#include "solver/base/result.hpp"
#include "tools/compare/comparison.hpp"

#include <string>
#include <vector>

namespace kura::compare {

struct SolverChoice {
    std::string name;     // of an adapter
    std::string command;  // its template, to be shown
    std::string version;
    std::string path;
    bool has_threads = false;  // {threads} occurs in it
};

struct MatrixOptions {
    std::vector<Build> builds;
    std::vector<std::string> strategies;
    std::vector<int> threads;
    std::vector<int> nodes;  // 0: no cluster
    std::vector<int> replicas;
    std::vector<SolverChoice> solvers;
    bool has_hosts = false;  // for the nodes of clusters
    int cores = 1;
};

[[nodiscard]] base::Result<std::vector<Configuration>> configurations_of(
    const MatrixOptions& options);

// `count` of `size` places, spread evenly, in order; all if count is 0 or not below size.
[[nodiscard]] std::vector<std::size_t> spread(std::size_t size, std::size_t count);

struct Turn {
    int configuration = 0;
    int puzzle = 0;
    int repetition = 0;
    int order = 0;
};

// Ensures: in the order to be run, without imported configurations.
[[nodiscard]] std::vector<Turn> turns_of(const Comparison& comparison);

}  // namespace kura::compare
