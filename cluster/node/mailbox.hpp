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
    // yields: how often take() lets others run before it sleeps. To be woken takes longer than to
    // let a sender go on for a moment, so a thread that gets many small events gains; one that must
    // be quick while all processors are busy does not, for nobody is woken who does not sleep.
    explicit Mailbox(int yields = 0) : yields_(yields) {}

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
        for (int i = 0; i < yields_ && events_.empty() && patience.count() > 0; ++i) {
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
    const int yields_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<Event> events_;
};

}  // namespace kura::cluster::node
