// Sharded search: all shards of one process, their threads, and the coordinator that replays hints,
// keeps the clock and decides when the search is over.
// Threads:  run() starts `shards` threads and returns after they are joined; progress and judge are
//           called on the calling thread
// Source:   ARCHITECTURE.md, "Shards"
#pragma once

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
};

class ShardedSearch {
  public:
    ShardedSearch(const JobContext& job, const SearchOptions& options);
    ~ShardedSearch();

    SearchEnd run();

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
    void look_at_limits(Clock::time_point now);

    const JobContext& job_;
    const SearchOptions options_;
    std::vector<std::unique_ptr<Shard>> shards_;
    // A lane reached its target by a path that doesn't replay, say because it has more moves than
    // the judge takes. Then an exhausted lane proves nothing.
    bool target_refused_ = false;
};

}  // namespace kura::search
