// Neighbourhoods: which part of the path to try next, with which boxes free, and how hard.
// Shape:    arms: kinds of segments, from "one box free, the whole path" to "all boxes of a short
//           stretch"; what has gained most for its nodes is drawn more often
// Units:    nodes
// Invariants: deterministic: the same seed, paths and reports give the same attempts
// Threads:  one owner; threads have one each, with seeds of their own
// Source:   large neighbourhood search (Shaw 1998), adaptive choice (Ropke, Pisinger 2006)
#pragma once

#include "solver/base/rng.hpp"
#include "solver/optimize/segment_search.hpp"

#include <cstdint>
#include <map>
#include <vector>

namespace kura::optimize {

struct Attempt {
    Window window;
    Aim aim = Aim::pushes_alone;
    std::uint64_t nodes_max = 0;
    std::size_t arm = 0;
    bool whole = false;  // every box of the whole path is free: if complete, a proof
};

class Neighbourhoods {
  public:
    Neighbourhoods(const board::Board& board, Objective objective, std::uint64_t seed);

    // Requires: the path has a push.
    [[nodiscard]] Attempt next(const SolutionPath& path);
    // gain: what the attempt saved, 0 if nothing; weighted as the objective weighs.
    void report(const Attempt& attempt, double gain, std::uint64_t nodes);
    [[nodiscard]] double gain_of(Cost before, Cost after) const;

  private:
    struct Trails;
    struct Arm {
        int boxes;     // free boxes
        int length;    // pushes, about; 0: the whole path
        bool stretch;  // as long a stretch as `boxes` different boxes are pushed in
        Aim aim;
        double gain = 0;   // both fade
        double nodes = 0;  // in thousands
    };

    [[nodiscard]] Attempt whole(const SolutionPath& path);
    [[nodiscard]] std::size_t draw_arm();
    [[nodiscard]] Window stretch(const SolutionPath& path, int boxes);
    [[nodiscard]] Window subset(const SolutionPath& path, const Arm& arm);
    [[nodiscard]] std::size_t draw(const std::vector<double>& weights);
    [[nodiscard]] int distance(board::Square from, board::Square player, board::Square to);

    const board::Board& board_;
    const Objective objective_;
    const int length_max_;  // of a window, so that its tables stay small
    base::Rng rng_;
    std::vector<Arm> arms_;
    std::uint64_t effort_;           // nodes of an attempt
    std::uint64_t nodes_spent_ = 0;  // in all
    std::uint64_t nodes_idle_ = 0;   // since the last gain
    std::uint64_t whole_nodes_;      // of the next try of everything
    const board::PushGraph graph_;
    std::map<board::Square, std::vector<std::uint16_t>> distances_to_;
};

}  // namespace kura::optimize
