#include "solver/search/control.hpp"

#include <utility>

namespace kura::search {

Control::Control(int shards, int lanes)
    : shards_(shards), lanes_left_(lanes), work_(static_cast<std::size_t>(lanes)) {
    for (auto& tokens : work_) {
        tokens.store(shards, std::memory_order_relaxed);
    }
}

void Control::end(EndReason reason, int lane) {
    EndReason expected = EndReason::running;
    const std::lock_guard lock(mutex_);
    if (end_.compare_exchange_strong(expected, reason, std::memory_order_acq_rel)) {
        ending_lane_.store(lane, std::memory_order_relaxed);
        cost_at_end_.store(incumbent_cost_.load(std::memory_order_relaxed),
                           std::memory_order_relaxed);
    }
    to_coordinator_.notify_all();
    to_shards_.notify_all();
}

void Control::park() {
    std::unique_lock lock(mutex_);
    if (!pause_.load(std::memory_order_relaxed)) {
        return;
    }
    const std::uint64_t pause = pauses_;
    ++parked_;
    if (parked_ + finished_ == shards_) {
        to_coordinator_.notify_all();
    }
    to_shards_.wait(lock, [&] { return pauses_ != pause || ended(); });
    if (pauses_ == pause) {
        --parked_;  // the search ended during the pause
    }
}

void Control::report(Hint hint) {
    const std::lock_guard lock(mutex_);
    hints_.push_back(std::move(hint));
    pause_.store(true, std::memory_order_relaxed);
}

void Control::shard_finished() {
    const std::lock_guard lock(mutex_);
    ++finished_;
    to_coordinator_.notify_all();
}

Control::Wake Control::wait_until(std::chrono::steady_clock::time_point when) {
    std::unique_lock lock(mutex_);
    Wake wake = Wake::timeout;
    to_coordinator_.wait_until(lock, when, [&] {
        if (ended()) {
            wake = Wake::ended;
        } else if (!hints_.empty() && parked_ + finished_ == shards_) {
            wake = Wake::hints;
        } else {
            return false;
        }
        return true;
    });
    return wake;
}

std::vector<Hint> Control::take_hints() {
    const std::lock_guard lock(mutex_);
    return std::exchange(hints_, {});
}

void Control::resume() {
    const std::lock_guard lock(mutex_);
    pause_.store(false, std::memory_order_relaxed);
    parked_ = 0;
    ++pauses_;
    to_shards_.notify_all();
}

}  // namespace kura::search
