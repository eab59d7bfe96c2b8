// Explanation: how a search went, lane by lane, so that a person can see where a puzzle that was
// not solved got stuck; and the alarm that nothing of it can be trusted. Both are text and numbers.
// Units:    seconds of wall time. Planning goes on beside the other lanes and is a part of
//           searching; judging (replaying what may be solutions) is not
// Threads:  plain values
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kura {

struct Explanation {
    struct Figure {
        std::string_view name;  // a string literal
        std::uint64_t count = 0;
    };
    struct Lane {
        std::string name;
        bool backward = false;
        bool proves = false;
        std::uint64_t expanded = 0;
        std::uint64_t generated = 0;
        std::uint64_t pruned = 0;
        double share = 0;               // of the work of all lanes, as they count it
        std::vector<Figure> dead;       // positions and moves dropped, by deadlock test
        std::vector<Figure> figures;    // what else the strategy counts
        std::vector<std::string> plan;  // a packing plan: "c4-b2", "sink-b2", "b2"; see JSONL.md
        std::string best_text;  // of the position nearest to the end; empty if there is none
        std::vector<std::string> best_rows;  // that position, drawn as a level
    };

    double preparing_seconds = 0;
    double planning_seconds = 0;
    double searching_seconds = 0;
    double judging_seconds = 0;
    std::vector<Lane> lanes;
};

// What one part of the program proved and another has refuted: a bug in a pruning or a bound.
struct Contradiction {
    std::string prover;  // the lane that proved it, or "board"
    std::string claim;   // "that there is no solution", "that no solution has less than 12 pushes"
    std::string finder;  // the lane that found the solution, or "the puzzle's file"
    std::string solution;  // LURD; it replays
    int pushes = 0;
    int moves = 0;
    int lost_after = -1;  // pushes of it, after which the prover lost sight of it; -1: not known
    std::vector<std::string> lost_rows;  // that position, drawn as a level
};

}  // namespace kura
