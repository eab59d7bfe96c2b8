// The other end of Transport::reply(): commands ask a node and wait for its answer.
// Shape:    one connection on Channel::client. Answers come in the order that the node gives them
//           in; request() is send() and receive() of one; many may be under way
// Units:    timeouts in milliseconds
// Invariants: after a failed request(), and after any error of the others that is not a timeout,
//           the connection is gone, and every call says so
// Threads:  one, which does all the work while it waits; nothing runs in between
// Errors:   unavailable with the reason: no answer in time, refused, closed
// Source:   ARCHITECTURE.md, "Network"
#pragma once

#include "cluster/net/address.hpp"
#include "cluster/net/cluster_key.hpp"
#include "cluster/net/limits.hpp"
#include "solver/base/result.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace kura::cluster::net {

class Client {
  public:
    struct Options {
        std::optional<Keyring> keys = std::nullopt;  // its sending key is used
        std::chrono::milliseconds timeout{5000};     // to connect, and where send() must wait
        Limits limits = {};
    };

    // Ensures: the node has greeted, so it speaks this protocol and has the key.
    [[nodiscard]] static base::Result<Client> connect(const Address& node, Options options);

    ~Client();
    Client(Client&&) noexcept;
    Client& operator=(Client&&) noexcept;

    // Requires for request(): no answer is outstanding.
    [[nodiscard]] base::Result<std::vector<std::uint8_t>> request(
        std::vector<std::uint8_t> frame, std::chrono::milliseconds timeout);

    // Queues; waits only while more than limits.queue_bytes_max are on their way.
    [[nodiscard]] base::Result<void> send(std::vector<std::uint8_t> frame);
    // The next answer.
    [[nodiscard]] base::Result<std::vector<std::uint8_t>> receive(
        std::chrono::milliseconds timeout);

  private:
    class Impl;
    explicit Client(std::shared_ptr<Impl> impl);

    std::shared_ptr<Impl> impl_;
};

}  // namespace kura::cluster::net
