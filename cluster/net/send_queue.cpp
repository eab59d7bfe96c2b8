#include "cluster/net/send_queue.hpp"

#include "solver/base/assert.hpp"

#include <utility>

namespace kura::cluster::net {
namespace {

// Empty frames take room as well.
std::size_t cost_of(const Frame& frame) {
    return frame.size() + sizeof(Frame);
}

}  // namespace

SendQueue::Pushed SendQueue::push(Frame&& frame) {
    std::deque<Frame> dropped;  // freed after the lock
    Pushed pushed;
    const std::scoped_lock lock(mutex_);
    std::size_t bytes = bytes_.load(std::memory_order_relaxed);
    if (bytes + cost_of(frame) > bytes_max_ && when_full_ == WhenFull::refuse) {
        pushed.is_refused = true;
        return pushed;
    }
    while (bytes + cost_of(frame) > bytes_max_ && !frames_.empty()) {
        bytes -= cost_of(frames_.front());
        dropped.push_back(std::move(frames_.front()));
        frames_.pop_front();
    }
    pushed.dropped = dropped.size();
    bytes += cost_of(frame);
    frames_.push_back(std::move(frame));
    bytes_.store(bytes, std::memory_order_relaxed);
    pushed.wake = !is_awake_;
    is_awake_ = true;
    return pushed;
}

std::vector<Frame> SendQueue::take(std::size_t bytes) {
    std::vector<Frame> taken;
    const std::scoped_lock lock(mutex_);
    KURA_ASSERT(taken_bytes_ == 0);
    while (!frames_.empty() &&
           (taken.empty() || taken_bytes_ + cost_of(frames_.front()) <= bytes)) {
        taken_bytes_ += cost_of(frames_.front());
        taken.push_back(std::move(frames_.front()));
        frames_.pop_front();
    }
    is_awake_ = !taken.empty();
    return taken;
}

void SendQueue::finish_taken() {
    const std::scoped_lock lock(mutex_);
    KURA_ASSERT(bytes_.load(std::memory_order_relaxed) >= taken_bytes_);
    bytes_.store(bytes_.load(std::memory_order_relaxed) - taken_bytes_, std::memory_order_relaxed);
    taken_bytes_ = 0;
}

bool SendQueue::is_awake() {
    const std::scoped_lock lock(mutex_);
    is_awake_ = !frames_.empty();
    return is_awake_;
}

std::size_t SendQueue::drop_all() {
    std::deque<Frame> dropped;
    const std::scoped_lock lock(mutex_);
    dropped.swap(frames_);
    taken_bytes_ = 0;
    bytes_.store(0, std::memory_order_relaxed);
    is_awake_ = false;
    return dropped.size();
}

}  // namespace kura::cluster::net
