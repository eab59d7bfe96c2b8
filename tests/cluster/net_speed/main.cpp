// Measures how many frames a second one transport sends to another over loopback.
//   kura_net_speed FRAME_BYTES SECONDS [key]
// One I/O thread a side, and the thread that sends. Exit 0, or 2 on usage or a failure.
#include "cluster/net/transport.hpp"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <thread>
#include <utility>

namespace {

namespace net = kura::cluster::net;

class Counting : public net::Handler {
  public:
    void on_frame(net::Channel /*channel*/, net::ConnectionId /*from*/, net::Bytes frame) override {
        bytes_.fetch_add(frame.size(), std::memory_order_relaxed);
        frames_.fetch_add(1, std::memory_order_relaxed);
    }
    void on_datagram(net::Bytes /*datagram*/) override {}
    void on_lost(const net::Address& /*address*/, net::Channel /*channel*/) override {}
    void on_closed(net::ConnectionId /*id*/) override {}

    [[nodiscard]] double frames() const {
        return static_cast<double>(frames_.load(std::memory_order_relaxed));
    }
    [[nodiscard]] double bytes() const {
        return static_cast<double>(bytes_.load(std::memory_order_relaxed));
    }

  private:
    std::atomic<std::uint64_t> frames_{0};
    std::atomic<std::uint64_t> bytes_{0};
};

int measure(std::size_t frame_bytes, double duration, bool with_key) {
    net::TransportOptions options;
    if (with_key) {
        options.keys = net::Keyring(net::ClusterKey::generate());
    }
    Counting quiet;
    Counting counting;
    const auto sender = net::Transport::start(options, quiet);
    const auto receiver = net::Transport::start(options, counting);
    if (!sender || !receiver) {
        std::fprintf(stderr, "can't listen\n");
        return 2;
    }
    const net::Address to = (*receiver)->bound_address();
    constexpr std::size_t kQueued = std::size_t{4} << 20U;
    const auto start = std::chrono::steady_clock::now();
    double seconds = 0;
    while (seconds < duration) {
        for (int i = 0; i < 64; ++i) {
            static_cast<void>(
                (*sender)->send(to, net::Channel::data, std::vector<std::uint8_t>(frame_bytes, 1)));
        }
        while ((*sender)->queued_bytes(to, net::Channel::data) > kQueued) {
            std::this_thread::yield();
        }
        seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }
    const net::Counters sent = (*sender)->counters();
    const net::Counters got = (*receiver)->counters();
    const auto ratio = [](std::uint64_t frames, std::uint64_t calls) {
        return static_cast<double>(frames) / static_cast<double>(calls);
    };
    std::printf("%zu bytes%s: %.0f frames/s, %.1f MB/s, %.1f frames a write, %.1f a read\n",
                frame_bytes, with_key ? " TLS" : "", counting.frames() / seconds,
                counting.bytes() / seconds / 1e6,
                ratio(sent[net::Counter::frames_sent], sent[net::Counter::writes]),
                ratio(got[net::Counter::frames_received], got[net::Counter::reads]));
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fprintf(stderr, "usage: kura_net_speed FRAME_BYTES SECONDS [key]\n");
        return 2;
    }
    const std::size_t frame_bytes = std::strtoul(argv[1], nullptr, 10);
    const double seconds = std::strtod(argv[2], nullptr);
    return measure(frame_bytes, seconds, argc > 3 && std::string_view(argv[3]) == "key");
}
