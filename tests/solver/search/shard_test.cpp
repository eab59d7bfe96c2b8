// Shards with strategies made for the test: what is accepted when, what is sent when, how it ends.

#include "solver/search/shard.hpp"

#include "solver/base/hash.hpp"
#include "solver/search/sharded_search.hpp"
#include "solver/state/placement_hash.hpp"
#include "tests/solver/search/scripted_job.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kura::search {
namespace {

constexpr std::uint64_t kToPeer = std::uint64_t{1} << 63;  // owned by the second of two shards

std::vector<std::size_t> sizes_of(const std::vector<CandidateBatch>& batches) {
    std::vector<std::size_t> sizes;
    for (const CandidateBatch& batch : batches) {
        sizes.push_back(batch.size());
    }
    return sizes;
}

// One shard of two steps `steps` times, sending a candidate to its peer in each; `busy`: its own
// inbox never runs empty until then. Ensures: the sizes of the batches that the peer got.
std::vector<std::size_t> batches_sent(int steps, bool busy) {
    Job job(2);
    Shard* self = nullptr;
    int step = 0;
    int idle = 0;
    job.add_lane([&](const ShardTools&) {
        Scripted::Script script;
        script.step = [&](Emitter& out) {
            if (step == steps) {
                if (++idle == 2) {  // once the inbox of the last round has been drained
                    job.control.end(EndReason::user);
                }
                return StepResult::idle;
            }
            const std::vector<std::uint8_t> key = job.key_of(static_cast<std::uint64_t>(++step));
            out.emit(header_of(kToPeer), key.data());
            if (busy && step < steps) {
                CandidateBatch batch(0, job.codec.key_bytes());
                batch.push_back(header_of(0), key.data());
                job.control.add_work(0, 1);
                self->inbox().push(std::move(batch));
            }
            return StepResult::expanded;
        };
        return script;
    });
    const JobContext context = job.context();
    Shard first(context, 0, 2);
    Shard second(context, 1, 2);
    self = &first;
    first.connect({&first, &second});
    second.connect({&first, &second});
    first.run();
    EXPECT_EQ(first.counters().sent.load(), static_cast<std::uint64_t>(steps));
    return sizes_of(second.inbox().drain());
}

TEST(ShardTest, PartialBatchesWaitWhileTheInboxHasWork) {
    // Goal: the outbox rule. Method: a shard whose inbox is never empty sends full batches only,
    // and the rest when the inbox has run dry; without work of others it sends after each round.
    const std::vector<std::size_t> busy = batches_sent(1001, true);
    EXPECT_EQ(busy, (std::vector<std::size_t>{256, 256, 256, 233}));
    const std::vector<std::size_t> calm = batches_sent(1001, false);
    EXPECT_GT(calm.size(), 50U);
    for (const std::size_t size : calm) {
        EXPECT_LE(size, 16U);
    }
}

TEST(ShardTest, ACandidateToOneselfIsAcceptedBeforeTheNextStep) {
    // Goal: one shard is the sequential algorithm. Method: a log of what is called when.
    Job job(1);
    std::vector<std::string> log;
    int step = 0;
    job.add_lane([&](const ShardTools&) {
        Scripted::Script script;
        script.roots = [&](Emitter& out) { out.emit(header_of(0), job.key_of(100).data()); };
        script.accept = [&](const CandidateHeader&, const std::uint8_t* key) {
            log.push_back("accept " + std::to_string(*key));
        };
        script.step = [&](Emitter& out) {
            log.push_back("step");
            if (++step > 2) {
                return StepResult::idle;
            }
            for (const int child : {1, 2, 2}) {  // the second copy is known already
                out.emit(header_of(0),
                         job.key_of(static_cast<std::uint64_t>(10 * step + child)).data());
            }
            return StepResult::expanded;
        };
        return script;
    });
    const JobContext context = job.context();
    Shard shard(context, 0, 1);
    shard.connect({&shard});
    shard.run();
    log.resize(8);  // how often it is asked once it is idle doesn't matter
    EXPECT_EQ(log, (std::vector<std::string>{"accept 100", "step", "accept 11", "accept 12", "step",
                                             "accept 21", "accept 22", "step"}));
    EXPECT_EQ(job.control.end_reason(), EndReason::exhausted);
    EXPECT_EQ(shard.table().size(), 5U);
    EXPECT_EQ(shard.counters().expanded.load(), 2U);
}

// What a lane is told of a second, cheaper candidate for a key it has closed.
int accepted_after_closing(LaneOrder order) {
    Job job(1);
    int accepted = 0;
    int step = 0;
    job.add_lane(
        [&](const ShardTools& tools) {
            Scripted::Script script;
            script.roots = [&job, order](Emitter& out) {
                out.emit(header_of(0, 9, order), job.key_of(1).data());
            };
            script.accept = [&](const CandidateHeader&, const std::uint8_t*) { ++accepted; };
            script.step = [&, table = &tools.table](Emitter& out) {
                if (++step > 1) {
                    return StepResult::idle;
                }
                const std::vector<std::uint8_t> key = job.key_of(1);
                table->merge(table_hash(0), key.data(), closed(order, header_of(0, 9, order).word));
                out.emit(header_of(0, 9, order), key.data());
                out.emit(header_of(0, 3, order), key.data());
                return StepResult::expanded;
            };
            return script;
        },
        order);
    const JobContext context = job.context();
    Shard shard(context, 0, 1);
    shard.connect({&shard});
    shard.run();
    EXPECT_EQ(job.control.end_reason(),
              order == LaneOrder::optimal ? EndReason::exhausted : EndReason::incomplete);
    return accepted;
}

TEST(ShardTest, OnlyOptimalLanesHearOfACheaperWayToAClosedState) {
    EXPECT_EQ(accepted_after_closing(LaneOrder::optimal), 2);
    EXPECT_EQ(accepted_after_closing(LaneOrder::satisficing), 1);
}

TEST(ShardTest, TargetsAreReportedUnlessTheyAreNoBetter) {
    // Goal: a target becomes a hint with its cost and key, and asks for a pause; one no cheaper
    // than the incumbent doesn't.
    for (const bool better : {true, false}) {
        Job job(1);
        job.control.incumbent_cost() = better ? 8 : 7;
        job.add_lane([&](const ShardTools&) {
            Scripted::Script script;
            script.roots = [&](Emitter& out) {
                CandidateHeader header = header_of(0, 7);
                header.is_target = true;
                out.emit(header, job.key_of(42).data());
                job.control.end(EndReason::user);
            };
            return script;
        });
        const JobContext context = job.context();
        Shard shard(context, 0, 1);
        shard.connect({&shard});
        shard.run();
        EXPECT_EQ(job.control.must_park(), better);
        const std::vector<Hint> hints = job.control.take_hints();
        ASSERT_EQ(hints.size(), better ? 1U : 0U);
        if (better) {
            EXPECT_EQ(hints[0].cost, 7);
            EXPECT_FALSE(hints[0].meeting);
            EXPECT_EQ(hints[0].key, job.key_of(42));
        }
    }
}

TEST(ShardTest, AFullTableEndsTheSearch) {
    Job job(1, std::size_t{1} << 20);
    std::uint64_t step = 0;
    job.add_lane([&](const ShardTools&) {
        Scripted::Script script;
        script.step = [&](Emitter& out) {
            ++step;
            out.emit(header_of(base::mix64(step) >> 1), job.key_of(step).data());
            return StepResult::expanded;
        };
        return script;
    });
    const JobContext context = job.context();
    Shard shard(context, 0, 1);
    shard.connect({&shard});
    shard.run();
    EXPECT_EQ(job.control.end_reason(), EndReason::memory);
    EXPECT_LE(job.budget.peak(), job.budget.limit());
    EXPECT_GT(shard.table().size(), 1000U);
}

// A search over the numbers 1..count as a binary tree with cross edges; spread over the shards.
void add_tree_lane(Job& job, std::uint64_t count, LaneOrder order = LaneOrder::optimal) {
    const auto emit = [&job, order](Emitter& out, std::uint64_t number) {
        out.emit(header_of(base::mix64(number), 1, order), job.key_of(number).data());
    };
    job.add_lane(
        [&job, emit, count](const ShardTools&) {
            Scripted::Script script;
            const auto open = std::make_shared<std::deque<std::uint64_t>>();
            script.roots = [emit](Emitter& out) { emit(out, 1); };
            script.accept = [open, &job](const CandidateHeader&, const std::uint8_t* key) {
                std::uint64_t number = 0;
                std::memcpy(
                    &number, key,
                    std::min(static_cast<std::size_t>(job.codec.key_bytes()), sizeof number));
                open->push_back(number);
            };
            script.step = [open, emit, count](Emitter& out) {
                if (open->empty()) {
                    return StepResult::idle;
                }
                const std::uint64_t number = open->front();
                open->pop_front();
                for (const std::uint64_t child :
                     {2 * number, 2 * number + 1, number / 2 + 1, number}) {
                    if (child >= 1 && child <= count) {
                        emit(out, child);
                    }
                }
                return StepResult::expanded;
            };
            return script;
        },
        order);
}

SearchOptions options_of(int shards) {
    SearchOptions options;
    options.shards = shards;
    options.judge = [](const std::vector<moves::Step>&, const LaneSpec&) {
        return std::optional<int>();
    };
    return options;
}

TEST(ShardedSearchTest, EveryStateIsExpandedOnceHoweverManyShards) {
    // Goal: the search ends, once, when everything is done, and nothing is done twice.
    constexpr std::uint64_t kCount = 20'000;
    for (const int shards : {1, 2, 3, 5, 8}) {
        for (const LaneOrder order : {LaneOrder::optimal, LaneOrder::satisficing}) {
            Job job(shards);
            add_tree_lane(job, kCount, order);
            const JobContext context = job.context();
            ShardedSearch search(context, options_of(shards));
            const SearchEnd end = search.run();
            EXPECT_EQ(end.reason,
                      order == LaneOrder::optimal ? EndReason::exhausted : EndReason::incomplete);
            EXPECT_EQ(end.report.expanded, kCount) << shards;
            EXPECT_EQ(end.report.stored, kCount) << shards;
            std::set<std::string> keys;
            search.for_each_record([&](const std::uint8_t* key, std::uint64_t) {
                keys.emplace(key, key + job.codec.key_bytes());
            });
            EXPECT_EQ(keys.size(), kCount);
        }
    }
}

TEST(ShardedSearchTest, ATargetThatDoesNotReplayLeavesNothingProved) {
    // Goal: no proof when the judge refuses a solution. Method: one root, a target or not.
    for (const bool is_target : {false, true}) {
        Job job(1);
        job.add_lane([&](const ShardTools&) {
            Scripted::Script script;
            script.roots = [&, is_target](Emitter& out) {
                std::vector<std::uint8_t> key(static_cast<std::size_t>(job.codec.key_bytes()));
                job.codec.encode(job.board.box_set(), job.board.player(), 0, key.data());
                out.emit({.placement_hash = state::placement_hash(job.board.box_set()),
                          .word = make_word(LaneOrder::optimal, 0, Arrival{}),
                          .is_target = is_target},
                         key.data());
            };
            return script;
        });
        int judged = 0;
        SearchOptions options = options_of(1);
        options.judge = [&](const auto&, const auto&) { return ++judged, std::optional<int>(); };
        EXPECT_EQ(ShardedSearch(job.context(), options).run().reason,
                  is_target ? EndReason::incomplete : EndReason::exhausted);
        EXPECT_EQ(judged, is_target ? 1 : 0);
    }
}

TEST(ShardedSearchTest, LimitsAreReasons) {
    // Goal: time, user and node limits end a search that would go on. Method: an endless tree.
    constexpr std::uint64_t kEndless = std::uint64_t{1} << 40;
    const std::atomic<bool> stop{true};
    for (const EndReason expected : {EndReason::time, EndReason::user, EndReason::nodes}) {
        Job job(2);
        job.expanded_max = expected == EndReason::nodes ? 2000 : 0;
        add_tree_lane(job, kEndless);
        SearchOptions options = options_of(2);
        if (expected == EndReason::time) {
            options.deadline = std::chrono::steady_clock::now();
        }
        options.stop = expected == EndReason::user ? &stop : nullptr;
        const JobContext context = job.context();
        EXPECT_EQ(ShardedSearch(context, options).run().reason, expected);
    }
}

}  // namespace
}  // namespace kura::search
