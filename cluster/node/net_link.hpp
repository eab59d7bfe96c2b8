// Net link: a node's messages over sockets, encoded. Also what a client's connection carries.
// Shape:    a frame is an envelope (cluster/wire/envelope.hpp) and what its kind says; a gossip
//           datagram is the packet alone
// Invariants: what does not decode, or is of another cluster, is dropped and counted
// Threads:  as Link says; the receiver is called by I/O threads
// Errors:   start() fails as Transport::start does
// Source:   ARCHITECTURE.md, "Node"
#pragma once

#include "cluster/net/transport.hpp"
#include "cluster/node/link.hpp"
#include "cluster/wire/envelope.hpp"

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace kura::cluster::node {

class NetLink final : public Link, private net::Handler {
  public:
    // `advertised` is where others reach this node; empty: where it listens.
    [[nodiscard]] static base::Result<std::unique_ptr<NetLink>> start(net::TransportOptions options,
                                                                      std::uint64_t cluster,
                                                                      std::string advertised);

    void attach(Receiver* receiver) override;
    void send(const std::string& address, NodeMessage message) override;
    void send_gossip(const std::string& address, gossip::Channel channel,
                     const gossip::Packet& packet) override;
    void reply(ClientId client, control::ClientReply reply) override;
    [[nodiscard]] std::string address() const override { return advertised_; }
    [[nodiscard]] LinkCounters sent() const override { return {messages_, bytes_}; }
    [[nodiscard]] std::size_t queued_bytes(const std::string& address) const override;

    [[nodiscard]] net::Transport& transport() { return *transport_; }
    // Of what arrived: frames and datagrams that did not decode.
    [[nodiscard]] std::uint64_t refused() const { return refused_; }

  private:
    struct Client {
        net::ConnectionId connection;
        std::uint64_t number = 0;
    };

    explicit NetLink(std::uint64_t cluster) : cluster_(cluster) {}

    void on_frame(net::Channel channel, net::ConnectionId from, net::Bytes frame) override;
    void on_datagram(net::Bytes datagram) override;
    void on_lost(const net::Address& /*address*/, net::Channel /*channel*/) override {}
    void on_closed(net::ConnectionId id) override;
    [[nodiscard]] bool take_message(const wire::Envelope& envelope, net::Bytes payload);
    [[nodiscard]] bool take_request(net::ConnectionId from, std::uint64_t number,
                                    net::Bytes payload);
    template <typename Call>
    void call(Call&& call);
    [[nodiscard]] std::optional<net::Address> resolve(const std::string& address) const;

    const std::uint64_t cluster_;
    std::string advertised_;
    std::shared_mutex receiver_mutex_;  // held, shared, while the receiver is called
    Receiver* receiver_ = nullptr;

    mutable std::mutex addresses_mutex_;
    mutable std::unordered_map<std::string, net::Address> addresses_;

    std::mutex clients_mutex_;
    std::map<ClientId, Client> clients_;
    ClientId last_client_ = 0;

    std::atomic<std::uint64_t> messages_{0};
    std::atomic<std::uint64_t> bytes_{0};
    std::atomic<std::uint64_t> refused_{0};
    std::unique_ptr<net::Transport> transport_;  // last: nothing arrives after it is gone
};

}  // namespace kura::cluster::node
