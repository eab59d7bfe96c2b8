// Store client: a connection that keeps many requests under way, and a clock for each.
// Shape:    ask() until the window is full, then take() answers; they come in any order
// Units:    seconds
// Threads:  one
// Errors:   the connection's; an answer that is none
#pragma once

#include "cluster/control/requests.hpp"
#include "cluster/net/client.hpp"
#include "solver/base/result.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace kura::bench {

class StoreClient {
  public:
    [[nodiscard]] static base::Result<StoreClient> connect(const std::string& address);

    [[nodiscard]] base::Result<void> ask(const cluster::control::ClientRequest& request);
    // The next answer, whichever it is of.
    [[nodiscard]] base::Result<cluster::store::Answer> take();
    [[nodiscard]] std::size_t under_way() const { return asked_at_.size(); }

    // How long the answered ones took, since this was called last.
    [[nodiscard]] std::vector<double> take_latencies() { return std::exchange(latencies_, {}); }

  private:
    explicit StoreClient(cluster::net::Client client) : client_(std::move(client)) {}

    cluster::net::Client client_;
    std::uint64_t numbers_ = 0;
    std::unordered_map<std::uint64_t, std::chrono::steady_clock::time_point> asked_at_;
    std::vector<double> latencies_;
};

}  // namespace kura::bench
