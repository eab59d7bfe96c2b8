// Carries frames between nodes, and nothing else: what is in them it does not know.
// Shape:    a node sends to an address over one TCP connection a channel, made when there is
//           something to send; frames that come in while a write is under way go out together.
//           A frame arrives with the id of its connection, on which one may reply. Datagrams go by
//           UDP, from the port that frames arrive at. On the wire: README.md
// Units:    bytes of payload; a queue counts 24 more for each frame
// Invariants: any frame or datagram may be lost, none is repeated or damaged; frames that do arrive
//           over one connection keep their order. Beyond loopback everything is encrypted and
//           authenticated with the cluster key, or refused
// Threads:  all of Transport any; Handler is called by the I/O threads, for one connection always
//           by the same. A handler that takes long holds up its thread's connections, and with
//           them the senders: that is the back-pressure
// Errors:   what the caller can mend is a Result; what the network does is counted, and logged in
//           at most one line a second
// Source:   ARCHITECTURE.md, "Network"
#pragma once

#include "cluster/base/ids.hpp"
#include "cluster/net/address.hpp"
#include "cluster/net/cluster_key.hpp"
#include "cluster/net/limits.hpp"
#include "cluster/net/tally.hpp"
#include "solver/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace kura::cluster::net {

using ConnectionId = Strong<struct ConnectionIdTag, std::uint64_t>;

class Handler {
  public:
    virtual ~Handler() = default;

    virtual void on_frame(Channel channel, ConnectionId from, Bytes frame) = 0;
    virtual void on_datagram(Bytes datagram) = 0;
    // A connection to that address broke, or could not be made: what was sent may be lost.
    virtual void on_lost(const Address& address, Channel channel) = 0;
    // A connection from elsewhere, on which frames came, is gone.
    virtual void on_closed(ConnectionId id) = 0;
};

struct TransportOptions {
    Address listen;
    std::optional<Keyring> keys = std::nullopt;  // none: loopback only, in plain text
    int io_threads = 1;
    Limits limits = {};
    Tally::Log log = {};  // called by any thread, one at a time
};

class Transport {
  public:
    // Listens at once. `handler` must outlive the transport.
    [[nodiscard]] static base::Result<std::unique_ptr<Transport>> start(TransportOptions options,
                                                                        Handler& handler);

    // Waits for calls of the handler that are under way, so it must not be called from one.
    // Ensures: no call will come any more; what was queued is dropped.
    ~Transport();
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;

    // Never waits. When the queue is full its oldest frames are dropped. An error only if the frame
    // is larger than the channel takes, or the address is beyond loopback and there is no key.
    base::Result<void> send(const Address& to, Channel channel, std::vector<std::uint8_t> frame);
    // Unlike send(), a full queue closes the connection: answers with a gap help nobody.
    base::Result<void> reply(ConnectionId to, std::vector<std::uint8_t> frame);
    base::Result<void> send_datagram(const Address& to, Bytes payload);

    // Waiting or being written; 0 where nothing was ever sent.
    [[nodiscard]] std::size_t queued_bytes(const Address& to, Channel channel) const;

    // Closes the connections to an address that is never to be used again.
    void forget(const Address& address);

    // Connections made with a key that is not of the ring any more are closed. An error if the
    // transport was started without keys.
    base::Result<void> replace_keys(const Keyring& keys);

    [[nodiscard]] Address bound_address() const;
    [[nodiscard]] Counters counters() const;

  private:
    class Impl;
    explicit Transport(std::unique_ptr<Impl> impl);

    std::unique_ptr<Impl> impl_;
};

}  // namespace kura::cluster::net
