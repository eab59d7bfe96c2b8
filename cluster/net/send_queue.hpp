// Frames on their way to one connection: any thread puts in, the connection's thread takes out.
// Shape:    first in, first out, with a cap on bytes, those being written included
// Units:    bytes of payload and 24 more for each frame
// Invariants: bytes() <= bytes_max, unless a single frame is larger than what is left after all
//           others were dropped; a queue that holds frames is awake: somebody is bound to take them
// Threads:  push() and bytes() any; the rest the connection's thread
// Errors:   a full queue drops its oldest frames or refuses the new one, as it was told
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <vector>

namespace kura::cluster::net {

using Frame = std::vector<std::uint8_t>;

class SendQueue {
  public:
    enum class WhenFull { drop_oldest, refuse };

    struct Pushed {
        bool wake = false;  // the connection's thread must be told
        bool is_refused = false;
        std::size_t dropped = 0;
    };

    SendQueue(std::size_t bytes_max, WhenFull when_full)
        : bytes_max_(bytes_max), when_full_(when_full) {}

    Pushed push(Frame&& frame);

    // Up to `bytes`, at least one frame if there is any; falls asleep if there is none.
    [[nodiscard]] std::vector<Frame> take(std::size_t bytes);
    // What was taken before is written, or lost.
    void finish_taken();
    // Falls asleep if there is nothing; else true.
    [[nodiscard]] bool is_awake();
    // Number of dropped frames; asleep.
    std::size_t drop_all();

    // Waiting or being written.
    [[nodiscard]] std::size_t bytes() const { return bytes_.load(std::memory_order_relaxed); }

  private:
    const std::size_t bytes_max_;
    const WhenFull when_full_;

    std::atomic<std::size_t> bytes_{0};  // written under mutex_ only

    std::mutex mutex_;
    // Guarded by mutex_.
    std::deque<Frame> frames_;
    std::size_t taken_bytes_ = 0;
    bool is_awake_ = false;
};

}  // namespace kura::cluster::net
