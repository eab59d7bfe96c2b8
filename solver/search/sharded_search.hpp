// Sharded search: all shards of one process, their threads, and the coordinator that replays hints,
// keeps the clock and decides when the search is over.
// Threads:  run() starts `shards` threads and returns after they are joined; progress and judge are
//           called on the calling thread
// Source:   ARCHITECTURE.md, "Shards"
#pragma once

#include "solver/search/contradiction.hpp"
#include "solver/search/shard.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace kura::search {

using Clock = std::chrono::steady_clock;

struct SearchReport {
    std::uint64_t expanded = 0;
    std::uint64_t generated = 0;
    std::uint64_t stored = 0;
    int lower_bound = 0;
};

struct SearchOptions {
    int shards = 1;
    Clock::time_point deadline = Clock::time_point::max();
    const std::atomic<bool>* stop = nullptr;
    bool stop_at_first = true;  // end with the first solution that replays
    // A path from the start, one box step after the other. Returns its true cost if it replays to a
    // solution on the level's text, nothing if not.
    std::function<std::optional<int>(const std::vector<moves::Step>&, const LaneSpec&)> judge;
    std::function<void(const SearchReport&)> progress;  // may be empty
};

struct SearchEnd {
    EndReason reason = EndReason::running;
    int lane = -1;  // that solved or exhausted, -1 if none
    SearchReport report;
    std::optional<Contradiction> contradiction;  // then nothing is proved
};

class ShardedSearch {
  public:
    ShardedSearch(const JobContext& job, const SearchOptions& options);
    ~ShardedSearch();

    SearchEnd run();

    // After run(): what each lane did.
    [[nodiscard]] std::vector<LaneReport> lane_reports() const;

    // After run(): calls fn(key, word) for every visited record of every shard.
    template <typename Fn>
    void for_each_record(Fn&& fn) const {
        for (const auto& shard : shards_) {
            for (std::uint32_t p = 0; p < shard->table().partitions(); ++p) {
                shard->table().for_each(p, fn);
            }
        }
    }

  private:
    [[nodiscard]] SearchReport report() const;
    void judge_hints(SearchEnd& end);
    void judge(const Hint& hint, SearchEnd& end);
    void judge_last_hints(SearchEnd& end);
    [[nodiscard]] std::uint64_t find(std::uint64_t placement_hash, const std::uint8_t* key) const;
    [[nodiscard]] std::optional<Trace> trace(int lane, const state::State& state) const;
    // Ensures: whether the path replays; if it is the cheapest so far, it is the incumbent now.
    bool consider(std::vector<moves::Step> steps, int lane, SearchEnd& end);
    void look_at_limits(Clock::time_point now);

    const JobContext& job_;
    const SearchOptions options_;
    std::vector<std::unique_ptr<Shard>> shards_;
    // A lane reached its target by a path that doesn't replay, say because it has more moves than
    // the judge takes. Then an exhausted lane proves nothing.
    bool target_refused_ = false;
    std::vector<moves::Step> incumbent_steps_;
};

}  // namespace kura::search
