// Link: how a node reaches others and its clients. Two kinds: in one process, and over sockets.
// Shape:    typed messages; a link that needs bytes encodes them itself
// Invariants: any message may be lost, repeated and overtaken; replies to a client are not
// Threads:  send and reply from any; a receiver is called by the link's own threads, or by the
//           sender's, and only hands over
// Errors:   none here: what can't be sent is lost, and the link tells its own counters
// Source:   ARCHITECTURE.md, "Node"
#pragma once

#include "cluster/control/control.hpp"
#include "cluster/control/messages.hpp"
#include "cluster/control/requests.hpp"
#include "cluster/gossip/gossip.hpp"
#include "cluster/search/messages.hpp"
#include "cluster/store/messages.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

namespace kura::cluster::node {

using control::ClientId;

using SearchTraffic = search::Traffic;
using Body = std::variant<control::ControlMessage, SearchTraffic, store::Message>;

struct NodeMessage {
    NodeId from;
    NodeId to;  // another life at the same address must not take it
    Body body;
};

class Receiver {
  public:
    virtual ~Receiver() = default;

    virtual void on_message(NodeMessage message) = 0;
    virtual void on_gossip(gossip::Packet packet) = 0;
    virtual void on_request(ClientId client, control::ClientRequest request) = 0;
};

struct LinkCounters {
    std::uint64_t messages = 0;
    std::uint64_t bytes = 0;
};

class Link {
  public:
    virtual ~Link() = default;

    // Nothing is received before this, or after the receiver was set to null.
    virtual void attach(Receiver* receiver) = 0;
    virtual void send(const std::string& address, NodeMessage message) = 0;
    virtual void send_gossip(const std::string& address, gossip::Channel channel,
                             const gossip::Packet& packet) = 0;
    virtual void reply(ClientId client, control::ClientReply reply) = 0;
    [[nodiscard]] virtual std::string address() const = 0;  // others reach this node there
    [[nodiscard]] virtual LinkCounters sent() const = 0;
    // Bytes of the search waiting to go there: the search pauses while they are many.
    [[nodiscard]] virtual std::size_t queued_bytes(const std::string& address) const = 0;
};

}  // namespace kura::cluster::node
