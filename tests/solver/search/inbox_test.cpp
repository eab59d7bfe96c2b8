// The inbox: many senders, one receiver, nothing lost, nothing twice.

#include "solver/search/inbox.hpp"

#include <gtest/gtest.h>

#include <array>
#include <thread>
#include <vector>

namespace kura::search {
namespace {

CandidateBatch batch_of(int sender, std::uint64_t number) {
    CandidateBatch batch(sender, 1);
    const std::uint8_t key = static_cast<std::uint8_t>(sender);
    batch.push_back({.word = number}, &key);
    return batch;
}

TEST(InboxTest, DrainTakesEverythingInOrder) {
    Inbox inbox;
    EXPECT_TRUE(inbox.empty());
    EXPECT_TRUE(inbox.drain().empty());
    for (std::uint64_t i = 0; i < 5; ++i) {
        inbox.push(batch_of(1, i));
        EXPECT_FALSE(inbox.empty());
    }
    const std::vector<CandidateBatch> batches = inbox.drain();
    ASSERT_EQ(batches.size(), 5U);
    for (std::size_t i = 0; i < batches.size(); ++i) {
        EXPECT_EQ(batches[i].header(0).word, i);
    }
    EXPECT_TRUE(inbox.empty());
}

TEST(InboxTest, WaitReturnsAtOnceIfSomethingIsThere) {
    // Goal: no batch is slept through. Method: a wait that would time the test out.
    Inbox inbox;
    inbox.push(batch_of(1, 1));
    inbox.wait(std::chrono::hours(1));
    EXPECT_FALSE(inbox.empty());
    static_cast<void>(inbox.drain());
    inbox.wait(std::chrono::microseconds(1));  // nothing comes: it must give up
    EXPECT_TRUE(inbox.empty());
}

TEST(InboxTest, ManySendersLoseNothing) {
    // Goal: each batch arrives once, each sender's in its order; a waiting receiver is woken.
    constexpr std::size_t kSenders = 4;
    constexpr std::uint64_t kBatches = 5000;
    Inbox inbox;
    std::vector<std::thread> senders;
    for (std::size_t s = 0; s < kSenders; ++s) {
        senders.emplace_back([&inbox, s] {
            for (std::uint64_t i = 0; i < kBatches; ++i) {
                inbox.push(batch_of(static_cast<int>(s), i));
            }
        });
    }
    std::array<std::uint64_t, kSenders> next{};
    for (std::uint64_t received = 0; received < kSenders * kBatches;) {
        inbox.wait(std::chrono::hours(1));
        for (const CandidateBatch& batch : inbox.drain()) {
            EXPECT_EQ(batch.header(0).word, next[*batch.key(0)]++);
            ++received;
        }
    }
    for (std::thread& sender : senders) {
        sender.join();
    }
    EXPECT_TRUE(inbox.drain().empty());
}

}  // namespace
}  // namespace kura::search
