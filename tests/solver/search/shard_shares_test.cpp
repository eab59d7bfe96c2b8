// How a shard's work is shared out among its lanes, and what travels with their candidates.

#include "solver/base/hash.hpp"
#include "solver/search/sharded_search.hpp"
#include "tests/solver/search/scripted_job.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <optional>
#include <vector>

namespace kura::search {
namespace {

constexpr std::size_t kMemoryBytes = std::size_t{64} << 20;

// Lanes that always have work; a step of lane i costs step_work[i][number of the step].
std::vector<std::uint64_t> work_done(const std::vector<int>& shares,
                                     const std::vector<std::vector<std::uint64_t>>& step_work,
                                     int steps) {
    Job job(1, kMemoryBytes, static_cast<int>(shares.size()));
    std::vector<std::uint64_t> done(shares.size());
    std::vector<std::size_t> step(shares.size());
    int left = steps;
    for (std::size_t lane = 0; lane < shares.size(); ++lane) {
        job.add_lane(
            [&, lane](const ShardTools&) {
                Scripted::Script script;
                script.step = [&](Emitter&) {
                    if (--left == 0) {
                        job.control.end(EndReason::user);
                    }
                    return StepResult::skipped;
                };
                script.work = [&, lane] {
                    const std::uint64_t work =
                        step_work[lane][step[lane]++ % step_work[lane].size()];
                    done[lane] += work + 1;  // a step that costs nothing counts as something
                    return work;
                };
                return script;
            },
            LaneOrder::satisficing, shares[lane]);
    }
    const JobContext context = job.context();
    Shard shard(context, 0, 1);
    shard.connect({&shard});
    shard.run();
    return done;
}

TEST(ShardSharesTest, LanesGetWorkByTheirShares) {
    // Goal: shares 1 and 3 are work 1 and 3, whatever a step costs: few dear ones, many cheap ones,
    // free ones, and steps dearer than several rounds. Method: work counted by the lanes.
    const std::vector<std::vector<std::uint64_t>> costs{{6}, {0}, {41, 3, 0, 250}, {5000, 1}};
    for (const std::vector<std::uint64_t>& first : costs) {
        for (const std::vector<std::uint64_t>& second : costs) {
            const std::vector<std::uint64_t> done = work_done({1, 3}, {first, second}, 60'000);
            const double ratio = static_cast<double>(done[1]) / static_cast<double>(done[0]);
            EXPECT_NEAR(ratio, 3.0, 0.15) << first.front() << " " << second.front();
        }
    }
}

TEST(ShardSharesTest, SharesAreRepeatable) {
    const auto run = [] { return work_done({1, 3, 2}, {{7, 90}, {13}, {1, 400, 2}}, 5000); };
    EXPECT_EQ(run(), run());
}

TEST(ShardSharesTest, AnIdleLaneSavesUpNothing) {
    // Goal: a lane that had nothing to do for long gets its share afterwards, not what it missed.
    // Method: the second lane is given work by the first after many rounds; the runs of its steps.
    Job job(1, kMemoryBytes, 2);
    int first_steps = 0;
    bool has_work = false;
    std::vector<int> runs;
    const auto add = [&](auto step) {
        job.add_lane(
            [step](const ShardTools&) {
                Scripted::Script script;
                script.step = step;
                script.work = [] { return std::uint64_t{9}; };
                return script;
            },
            LaneOrder::satisficing);
    };
    add([&](Emitter& out) {
        if (++first_steps == 2000) {
            CandidateHeader header = header_of(0, 1, LaneOrder::satisficing);
            header.lane = 1;
            out.emit(header, job.key_of(5).data());
            has_work = true;
        }
        if (first_steps == 2500) {
            job.control.end(EndReason::user);
        }
        runs.push_back(0);
        return StepResult::skipped;
    });
    add([&](Emitter&) {
        if (!has_work) {
            return StepResult::idle;
        }
        ++runs.back();
        return StepResult::skipped;
    });
    const JobContext context = job.context();
    Shard shard(context, 0, 1);
    shard.connect({&shard});
    shard.run();
    EXPECT_EQ(*std::max_element(runs.begin(), runs.end()), 10);  // a round of 100 at 9 + 1
}

TEST(ShardSharesTest, ThePayloadReachesTheOwner) {
    // Goal: records with a payload arrive whole, on this shard and on others, beside a lane without
    // one. Method: numbers sent as key and, mixed, as payload.
    constexpr std::uint64_t kCount = 2000;
    constexpr std::uint64_t kMix = 0x9E3779B97F4A7C15ULL;
    for (const int shards : {1, 3}) {
        Job job(shards, kMemoryBytes, 2);
        std::vector<std::atomic<int>> accepted(2);
        for (const int payload : {0, 8}) {
            job.add_lane(
                [&, payload](const ShardTools& tools) {
                    Scripted::Script script;
                    script.roots = [&, payload, lane = tools.lane](Emitter& out) {
                        for (std::uint64_t number = 1; number <= kCount; ++number) {
                            // Keys hold the lane.
                            std::vector<std::uint8_t> record =
                                job.key_of(2 * number + static_cast<std::uint64_t>(lane));
                            const std::uint64_t mixed = number * kMix;
                            record.resize(record.size() + static_cast<std::size_t>(payload));
                            std::memcpy(record.data() + job.codec.key_bytes(), &mixed,
                                        static_cast<std::size_t>(payload));
                            CandidateHeader header = header_of(mixed, 1, LaneOrder::satisficing);
                            header.lane = static_cast<std::uint8_t>(lane);
                            out.emit(header, record.data());
                        }
                    };
                    script.accept = [&, payload](const CandidateHeader& header,
                                                 const std::uint8_t* key) {
                        std::uint64_t mixed = header.placement_hash;
                        std::memcpy(&mixed, key + job.codec.key_bytes(),
                                    static_cast<std::size_t>(payload));
                        EXPECT_EQ(mixed, header.placement_hash);
                        ++accepted[payload == 0 ? 0 : 1];
                    };
                    return script;
                },
                LaneOrder::satisficing, 1, payload);
        }
        SearchOptions options;
        options.shards = shards;
        options.judge = [](const std::vector<moves::Step>&, const LaneSpec&) {
            return std::optional<int>();
        };
        const JobContext context = job.context();
        EXPECT_EQ(ShardedSearch(context, options).run().reason, EndReason::incomplete);
        EXPECT_EQ(accepted[0].load(), static_cast<int>(kCount));
        EXPECT_EQ(accepted[1].load(), static_cast<int>(kCount));
    }
}

// How many of 400 roots, spread over all hashes, each of three shards accepts.
std::array<int, 3> accepted_where(int home_shard, int first_shard) {
    Job job(3);
    std::array<std::atomic<int>, 3> accepted{};
    job.add_lane(
        [&](const ShardTools& tools) {
            Scripted::Script script;
            script.roots = [&](Emitter& out) {
                for (std::uint64_t number = 1; number <= 400; ++number) {
                    out.emit(header_of(base::mix64(number), 1, LaneOrder::satisficing),
                             job.key_of(number).data());
                }
            };
            script.accept = [&, shard = static_cast<std::size_t>(tools.shard)](
                                const CandidateHeader&, const std::uint8_t*) { ++accepted[shard]; };
            return script;
        },
        LaneOrder::satisficing);
    job.lanes.back().home_shard = home_shard;
    job.lanes.back().first_shard = first_shard;
    SearchOptions options;
    options.shards = 3;
    options.judge = [](const std::vector<moves::Step>&, const LaneSpec&) {
        return std::optional<int>();
    };
    const JobContext context = job.context();
    EXPECT_EQ(ShardedSearch(context, options).run().reason, EndReason::incomplete);
    return {accepted[0].load(), accepted[1].load(), accepted[2].load()};
}

TEST(ShardSharesTest, ALaneWithAHomeStaysThere) {
    EXPECT_EQ(accepted_where(0, 0), (std::array<int, 3>{400, 0, 0}));
    EXPECT_EQ(accepted_where(2, 0), (std::array<int, 3>{0, 0, 400}));
}

TEST(ShardSharesTest, ASpreadLaneLeavesTheShardsBeforeItsFirstAlone) {
    const std::array<int, 3> all = accepted_where(-1, 0);
    EXPECT_EQ(all[0] + all[1] + all[2], 400);
    EXPECT_GT(*std::min_element(all.begin(), all.end()), 80);
    const std::array<int, 3> some = accepted_where(-1, 1);
    EXPECT_EQ(some[0], 0);
    EXPECT_EQ(some[1] + some[2], 400);
    EXPECT_GT(std::min(some[1], some[2]), 120);
}

}  // namespace
}  // namespace kura::search
