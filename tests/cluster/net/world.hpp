// Nodes on real sockets of this machine, and waiting for what they hear.
// Threads:  a Listening is heard by I/O threads and asked by the test's
#pragma once

#include "cluster/net/client.hpp"
#include "cluster/net/transport.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace kura::cluster::net {

using Frames = std::vector<std::vector<std::uint8_t>>;

inline constexpr std::chrono::seconds kPatience{60};

[[nodiscard]] std::vector<std::uint8_t> bytes_of(std::string_view text);

// Remembers all that it hears; answers what comes on the client channel with the same.
class Listening : public Handler {
  public:
    struct Heard {
        Channel channel;
        ConnectionId from;
        std::vector<std::uint8_t> frame;
    };

    void on_frame(Channel channel, ConnectionId from, Bytes frame) override;
    void on_datagram(Bytes datagram) override;
    void on_lost(const Address& address, Channel channel) override;
    void on_closed(ConnectionId id) override;

    void log(std::string_view line);

    // Asks again and again; false if nothing came of it in all that time.
    [[nodiscard]] bool wait(const std::function<bool(const Listening&)>& is_enough);
    [[nodiscard]] bool wait_for_frames(std::size_t count) {
        return wait([count](const Listening& it) { return it.frames.size() >= count; });
    }
    // As the I/O threads stand still meanwhile, the test may look around.
    [[nodiscard]] std::vector<Heard> take_frames();

    // Before the first frame comes only.
    Transport* answers_through = nullptr;
    bool keeps_frames = true;

    // Guarded by the mutex: for wait()'s condition.
    std::vector<Heard> frames;
    Frames datagrams;
    std::vector<std::pair<Address, Channel>> lost;
    std::vector<ConnectionId> closed;
    std::vector<std::string> lines;
    std::size_t frame_count = 0;

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
};

struct Node {
    explicit Node(std::optional<Keyring> keys = std::nullopt,
                  const std::function<void(TransportOptions&)>& change = {});
    ~Node() { stop(); }
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    void stop() { transport.reset(); }
    [[nodiscard]] Address address() const { return transport->bound_address(); }
    [[nodiscard]] std::uint64_t count(Counter counter) const {
        return transport->counters()[counter];
    }
    [[nodiscard]] bool wait_for(Counter counter, std::uint64_t least);

    Listening heard;
    std::unique_ptr<Transport> transport;
};

}  // namespace kura::cluster::net
