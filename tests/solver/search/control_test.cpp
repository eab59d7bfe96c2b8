// What shards and coordinator share: the end, the work tokens, the pause.

#include "solver/search/control.hpp"

#include "solver/base/rng.hpp"
#include "solver/search/inbox.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

namespace kura::search {
namespace {

using SteadyClock = std::chrono::steady_clock;

Hint hint_of(int cost) {
    return {.lane = 0, .meeting = false, .cost = cost, .key = {1}, .placement_hash = 0};
}

TEST(ControlTest, TheFirstReasonWins) {
    Control control(2, 1);
    EXPECT_FALSE(control.ended());
    EXPECT_EQ(control.end_reason(), EndReason::running);
    control.end(EndReason::exhausted, 3);
    control.end(EndReason::time);
    EXPECT_TRUE(control.ended());
    EXPECT_EQ(control.end_reason(), EndReason::exhausted);
    EXPECT_EQ(control.ending_lane(), 3);
}

TEST(ControlTest, OneThreadOfManyEndsASearch) {
    // Goal: racing reasons give one reason and its own lane. Method: threads that all end it.
    for (int round = 0; round < 50; ++round) {
        Control control(4, 4);
        std::vector<std::thread> threads;
        for (int lane = 0; lane < 4; ++lane) {
            threads.emplace_back([&control, lane] {
                control.end(lane % 2 == 0 ? EndReason::exhausted : EndReason::memory, lane);
            });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        EXPECT_EQ(control.end_reason(),
                  control.ending_lane() % 2 == 0 ? EndReason::exhausted : EndReason::memory);
    }
}

TEST(ControlTest, TokensOfOneLaneDontTouchAnother) {
    Control control(2, 2);
    EXPECT_FALSE(control.retire(0, 1));
    control.add_work(0, 5);
    EXPECT_FALSE(control.retire(1, 1));
    EXPECT_FALSE(control.retire(0, 5));
    EXPECT_TRUE(control.retire(0, 1));
    EXPECT_EQ(control.lane_exhausted(), 1);
    EXPECT_TRUE(control.retire(1, 1));
    EXPECT_EQ(control.lane_exhausted(), 0);
}

// Shards that pass items round: an item of `fuel` gives two of one less, to random shards.
class TokenGame {
  public:
    TokenGame(int shards, std::uint64_t seed) : control(shards, 1), seed_(seed) {
        for (int i = 0; i < shards; ++i) {
            inboxes_.push_back(std::make_unique<Inbox>());
        }
    }

    void run(int fuel) {
        send(0, static_cast<std::uint64_t>(fuel));
        std::vector<std::thread> threads;
        for (std::size_t shard = 0; shard < inboxes_.size(); ++shard) {
            threads.emplace_back([this, shard] { shard_loop(shard); });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
    }

    Control control;
    std::atomic<int> endings{0};
    std::atomic<std::uint64_t> handled{0};
    std::atomic<std::uint64_t> handled_at_end{0};

  private:
    void send(std::size_t to, std::uint64_t fuel) {
        CandidateBatch batch(0, 1);
        const std::uint8_t key = 0;
        batch.push_back({.word = fuel}, &key);
        control.add_work(0, 1);
        inboxes_[to]->push(std::move(batch));
    }

    void shard_loop(std::size_t self) {
        base::Rng rng(seed_ * 100 + self);
        bool active = true;
        while (!control.ended()) {
            for (const CandidateBatch& batch : inboxes_[self]->drain()) {
                if (!active) {
                    active = true;
                    control.add_work(0, 1);
                }
                handled.fetch_add(1);
                const std::uint64_t fuel = batch.header(0).word;
                for (int child = 0; fuel > 0 && child < 2; ++child) {
                    send(rng.below(inboxes_.size()), fuel - 1);
                }
                note(control.retire(0, 1));
            }
            if (active && inboxes_[self]->empty()) {
                active = false;
                note(control.retire(0, 1));
            }
            if (!active) {
                inboxes_[self]->wait(std::chrono::microseconds(50));
            }
        }
    }

    void note(bool exhausted) {
        if (exhausted) {
            handled_at_end.store(handled.load());
            endings.fetch_add(1);
            control.end(EndReason::exhausted, 0);
        }
    }

    std::uint64_t seed_;
    std::vector<std::unique_ptr<Inbox>> inboxes_;
};

TEST(ControlTest, WorkRunsOutExactlyOnceAndNotBeforeItIsDone) {
    // Goal: the lane's counter reaches zero once, and then every item has been handled.
    // Method: shards of a game whose number of items is known, many rounds.
    constexpr int kFuel = 9;
    for (std::uint64_t round = 0; round < 20; ++round) {
        TokenGame game(2 + static_cast<int>(round % 3), round);
        game.run(kFuel);
        EXPECT_EQ(game.endings.load(), 1);
        EXPECT_EQ(game.handled_at_end.load(), (std::uint64_t{1} << (kFuel + 1)) - 1);
        EXPECT_EQ(game.handled.load(), game.handled_at_end.load());
    }
}

TEST(ControlTest, APauseStopsEveryShardUntilResumed) {
    // Goal: between Wake::hints and resume() no shard works, so plain data may be read.
    // Method: shards count in plain variables; the coordinator reads them twice during each pause.
    constexpr std::size_t kShards = 3;
    struct alignas(64) Count {
        std::uint64_t value = 0;
    };
    Control control(kShards, 1);
    std::vector<Count> counts(kShards);
    std::vector<std::thread> threads;
    for (std::size_t shard = 0; shard < kShards; ++shard) {
        threads.emplace_back([&control, &counts, shard] {
            while (!control.ended()) {
                if (control.must_park()) {
                    control.park();
                    continue;
                }
                if (++counts[shard].value % 1000 == 0) {
                    control.report(hint_of(static_cast<int>(shard)));
                }
            }
            control.shard_finished();
        });
    }
    std::uint64_t last = 0;
    int hints = 0;
    for (int pause = 0; pause < 40; ++pause) {
        ASSERT_EQ(control.wait_until(SteadyClock::now() + std::chrono::hours(1)),
                  Control::Wake::hints);
        const auto sum = [&] {
            std::uint64_t total = 0;
            for (const Count& count : counts) {
                total += count.value;
            }
            return total;
        };
        const std::uint64_t before = sum();
        EXPECT_GT(before, last);
        last = before;
        hints += static_cast<int>(control.take_hints().size());
        EXPECT_TRUE(control.take_hints().empty());
        EXPECT_EQ(sum(), before);
        control.resume();
    }
    control.end(EndReason::user);
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_GE(hints, 40);
}

TEST(ControlTest, EndingReleasesParkedShards) {
    // Goal: no shard hangs in a pause when the search ends. Method: one shard parks for good.
    Control control(2, 1);
    control.report(hint_of(1));
    EXPECT_TRUE(control.must_park());
    std::thread shard([&control] {
        control.park();
        control.shard_finished();
    });
    control.end(EndReason::time);
    shard.join();
    EXPECT_EQ(control.wait_until(SteadyClock::now() + std::chrono::hours(1)), Control::Wake::ended);
}

TEST(ControlTest, AFinishedShardCountsAsParked) {
    Control control(1, 1);
    control.report(hint_of(1));
    EXPECT_EQ(control.wait_until(SteadyClock::now()), Control::Wake::timeout);
    control.shard_finished();
    EXPECT_EQ(control.wait_until(SteadyClock::now() + std::chrono::hours(1)), Control::Wake::hints);
    EXPECT_EQ(control.take_hints().size(), 1U);
    control.resume();
    EXPECT_FALSE(control.must_park());
    control.park();  // nothing to wait for
}

}  // namespace
}  // namespace kura::search
