// Local link: nodes in one process, each with an address that is only a name here. Nothing is
// encoded and nothing is lost, but what goes to a node that is not there.
// Shape:    a Switchboard for all, a LocalLink for each node, and requests of the process itself
// Threads:  any; a receiver is called by the sender's thread
// Source:   ARCHITECTURE.md, "Node"
#pragma once

#include "cluster/node/link.hpp"

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>

namespace kura::cluster::node {

class LocalLink;

class Switchboard {
  public:
    // Requires: an address that nobody has; the board outlives its links.
    [[nodiscard]] std::unique_ptr<LocalLink> link(const std::string& address);

    // Asks a node and waits; nothing if it doesn't answer in time.
    [[nodiscard]] std::optional<control::ClientReply> ask(const std::string& address,
                                                          control::ClientRequest request,
                                                          std::chrono::milliseconds patience);

  private:
    friend class LocalLink;

    struct Port {
        Receiver* receiver = nullptr;
        std::shared_mutex mutex;  // held, shared, while the receiver is called
    };
    struct Answer {
        std::optional<control::ClientReply> reply;
    };

    template <typename Call>
    void call(const std::string& address, Call&& call);

    std::mutex mutex_;
    std::condition_variable answered_;
    std::map<std::string, std::shared_ptr<Port>> ports_;
    std::map<ClientId, Answer> clients_;
    ClientId last_client_ = 0;
};

class LocalLink final : public Link {
  public:
    LocalLink(Switchboard& board, std::string address)
        : board_(board), address_(std::move(address)) {}
    ~LocalLink() override { LocalLink::attach(nullptr); }

    void attach(Receiver* receiver) override;
    void send(const std::string& address, NodeMessage message) override;
    void send_gossip(const std::string& address, gossip::Channel channel,
                     const gossip::Packet& packet) override;
    void reply(ClientId client, control::ClientReply reply) override;
    [[nodiscard]] std::string address() const override { return address_; }
    [[nodiscard]] LinkCounters sent() const override;
    [[nodiscard]] std::size_t queued_bytes(const std::string& /*address*/) const override {
        return 0;
    }

  private:
    Switchboard& board_;
    const std::string address_;
    std::atomic<std::uint64_t> messages_{0};
};

}  // namespace kura::cluster::node
