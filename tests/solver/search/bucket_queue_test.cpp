#include "solver/search/bucket_queue.hpp"

#include "solver/base/rng.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <vector>

namespace kura::search {
namespace {

using Entry = std::vector<std::uint8_t>;
using Model = std::map<std::uint32_t, std::vector<Entry>>;

std::uint64_t size_of(const Model& model) {
    std::uint64_t size = 0;
    for (const auto& [priority, stack] : model) {
        size += stack.size();
    }
    return size;
}

Entry take(Model& model, std::uint32_t priority) {
    Entry entry = model[priority].back();
    model[priority].pop_back();
    if (model[priority].empty()) {
        model.erase(priority);
    }
    return entry;
}

void expect_peeks_ahead(const BucketQueue& queue, const Model& model) {
    const std::uint8_t* next[40];
    const std::size_t count = queue.peek_next(next);
    ASSERT_EQ(count, std::min<std::uint64_t>(40, queue.size()));
    std::size_t at = 0;
    for (const auto& [priority, stack] : model) {
        for (auto it = stack.rbegin(); it != stack.rend() && at < count; ++it, ++at) {
            ASSERT_EQ(std::memcmp(next[at], it->data(), it->size()), 0);
        }
    }
    ASSERT_EQ(at, count);
}

void run_against_model(std::size_t entry_bytes, std::uint32_t priorities, int steps) {
    base::MemoryBudget budget(std::size_t{1} << 28);
    BucketQueue queue(entry_bytes, budget);
    Model model;
    base::Rng rng(entry_bytes + priorities);
    Entry out(entry_bytes);
    for (int step = 0; step < steps; ++step) {
        const bool growing = (step / 1000) % 2 == 0;
        const std::uint64_t dice = rng.below(10);
        if (model.empty() || dice < (growing ? 7U : 3U)) {
            Entry entry(entry_bytes);
            for (auto& byte : entry) {
                byte = static_cast<std::uint8_t>(rng.next());
            }
            const auto priority = static_cast<std::uint32_t>(rng.below(priorities));
            ASSERT_TRUE(queue.push(priority, entry.data()));
            model[priority].push_back(entry);
        } else if (dice < 9) {
            const std::uint32_t priority = model.begin()->first;
            ASSERT_EQ(queue.peek_priority(), priority);
            ASSERT_EQ(queue.pop_min(out.data()), priority);
            ASSERT_EQ(out, take(model, priority));
        } else {
            const auto from = static_cast<std::uint32_t>(rng.below(priorities));
            const auto it = model.lower_bound(from);
            const auto next = queue.next_nonempty(from);
            ASSERT_EQ(next.has_value(), it != model.end());
            ASSERT_EQ(queue.pop_from(from, out.data()), it != model.end() && it->first == from);
            if (it != model.end()) {
                ASSERT_EQ(*next, it->first);
                if (it->first == from) {
                    ASSERT_EQ(out, take(model, from));
                }
            }
        }
        ASSERT_EQ(queue.size(), size_of(model));
        if (step % 500 == 0) {
            expect_peeks_ahead(queue, model);
        }
    }
    queue.clear();
    EXPECT_TRUE(queue.empty());
    EXPECT_FALSE(queue.next_nonempty(0));
    ASSERT_TRUE(queue.push(3, out.data()));
    EXPECT_EQ(queue.peek_priority(), 3U);
}

// Goal: the queue pops by priority and newest first, for any entry length and spread of priorities.
// Method: random pushes and pops against a map of vectors, growing and shrinking in turn.
TEST(BucketQueueTest, AgreesWithAMapOfStacks) {
    for (const std::size_t bytes : {1, 8, 21, 130, 600}) {
        run_against_model(bytes, 5, 5000);
        run_against_model(bytes, 300, 5000);
    }
    run_against_model(21, BucketQueue::kPriorityMax + 1, 4000);
}

// Goal: the budget is kept, a refused push changes nothing, chunks are used again.
// Method: push until refused, empty the queue, and push as many again with no more memory.
TEST(BucketQueueTest, KeepsTheBudgetAndRecyclesChunks) {
    base::MemoryBudget budget(400000);
    {
        BucketQueue queue(29, budget);
        Entry entry(29, 7);
        std::uint64_t count = 0;
        while (queue.push(static_cast<std::uint32_t>(count / 1000), entry.data())) {
            ++count;
        }
        EXPECT_EQ(queue.size(), count);
        EXPECT_GT(count * 29, 250000U);
        EXPECT_EQ(queue.memory_bytes(), budget.used());
        const std::size_t used = budget.used();
        for (int round = 0; round < 3; ++round) {
            while (!queue.empty()) {
                queue.pop_min(entry.data());
                ASSERT_EQ(entry, Entry(29, 7));
            }
            for (std::uint64_t n = 0; n < count; ++n) {
                ASSERT_TRUE(queue.push(static_cast<std::uint32_t>(n / 1000), entry.data()));
            }
            EXPECT_EQ(budget.used(), used);
        }
        EXPECT_FALSE(queue.push(BucketQueue::kPriorityMax, entry.data()));
        EXPECT_EQ(queue.size(), count);
    }
    EXPECT_EQ(budget.used(), 0U);
}

}  // namespace
}  // namespace kura::search
