#include "solver/search/sharded_search.hpp"

#include "solver/search/path_trace.hpp"
#include "solver/state/placement_hash.hpp"

#include <algorithm>
#include <thread>
#include <utility>

namespace kura::search {
namespace {

constexpr std::chrono::milliseconds kTick{50};  // how often the coordinator looks at the clock

}  // namespace

ShardedSearch::ShardedSearch(const JobContext& job, const SearchOptions& options)
    : job_(job), options_(options) {
    std::vector<Shard*> peers;
    for (int i = 0; i < options.shards; ++i) {
        shards_.push_back(std::make_unique<Shard>(job, i, options.shards));
        peers.push_back(shards_.back().get());
    }
    for (const auto& shard : shards_) {
        shard->connect(peers);
    }
}

ShardedSearch::~ShardedSearch() = default;

SearchReport ShardedSearch::report() const {
    SearchReport report;
    for (const auto& shard : shards_) {
        report.expanded += shard->counters().expanded.load(std::memory_order_relaxed);
        report.generated += shard->counters().generated.load(std::memory_order_relaxed);
        report.stored += shard->table().size();
    }
    // Each proving lane's least open cost bounds every solution; the best of them counts.
    for (std::size_t lane = 0; lane < job_.lanes.size(); ++lane) {
        if (!job_.lanes[lane].proves) {
            continue;
        }
        int bound = kNoIncumbent;
        for (const auto& shard : shards_) {
            bound = std::min(bound, shard->lower_bound(static_cast<int>(lane)));
        }
        if (bound < kNoIncumbent) {
            report.lower_bound = std::max(report.lower_bound, bound);
        }
    }
    return report;
}

std::vector<LaneReport> ShardedSearch::lane_reports() const {
    std::vector<LaneReport> reports(job_.lanes.size());
    for (std::size_t lane = 0; lane < reports.size(); ++lane) {
        for (const auto& shard : shards_) {
            const Strategy& strategy = shard->strategy(static_cast<int>(lane));
            reports[lane].expanded += strategy.counters().expanded;
            reports[lane].generated += strategy.counters().generated;
            reports[lane].pruned += strategy.counters().pruned;
            reports[lane].work += strategy.counters().work;
            reports[lane].notes.add(strategy.notes());
        }
    }
    return reports;
}

std::uint64_t ShardedSearch::find(std::uint64_t placement_hash, const std::uint8_t* key) const {
    for (const auto& shard : shards_) {
        const std::uint64_t word = shard->table().find(table_hash(placement_hash), key);
        if (word != 0) {
            return word;
        }
    }
    return 0;
}

std::optional<Trace> ShardedSearch::trace(int lane, const state::State& state) const {
    return trace_to_root(
        job_.board, job_.codec, job_.lanes[static_cast<std::size_t>(lane)], lane, state,
        [this](std::uint64_t hash, const std::uint8_t* key) { return find(hash, key); });
}

bool ShardedSearch::consider(std::vector<moves::Step> steps, int lane, SearchEnd& end) {
    const std::optional<int> cost =
        options_.judge(steps, job_.lanes[static_cast<std::size_t>(lane)]);
    if (cost && *cost < job_.control.incumbent_cost().load(std::memory_order_relaxed)) {
        job_.control.incumbent_cost().store(*cost, std::memory_order_relaxed);
        incumbent_steps_ = std::move(steps);
        end.lane = lane;
    }
    return cost.has_value();
}

void ShardedSearch::judge(const Hint& hint, SearchEnd& end) {
    if (hint.cost >= job_.control.incumbent_cost().load(std::memory_order_relaxed)) {
        return;
    }
    state::State state;
    job_.codec.decode(hint.key.data(), state);
    const bool forward =
        job_.lanes[static_cast<std::size_t>(hint.lane)].side == moves::Side::forward;
    const std::optional<Trace> first = trace(hint.lane, state);
    if (!hint.meeting) {
        const bool replayed =
            first && consider(forward ? first->steps : reversed_to_pushes(*first), hint.lane, end);
        target_refused_ = target_refused_ || !replayed;
        return;
    }
    if (!first) {
        return;
    }
    for (int other = 0; other < static_cast<int>(job_.lanes.size()); ++other) {
        const LaneSpec& lane = job_.lanes[static_cast<std::size_t>(other)];
        if ((lane.side == moves::Side::forward) == forward || !lane.meets) {
            continue;
        }
        if (const std::optional<Trace> second = trace(other, state)) {
            std::vector<moves::Step> steps = forward ? first->steps : second->steps;
            const std::vector<moves::Step> rest = reversed_to_pushes(forward ? *second : *first);
            steps.insert(steps.end(), rest.begin(), rest.end());
            consider(std::move(steps), hint.lane, end);
        }
    }
}

void ShardedSearch::judge_hints(SearchEnd& end) {
    for (const Hint& hint : job_.control.take_hints()) {
        judge(hint, end);
    }
}

// The hints reported while the search was ending. They come before any proof: one that replays may
// be what an exhausted lane says doesn't exist.
void ShardedSearch::judge_last_hints(SearchEnd& end) {
    std::vector<Hint> hints = job_.control.take_hints();
    const int prover =
        job_.control.end_reason() == EndReason::exhausted ? job_.control.ending_lane() : -1;
    const auto others = std::stable_partition(hints.begin(), hints.end(), [&](const Hint& hint) {
        return hint.lane == prover && !hint.meeting;
    });
    const auto cost_now = [&] {
        return job_.control.incumbent_cost().load(std::memory_order_relaxed);
    };
    std::for_each(hints.begin(), others, [&](const Hint& hint) { judge(hint, end); });
    const int claimed = std::min(job_.control.cost_at_end(), cost_now());
    std::for_each(others, hints.end(), [&](const Hint& hint) { judge(hint, end); });
    if (prover < 0 || target_refused_ || cost_now() >= claimed) {
        return;
    }
    end.contradiction = Contradiction{
        .prover = prover,
        .finder = end.lane,
        .claimed = claimed,
        .cost = cost_now(),
        .lost = lost_on_the_way(
            job_.board, job_.codec, job_.lanes[static_cast<std::size_t>(prover)], prover,
            incumbent_steps_,
            [this](std::uint64_t hash, const std::uint8_t* key) { return find(hash, key); })};
}

void ShardedSearch::look_at_limits(Clock::time_point now) {
    if (options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed)) {
        job_.control.end(EndReason::user);
    } else if (now >= options_.deadline) {
        job_.control.end(EndReason::time);
    } else if (options_.progress) {
        options_.progress(report());
    }
}

SearchEnd ShardedSearch::run() {
    SearchEnd end;
    std::vector<std::thread> threads;
    for (const auto& shard : shards_) {
        threads.emplace_back([&shard] { shard->run(); });
    }
    bool running = true;
    Clock::time_point next_look = Clock::now() + kTick;
    while (running) {
        switch (job_.control.wait_until(std::min(options_.deadline, next_look))) {
            case Control::Wake::ended:
                running = false;
                break;
            case Control::Wake::hints:
                judge_hints(end);
                if (options_.stop_at_first && end.lane >= 0) {
                    job_.control.end(EndReason::solved, end.lane);
                }
                job_.control.resume();
                break;
            case Control::Wake::timeout:
                break;
        }
        // Whatever woke it: hints that come without a pause must not keep it from the clock.
        if (const auto now = Clock::now(); now >= std::min(options_.deadline, next_look)) {
            look_at_limits(now);
            next_look = now + kTick;
        }
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    judge_last_hints(end);
    end.reason = job_.control.end_reason();
    if (end.reason == EndReason::exhausted && (target_refused_ || end.contradiction)) {
        end.reason = EndReason::incomplete;
    }
    if (end.reason == EndReason::exhausted && end.lane < 0) {
        end.lane = job_.control.ending_lane();
    }
    end.report = report();
    return end;
}

}  // namespace kura::search
