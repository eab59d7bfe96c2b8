#include "cluster/net/tally.hpp"

#include <string>

namespace kura::cluster::net {

std::string_view name_of(Counter counter) {
    constexpr std::array<std::string_view, kCounters> kNames{"frames_sent",
                                                             "frames_received",
                                                             "frame_bytes_sent",
                                                             "frame_bytes_received",
                                                             "writes",
                                                             "reads",
                                                             "frames_dropped",
                                                             "connections_opened",
                                                             "connections_accepted",
                                                             "connections_broken",
                                                             "connects_failed",
                                                             "handshakes_refused",
                                                             "greetings_refused",
                                                             "connections_refused",
                                                             "frames_refused",
                                                             "datagrams_sent",
                                                             "datagrams_received",
                                                             "datagrams_dropped",
                                                             "datagrams_malformed",
                                                             "datagrams_forged",
                                                             "datagrams_stale",
                                                             "datagrams_replayed"};
    return kNames.at(static_cast<std::size_t>(counter));
}

void Tally::report(std::string_view line) {
    constexpr std::chrono::seconds kPause{1};
    const std::scoped_lock lock(mutex_);
    if (!log_) {
        return;
    }
    const auto now = std::chrono::steady_clock::now();
    if (has_reported_ && now - reported_ < kPause) {
        ++left_out_;
        return;
    }
    has_reported_ = true;
    reported_ = now;
    std::string text(line);
    if (left_out_ > 0) {
        text += " (" + std::to_string(left_out_) + " lines like it left out)";
    }
    left_out_ = 0;
    log_(text);
}

Counters Tally::read() const {
    Counters counters;
    for (std::size_t i = 0; i < kCounters; ++i) {
        counters.values[i] = counts_[i].load(std::memory_order_relaxed);
    }
    return counters;
}

}  // namespace kura::cluster::net
