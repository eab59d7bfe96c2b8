// Control: what the shards of one search and their coordinator share.
// Threads:  any; atomics are relaxed unless a comment says which reader needs more
// Shape:    work tokens per lane prove exhaustion (see `retire`); a pause stops every shard at a
//           step boundary, so that the coordinator may read all tables
// Source:   ARCHITECTURE.md, "Exhaustion in one process"
#pragma once

#include "solver/search/candidate.hpp"
#include "solver/search/strategy.hpp"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <vector>

namespace kura::search {

enum class EndReason : std::uint8_t {
    running,
    solved,      // a replayed solution, and nothing more was asked
    exhausted,   // a proving lane has nothing open
    incomplete,  // every lane has nothing open, none of them proves
    time,
    memory,
    nodes,
    user,
};

// A candidate that may complete a solution: a lane's target, or a meeting of two sides.
struct Hint {
    int lane;
    bool meeting;
    int cost;  // claimed; the replayed path may be cheaper
    std::vector<std::uint8_t> key;
    std::uint64_t placement_hash;
};

class Control {
  public:
    Control(int shards, int lanes);

    // --- any thread ---
    [[nodiscard]] bool ended() const {
        return end_.load(std::memory_order_relaxed) != EndReason::running;
    }
    [[nodiscard]] EndReason end_reason() const { return end_.load(std::memory_order_acquire); }
    // The first reason wins.
    void end(EndReason reason, int lane = -1);
    [[nodiscard]] int ending_lane() const { return ending_lane_.load(std::memory_order_relaxed); }
    // The incumbent when it ended: what an exhausted lane found nothing cheaper than.
    [[nodiscard]] int cost_at_end() const { return cost_at_end_.load(std::memory_order_relaxed); }
    std::atomic<int>& incumbent_cost() { return incumbent_cost_; }

    // --- work tokens: a lane's counter is the number of its active shards plus its candidates in
    // flight. It reaches 0 once, and then no shard has or will get work for that lane, because a
    // token is added before the one that caused it is given back. ---
    void add_work(int lane, std::int64_t tokens) {
        work_[static_cast<std::size_t>(lane)].fetch_add(tokens, std::memory_order_relaxed);
    }
    // Ensures: true if the lane is exhausted now.
    [[nodiscard]] bool retire(int lane, std::int64_t tokens) {
        return work_[static_cast<std::size_t>(lane)].fetch_sub(tokens, std::memory_order_acq_rel) ==
               tokens;
    }
    // Ensures: the number of lanes not yet exhausted.
    int lane_exhausted() { return lanes_left_.fetch_sub(1, std::memory_order_acq_rel) - 1; }

    // --- shard threads ---
    [[nodiscard]] bool must_park() const { return pause_.load(std::memory_order_relaxed); }
    void park();             // returns when the pause is over
    void report(Hint hint);  // asks for a pause
    void shard_finished();

    // --- coordinator ---
    // Waits until the search has ended, all shards are parked with hints to look at, or the time.
    enum class Wake : std::uint8_t { ended, hints, timeout };
    Wake wait_until(std::chrono::steady_clock::time_point when);
    std::vector<Hint> take_hints();  // Requires: all shards parked
    void resume();

  private:
    const int shards_;
    std::atomic<EndReason> end_{EndReason::running};
    std::atomic<int> ending_lane_{-1};
    std::atomic<int> cost_at_end_{kNoIncumbent};
    std::atomic<int> incumbent_cost_{kNoIncumbent};
    std::atomic<bool> pause_{false};
    std::atomic<int> lanes_left_;
    std::vector<std::atomic<std::int64_t>> work_;

    std::mutex mutex_;
    std::condition_variable to_coordinator_;
    std::condition_variable to_shards_;
    // guarded by mutex_
    std::vector<Hint> hints_;
    int parked_ = 0;
    int finished_ = 0;
    std::uint64_t pauses_ = 0;
};

}  // namespace kura::search
