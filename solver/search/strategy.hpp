// Strategy: what a shard does with the states it owns, for one lane. The shard merges candidates
// into the visited table and tells the strategy; the strategy decides what to expand next and emits
// the children, which travel to their owners. Threads, nodes and the simulator differ only in how.
// Threads:  one instance per shard and lane, called by the shard's thread only
// Source:   ARCHITECTURE.md, "Lanes and strategies"
#pragma once

#include "solver/base/memory_budget.hpp"
#include "solver/moves/push.hpp"
#include "solver/search/candidate.hpp"
#include "solver/search/visited_table.hpp"
#include "solver/search/visited_word.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace kura::search {

class Emitter {
  public:
    virtual ~Emitter() = default;
    // The record (key and payload) is copied. A candidate to oneself is accepted before the next
    // step.
    virtual void emit(const CandidateHeader& header, const std::uint8_t* record) = 0;
};

enum class StepResult : std::uint8_t {
    expanded,  // one state was expanded
    skipped,   // an entry was stale or pruned; call again
    idle,      // nothing is open
    full,      // memory ran out; the search gives up
};

struct StrategyCounters {
    std::uint64_t expanded = 0;
    std::uint64_t generated = 0;  // children emitted
    std::uint64_t pruned = 0;     // children dropped by a deadlock test
    // What the steps cost, in units of about a microsecond, counted and not measured, so that lanes
    // share a shard's time fairly and a run can still be repeated exactly.
    std::uint64_t work = 0;
};

class Strategy {
  public:
    virtual ~Strategy() = default;

    // Emits the lane's root states. Called on one shard of the job, before any step.
    virtual void emit_roots(Emitter& out) = 0;

    // A candidate was inserted, or its record improved; the lane's payload follows the key.
    // Ensures: false if memory ran out.
    [[nodiscard]] virtual bool accept(const CandidateHeader& header, const std::uint8_t* key) = 0;

    virtual StepResult step(Emitter& out) = 0;

    // No solution this shard could still find through its open states costs less; a large number
    // if nothing is open.
    [[nodiscard]] virtual int lower_bound() const = 0;

    [[nodiscard]] const StrategyCounters& counters() const { return counters_; }

  protected:
    StrategyCounters counters_;
};

// What a strategy may use of its shard.
struct ShardTools {
    VisitedTable& table;
    base::MemoryBudget& budget;
    const std::atomic<int>& incumbent_cost;  // of the best verified solution; kNoIncumbent if none
    int lane;
    int shard;
    int shards;
};

inline constexpr int kNoIncumbent = 1 << 30;

struct LaneSpec {
    std::string name;
    moves::Side side = moves::Side::forward;
    LaneOrder order = LaneOrder::optimal;
    bool proves = false;        // exhausting it proves unsolvability, or the incumbent's optimality
    bool exact_player = false;  // states keep the player's square; costs are moves
    bool meets = true;          // its states take part in the frontier meeting
    int share = 1;              // of the shard's time, relative to the other lanes
    bool macros = false;        // its arrivals are macro moves, not single steps
    int payload_bytes = 0;      // what its candidates carry besides the key
    int home_shard = -1;        // all its states on one shard, or spread by placement (-1)
    int first_shard = 0;        // spread lanes leave the shards before this one alone
    std::function<std::unique_ptr<Strategy>(const ShardTools&)> make;
};

}  // namespace kura::search
