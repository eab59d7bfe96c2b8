// Segment search: A* through the states of a segment, for a cheaper way from its start to its end.
// Shape:    run(segment, limits) -> pushes that replace those of the segment
// Units:    nodes are expanded states
// Invariants: without a limit reached, an answer is the best of the segment and no answer proves
//           that there is no better one; the caller replays every answer
// Soundness: lower bounds of segment.hpp; freeze deadlocks are left out: no solution of the puzzle
//           passes through one, and so no segment of a solution does
// Threads:  one owner; a workspace for many searches
// Errors:   node limit, memory, deadline and stop end a search with the best answer so far
// Source:   A* (Hart, Nilsson, Raphael 1968); ARCHITECTURE.md, "Shorter solutions"
#pragma once

#include "solver/deadlock/freeze.hpp"
#include "solver/optimize/free_bound.hpp"
#include "solver/optimize/node_store.hpp"
#include "solver/optimize/segment.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace kura::optimize {

// What a segment is searched for: pushes with the player anywhere in its region, moves not counted;
// or both in an order, with the player's exact square.
enum class Aim { pushes_alone, pushes_then_moves, moves_then_pushes };

struct SearchLimits {
    std::uint64_t nodes_max = 0;
    std::function<bool()> stopped;  // asked every few hundred nodes
};

struct SegmentAnswer {
    std::optional<std::vector<moves::Step>> pushes;  // of the whole segment; cheaper than before
    bool complete = false;                           // no limit cut it short
    std::uint64_t nodes = 0;
};

class SegmentSearch {
  public:
    SegmentSearch(const board::Board& board, const deadlock::FreezeTest& freeze,
                  base::MemoryBudget& budget);
    ~SegmentSearch() { budget_.release(open_bytes_); }
    SegmentSearch(const SegmentSearch&) = delete;
    SegmentSearch& operator=(const SegmentSearch&) = delete;

    [[nodiscard]] SegmentAnswer run(const Segment& segment, Aim aim, const SearchLimits& limits);

    // Can the states of such a segment be told apart by a node's key?
    [[nodiscard]] static bool fits(const board::Board& board, int free_boxes, int scheduled);

  private:
    struct Open {
        std::uint64_t cost;  // of the way there and the bound from there
        std::uint32_t node;
    };
    struct Position {  // a node, unpacked
        int t = 0;
        board::Square player = board::kNoSquare;
        std::vector<board::Square> free;  // ascending
        board::SquareSet boxes;
    };

    void start(const Segment& segment, Aim aim);
    void unpack(const NodeKey& key);
    [[nodiscard]] NodeKey pack(int t, board::Square player) const;
    void expand(std::uint32_t index);
    void finish_here(std::uint32_t index);
    void push_scheduled(std::uint32_t index);
    void push_free(std::uint32_t index);
    void visit(std::uint32_t parent, const moves::Step& step, bool scheduled, int bound);
    [[nodiscard]] bool player_reaches(board::Square square) const;
    [[nodiscard]] std::uint64_t cost_of(int pushes, int moves) const;
    void put_open(const Open& open);
    [[nodiscard]] std::vector<moves::Step> way_to(std::uint32_t index);

    const board::Board& board_;
    const deadlock::FreezeTest& freeze_;
    base::MemoryBudget& budget_;

    // of the search under way
    const Segment* segment_ = nullptr;
    Aim aim_ = Aim::pushes_alone;
    bool exact_player_ = false;
    int square_bits_ = 0;
    int time_bits_ = 0;
    std::uint64_t limit_ = 0;  // answers must cost less
    std::uint32_t answer_ = NodeStore::kFull;
    bool full_ = false;  // out of memory
    FreeBound bound_{1};

    NodeStore nodes_;
    std::vector<Open> open_;  // a heap
    std::size_t open_bytes_ = 0;
    Position at_;
    int bound_here_ = 0;
    board::SquareSet region_;
    board::SquareSet child_region_;
    WalkField walk_;
    std::vector<board::Square> child_free_;
    std::vector<const std::uint16_t*> rows_;
};

}  // namespace kura::optimize
