// The UDP side: one socket, on the port that frames arrive at.
// Shape:    without keys [0][payload], with keys as datagram_seal.hpp says; names are looked up
//           aside and remembered for a while, what is sent to them until then is lost
// Threads:  send() any; open_at() before the threads run; the rest the thread of its io_context
// Errors:   open_at() says why not; what can't be sent or opened is counted
#pragma once

#include "cluster/net/datagram_seal.hpp"
#include "cluster/net/shared.hpp"

#include <asio/io_context.hpp>
#include <asio/ip/udp.hpp>

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace kura::cluster::net {

class DatagramSocket : public std::enable_shared_from_this<DatagramSocket> {
  public:
    DatagramSocket(Shared& shared, asio::io_context& context);

    [[nodiscard]] base::Result<void> open_at(const asio::ip::udp::endpoint& endpoint);
    void start();
    void stop();

    base::Result<void> send(const Address& to, Bytes payload);
    void replace_keys();

  private:
    struct Place {
        std::optional<asio::ip::udp::endpoint> endpoint;  // none: not known yet
        std::chrono::steady_clock::time_point looked_up;
    };

    void receive();
    void on_datagram(Bytes datagram);
    void send_now(const Address& to, Bytes datagram);
    [[nodiscard]] std::optional<asio::ip::udp::endpoint> endpoint_of(const Address& to);
    void look_up(const Address& to);
    [[nodiscard]] std::shared_ptr<DatagramSealer> sealer() const;

    Shared& shared_;
    asio::io_context& context_;

    // The thread of context_ only.
    asio::ip::udp::socket socket_;
    asio::ip::udp::resolver resolver_;
    asio::ip::udp::endpoint sender_;
    std::array<std::uint8_t, 2048> buffer_{};
    std::vector<std::uint8_t> payload_;
    std::optional<DatagramOpener> opener_;
    std::unordered_map<Address, Place> places_;
    bool is_v6_ = false;

    std::atomic<std::size_t> waiting_{0};  // datagrams on their way to the thread

    mutable std::mutex mutex_;
    std::shared_ptr<DatagramSealer> sealer_;  // guarded by mutex_; none: plain text
};

}  // namespace kura::cluster::net
