// What happened on the network, counted; and what an operator should read of it, in few lines.
// Shape:    one number for each Counter; a log line at most once a second, which says how many
//           were left out before it
// Threads:  any; numbers are read relaxed and may lag behind each other
// Errors:   none
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string_view>

namespace kura::cluster::net {

enum class Counter {
    frames_sent,
    frames_received,
    frame_bytes_sent,  // payload alone
    frame_bytes_received,
    writes,  // system calls; frames_sent / writes is what batching gains
    reads,
    frames_dropped,        // a queue was full, or the peer away
    connections_opened,    // to others
    connections_accepted,  // from others, key and greeting in order
    connections_broken,    // of those two
    connects_failed,
    handshakes_refused,   // another key, none, or no TLS
    greetings_refused,    // not our protocol, or another version of it
    connections_refused,  // more than allowed
    frames_refused,       // longer than allowed: the connection is closed
    datagrams_sent,
    datagrams_received,
    datagrams_dropped,  // the system or the resolver could not take them now
    datagrams_malformed,
    datagrams_forged,  // another key, or damaged
    datagrams_stale,
    datagrams_replayed,
};
inline constexpr std::size_t kCounters = static_cast<std::size_t>(Counter::datagrams_replayed) + 1;

[[nodiscard]] std::string_view name_of(Counter counter);

struct Counters {
    std::array<std::uint64_t, kCounters> values{};

    [[nodiscard]] std::uint64_t operator[](Counter counter) const {
        return values[static_cast<std::size_t>(counter)];
    }
};

class Tally {
  public:
    using Log = std::function<void(std::string_view line)>;

    explicit Tally(Log log) : log_(std::move(log)) {}

    void add(Counter counter, std::uint64_t count = 1) {
        counts_[static_cast<std::size_t>(counter)].fetch_add(count, std::memory_order_relaxed);
    }
    void report(std::string_view line);

    [[nodiscard]] Counters read() const;

  private:
    std::array<std::atomic<std::uint64_t>, kCounters> counts_{};

    std::mutex mutex_;
    // Guarded by mutex_.
    Log log_;
    bool has_reported_ = false;
    std::chrono::steady_clock::time_point reported_;
    std::uint64_t left_out_ = 0;
};

}  // namespace kura::cluster::net
