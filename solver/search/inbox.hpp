// Inbox: batches of candidates waiting for one shard. Many senders, one receiver.
// Cost: one short lock a batch; empty() is one relaxed load, so polling costs nothing
// Threads:  push from any, drain and wait from the owner
#pragma once

#include "solver/search/candidate.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

namespace kura::search {

class Inbox {
  public:
    void push(CandidateBatch batch) {
        {
            const std::lock_guard lock(mutex_);
            batches_.push_back(std::move(batch));
            filled_.store(true, std::memory_order_relaxed);
        }
        wake_.notify_one();
    }
    [[nodiscard]] bool empty() const { return !filled_.load(std::memory_order_relaxed); }

    [[nodiscard]] std::vector<CandidateBatch> drain() {
        const std::lock_guard lock(mutex_);
        filled_.store(false, std::memory_order_relaxed);
        return std::exchange(batches_, {});
    }
    // Sleeps until there is a batch, but not longer than the time given.
    void wait(std::chrono::microseconds time_max) {
        std::unique_lock lock(mutex_);
        wake_.wait_for(lock, time_max, [&] { return !batches_.empty(); });
    }

  private:
    std::atomic<bool> filled_{false};
    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<CandidateBatch> batches_;  // guarded by mutex_
};

}  // namespace kura::search
