#include "solver/search/shard.hpp"

#include "solver/base/assert.hpp"
#include "solver/search/probes_ahead.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace kura::search {

Shard::Shard(const JobContext& job, int index, int shards)
    : job_(job),
      index_(index),
      shards_(shards),
      table_({.key_bytes = job.codec.key_bytes()}, job.budget),
      active_(job.lanes.size(), true),
      credit_(job.lanes.size(), 0),
      bounds_(job.lanes.size()) {
    for (std::size_t lane = 0; lane < job.lanes.size(); ++lane) {
        const int number = static_cast<int>(lane);
        strategies_.push_back(job.lanes[lane].make({.table = table_,
                                                    .budget = job.budget,
                                                    .incumbent_cost = job.control.incumbent_cost(),
                                                    .lane = number,
                                                    .shard = index,
                                                    .shards = shards}));
        local_.emplace_back(number, record_bytes(number));
    }
    outboxes_.assign(static_cast<std::size_t>(shards), local_);
}

void Shard::emit(const CandidateHeader& header, const std::uint8_t* record) {
    const LaneSpec& lane = job_.lanes[header.lane];
    const int owner =
        lane.home_shard >= 0
            ? lane.home_shard
            : lane.first_shard + owner_of(header.placement_hash, shards_ - lane.first_shard);
    if (owner == index_) {
        local_[header.lane].push_back(header, record);
        return;
    }
    CandidateBatch& batch = outboxes_[static_cast<std::size_t>(owner)][header.lane];
    batch.push_back(header, record);
    if (batch.size() >= kBatchCandidates) {
        send(owner, batch);
    }
}

void Shard::send(int owner, CandidateBatch& batch) {
    const int lane = batch.lane();
    job_.control.add_work(lane, static_cast<std::int64_t>(batch.size()));
    counters_.sent.fetch_add(batch.size(), std::memory_order_relaxed);
    CandidateBatch next(lane, record_bytes(lane));
    if (!emptied_.empty()) {
        next = std::move(emptied_.back());
        emptied_.pop_back();
        next.reuse_for(lane, record_bytes(lane));
    }
    peers_[static_cast<std::size_t>(owner)]->inbox().push(std::exchange(batch, std::move(next)));
}

void Shard::flush_outboxes() {
    for (int owner = 0; owner < shards_; ++owner) {
        for (CandidateBatch& batch : outboxes_[static_cast<std::size_t>(owner)]) {
            if (!batch.empty()) {
                send(owner, batch);
            }
        }
    }
}

void Shard::flush_local() {
    for (CandidateBatch& batch : local_) {
        if (!batch.empty()) {
            accept_batch(batch);
            batch.clear();
        }
    }
}

void Shard::drain_inbox() {
    if (inbox_.empty()) {
        return;
    }
    for (CandidateBatch& batch : inbox_.drain()) {
        const auto lane = static_cast<std::size_t>(batch.lane());
        if (!active_[lane]) {
            active_[lane] = true;
            job_.control.add_work(batch.lane(), 1);
        }
        accept_batch(batch);
        const bool exhausted =
            job_.control.retire(batch.lane(), static_cast<std::int64_t>(batch.size()));
        KURA_ASSERT(!exhausted, batch.lane());  // this shard's own token is still out
        if (emptied_.size() < kEmptiedMax) {
            emptied_.push_back(std::move(batch));
        }
    }
}

void Shard::accept_batch(const CandidateBatch& batch) {
    Strategy& strategy = *strategies_[static_cast<std::size_t>(batch.lane())];
    ProbesAhead probes(batch.size(), [&](std::size_t i) {
        return table_.prepare(table_hash(batch.header(i).placement_hash), batch.key(i));
    });
    for (std::size_t i = 0; i < batch.size(); ++i) {
        const CandidateHeader header = batch.header(i);
        const VisitedTable::MergeResult merged = table_.merge(probes.next(), header.word);
        if (merged.outcome == VisitedTable::Outcome::kept) {
            continue;
        }
        if (merged.outcome == VisitedTable::Outcome::full) {
            job_.control.end(EndReason::memory);
            return;
        }
        if (header.is_target) {
            const LaneSpec& lane = job_.lanes[header.lane];
            const int cost = word_cost(lane.order, header.word);
            if (cost < job_.control.incumbent_cost().load(std::memory_order_relaxed)) {
                job_.control.report({.lane = header.lane,
                                     .meeting = false,
                                     .cost = cost,
                                     .key = {batch.key(i), batch.key(i) + job_.codec.key_bytes()},
                                     .placement_hash = header.placement_hash});
            }
        }
        meet(header, batch.key(i));
        const bool satisficing = job_.lanes[header.lane].order == LaneOrder::satisficing;
        if (satisficing && is_closed(LaneOrder::satisficing, merged.word_before)) {
            continue;
        }
        if (!strategy.accept(header, batch.key(i))) {
            job_.control.end(EndReason::memory);
            return;
        }
    }
}

void Shard::meet(const CandidateHeader& header, const std::uint8_t* key) {
    const LaneSpec& lane = job_.lanes[header.lane];
    if (job_.meeting == nullptr || !lane.meets) {
        return;
    }
    const int cost = word_cost(lane.order, header.word);
    const auto hit = job_.meeting->insert_and_probe(job_.codec.state_hash(key),
                                                    static_cast<MeetingSide>(lane.side),
                                                    static_cast<std::uint32_t>(cost));
    if (!hit) {
        return;
    }
    const int total = cost + static_cast<int>(hit->cost);
    if (total < job_.control.incumbent_cost().load(std::memory_order_relaxed)) {
        job_.control.report({.lane = header.lane,
                             .meeting = true,
                             .cost = total,
                             .key = {key, key + job_.codec.key_bytes()},
                             .placement_hash = header.placement_hash});
    }
}

bool Shard::step_lanes() {
    bool worked = false;
    for (std::size_t lane = 0; lane < strategies_.size(); ++lane) {
        if (!active_[lane]) {
            continue;
        }
        worked = step_lane(lane) || worked;
        if (job_.control.ended() || job_.control.must_park()) {
            return true;
        }
    }
    return worked;
}

// Steps one lane until it has used up its share; what a long step took too much is left out next
// time.
bool Shard::step_lane(std::size_t lane) {
    bool worked = false;
    std::int64_t& credit = credit_[lane];
    credit += job_.lanes[lane].share * kWorkPerShare;
    while (credit > 0) {
        const std::uint64_t before = strategies_[lane]->counters().work;
        const StepResult result = strategies_[lane]->step(*this);
        flush_local();
        credit -= static_cast<std::int64_t>(strategies_[lane]->counters().work - before) + 1;
        if (result == StepResult::idle) {
            credit = 0;
            return worked;
        }
        if (result == StepResult::full) {
            job_.control.end(EndReason::memory);
            return true;
        }
        worked = true;
        if (job_.control.ended() || job_.control.must_park()) {
            break;
        }
    }
    return true;  // there may be more to do, now or when it has credit again
}

// Requires: no lane has anything open here, and the outboxes are flushed.
void Shard::retire_idle_lanes() {
    for (std::size_t lane = 0; lane < active_.size(); ++lane) {
        if (!active_[lane]) {
            continue;
        }
        active_[lane] = false;
        const int number = static_cast<int>(lane);
        if (job_.control.retire(number, 1)) {
            const int left = job_.control.lane_exhausted();
            if (job_.lanes[lane].proves) {
                job_.control.end(EndReason::exhausted, number);
            } else if (left == 0) {
                job_.control.end(EndReason::incomplete);
            }
        }
    }
}

void Shard::publish() {
    std::uint64_t expanded = 0;
    std::uint64_t generated = 0;
    for (std::size_t lane = 0; lane < strategies_.size(); ++lane) {
        expanded += strategies_[lane]->counters().expanded;
        generated += strategies_[lane]->counters().generated;
        bounds_[lane].store(strategies_[lane]->lower_bound(), std::memory_order_relaxed);
    }
    counters_.expanded.store(expanded, std::memory_order_relaxed);
    counters_.generated.store(generated, std::memory_order_relaxed);
    if (job_.expanded_max != 0) {
        std::uint64_t total = 0;
        for (const Shard* peer : peers_) {
            total += peer->counters().expanded.load(std::memory_order_relaxed);
        }
        if (total >= job_.expanded_max) {
            job_.control.end(EndReason::nodes);
        }
    }
}

void Shard::run() {
    // On a large board the bound of a root takes a while, and the time may be up.
    for (std::size_t lane = 0; lane < strategies_.size() && !job_.control.ended(); ++lane) {
        const int home = std::max(job_.lanes[lane].home_shard, 0);
        if (home == index_) {
            strategies_[lane]->emit_roots(*this);
            flush_local();
        }
    }
    while (!job_.control.ended()) {
        if (job_.control.must_park()) {
            job_.control.park();
            continue;
        }
        drain_inbox();
        const bool worked = step_lanes();
        publish();
        if (inbox_.empty()) {
            flush_outboxes();
            if (!worked && !job_.control.must_park()) {
                retire_idle_lanes();
                inbox_.wait(std::chrono::microseconds(200));
            }
        }
    }
    publish();
    job_.control.shard_finished();
}

}  // namespace kura::search
