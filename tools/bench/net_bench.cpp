#include "tools/bench/net_bench.hpp"

#include "cluster/net/client.hpp"
#include "cluster/net/transport.hpp"
#include "tools/bench/measure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

namespace kura::bench {

namespace {

namespace net = cluster::net;
using std::chrono::steady_clock;

constexpr std::size_t kFrameBytes = 64;
constexpr std::chrono::milliseconds kPatience{5000};
constexpr double kMost = 0.99;

// Sends every frame back.
class Echo : public net::Handler {
  public:
    void on_frame(net::Channel /*channel*/, net::ConnectionId from, net::Bytes frame) override {
        static_cast<void>(transport_.load(std::memory_order_acquire)
                              ->reply(from, std::vector<std::uint8_t>(frame.begin(), frame.end())));
    }
    void on_datagram(net::Bytes /*datagram*/) override {}
    void on_lost(const net::Address& /*address*/, net::Channel /*channel*/) override {}
    void on_closed(net::ConnectionId /*id*/) override {}

    // Before anybody connects.
    void answer_over(net::Transport& transport) {
        transport_.store(&transport, std::memory_order_release);
    }

  private:
    std::atomic<net::Transport*> transport_{nullptr};
};

struct RoundTrips {
    std::vector<double> medians;  // one a repetition
    std::vector<double> most;
    std::size_t requests = 0;  // of a repetition
};

base::Result<void> run_repetition(net::Client& client, std::size_t requests,
                                  std::vector<double>& seconds) {
    seconds.clear();
    for (std::size_t i = 0; i < requests; ++i) {
        const auto start = steady_clock::now();
        const auto answer = client.request(std::vector<std::uint8_t>(kFrameBytes, 1), kPatience);
        if (!answer) {
            return tl::unexpected<base::Error>(answer.error());
        }
        seconds.push_back(std::chrono::duration<double>(steady_clock::now() - start).count());
    }
    return {};
}

base::Result<RoundTrips> run(bool with_key, bool quick) {
    net::TransportOptions options;
    if (with_key) {
        options.keys = net::Keyring(net::ClusterKey::generate());
    }
    Echo echo;
    const auto transport = net::Transport::start(options, echo);
    if (!transport) {
        return tl::unexpected<base::Error>(transport.error());
    }
    echo.answer_over(**transport);
    auto client = net::Client::connect((*transport)->bound_address(),
                                       {.keys = options.keys, .timeout = kPatience});
    if (!client) {
        return tl::unexpected<base::Error>(client.error());
    }
    RoundTrips trips;
    trips.requests = quick ? 100 : 2000;
    const int repetitions = quick ? 5 : 11;
    std::vector<double> seconds;
    for (int n = 0; n <= repetitions; ++n) {
        if (auto done = run_repetition(*client, trips.requests, seconds); !done) {
            return tl::unexpected<base::Error>(done.error());
        }
        if (n == 0) {
            continue;  // warm-up
        }
        std::sort(seconds.begin(), seconds.end());
        trips.medians.push_back(median(seconds));
        trips.most.push_back(
            seconds[static_cast<std::size_t>(kMost * static_cast<double>(seconds.size() - 1))]);
    }
    return trips;
}

void add_rows(std::vector<Row>& rows, const std::string& name, const char* what, bool with_key,
              bool quick) {
    Row middle{.group = "net", .name = name, .what = what, .unit = Unit::microseconds};
    Row most = middle;
    most.name += "_p99";
    most.what = "  99 of 100 within";
    if (const auto trips = run(with_key, quick)) {
        middle.set_measured(trips->medians);
        middle.note =
            fmt::format("{} requests of {} bytes, one at a time", trips->requests, kFrameBytes);
        most.set_measured(trips->most);
    } else {
        middle.note = most.note = trips.error().message;
    }
    rows.push_back(std::move(middle));
    rows.push_back(std::move(most));
}

}  // namespace

std::vector<Row> net_rows(const BenchOptions& options) {
    std::vector<Row> rows;
    add_rows(rows, "net_plain", "request and answer over loopback TCP: median", false,
             options.quick);
    add_rows(rows, "net_encrypted", "  encrypted (TLS 1.3): median", true, options.quick);
    return rows;
}

}  // namespace kura::bench
