// Mailbox: events for a thread, from any other.
// Invariants: events keep the order they came in
// Threads:  put from any, take by one
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace kura::cluster::node {

template <typename Event>
class Mailbox {
  public:
    void put(Event event) {
        bool was_empty = false;
        {
            const std::lock_guard lock(mutex_);
            was_empty = events_.empty();
            events_.push_back(std::move(event));
        }
        if (was_empty) {
            arrived_.notify_one();
        }
    }

    // All that is there; waits up to `patience` if there is nothing.
    std::vector<Event> take(std::chrono::microseconds patience) {
        std::unique_lock lock(mutex_);
        // Whoever sends many events would otherwise wake this thread for each: to be woken takes
        // longer than to let the others run for a moment.
        for (int i = 0; i < kYields && events_.empty() && patience.count() > 0; ++i) {
            lock.unlock();
            std::this_thread::yield();
            lock.lock();
        }
        if (events_.empty() && patience.count() > 0) {
            arrived_.wait_for(lock, patience, [&] { return !events_.empty(); });
        }
        return std::exchange(events_, {});
    }

  private:
    static constexpr int kYields = 4;

    std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<Event> events_;
};

}  // namespace kura::cluster::node
