// Shard: one visited table, one strategy a lane, one inbox; owned by one thread.
// Shape:    run() drains the inbox, steps each lane by its share, and hands children to their
//           owners in batches. Outbox rule: a partial batch is flushed only when the inbox is empty
//           (measured: sending tiny batches costs a factor of 40 when cores are oversubscribed)
// Invariants: a candidate to oneself is accepted before the next step, so one shard is exactly the
//           sequential algorithm; same seed, one shard: same run
// Threads:  run() on the owner's; inbox() from any; the rest while the shard is parked or joined
// Source:   ARCHITECTURE.md, "Shards"; HDA* (Kishimoto, Fukunaga, Botea 2009)
#pragma once

#include "solver/search/candidate.hpp"
#include "solver/search/control.hpp"
#include "solver/search/inbox.hpp"
#include "solver/search/meeting_table.hpp"
#include "solver/search/ownership.hpp"
#include "solver/search/strategy.hpp"
#include "solver/search/visited_table.hpp"
#include "solver/state/key_codec.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

namespace kura::search {

// What all shards of a job share; everything outlives them.
struct JobContext {
    const board::Board& board;
    const state::KeyCodec& codec;
    const std::vector<LaneSpec>& lanes;
    base::MemoryBudget& budget;
    Control& control;
    MeetingTable* meeting;  // null: no frontier meeting
    std::uint64_t expanded_max = 0;
};

struct ShardCounters {
    std::atomic<std::uint64_t> expanded{0};
    std::atomic<std::uint64_t> generated{0};
    std::atomic<std::uint64_t> sent{0};  // candidates to other shards
};

class Shard final : public Emitter {
  public:
    Shard(const JobContext& job, int index, int shards);
    Shard(const Shard&) = delete;
    Shard& operator=(const Shard&) = delete;
    ~Shard() override = default;

    void connect(std::vector<Shard*> peers) { peers_ = std::move(peers); }
    void run();

    void emit(const CandidateHeader& header, const std::uint8_t* record) override;

    [[nodiscard]] Inbox& inbox() { return inbox_; }
    [[nodiscard]] const VisitedTable& table() const { return table_; }
    [[nodiscard]] const ShardCounters& counters() const { return counters_; }
    [[nodiscard]] const Strategy& strategy(int lane) const {
        return *strategies_[static_cast<std::size_t>(lane)];
    }
    // The least cost any open state of a lane could lead to; updated now and then.
    [[nodiscard]] int lower_bound(int lane) const {
        return bounds_[static_cast<std::size_t>(lane)].load(std::memory_order_relaxed);
    }

  private:
    static constexpr std::size_t kBatchCandidates = 256;
    static constexpr std::int64_t kWorkPerShare = 100;  // units of StrategyCounters::work
    static constexpr std::size_t kEmptiedMax = 64;

    void drain_inbox();
    void accept_batch(const CandidateBatch& batch);
    bool step_lanes();
    void flush_local();
    void flush_outboxes();
    void send(int owner, CandidateBatch& batch);
    [[nodiscard]] int record_bytes(int lane) const {
        return job_.codec.key_bytes() + job_.lanes[static_cast<std::size_t>(lane)].payload_bytes;
    }
    bool step_lane(std::size_t lane);
    void retire_idle_lanes();
    void publish();
    void meet(const CandidateHeader& header, const std::uint8_t* key);

    const JobContext& job_;
    const int index_;
    const int shards_;
    std::vector<Shard*> peers_;
    VisitedTable table_;
    std::vector<std::unique_ptr<Strategy>> strategies_;
    std::vector<bool> active_;                           // holds a work token, per lane
    std::vector<std::int64_t> credit_;                   // work a lane may still do, per lane
    std::vector<CandidateBatch> local_;                  // per lane
    std::vector<std::vector<CandidateBatch>> outboxes_;  // per owner, per lane
    std::vector<CandidateBatch> emptied_;                // received ones, to be filled again
    Inbox inbox_;
    ShardCounters counters_;
    std::vector<std::atomic<int>> bounds_;
};

}  // namespace kura::search
