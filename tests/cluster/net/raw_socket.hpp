// A stranger: bytes over TCP or UDP as the test wants them, and what comes back.
// Threads:  one
#pragma once

#include "cluster/net/address.hpp"
#include "cluster/net/crypto.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kura::cluster::net {

class RawSocket {
  public:
    enum class Kind { stream, datagrams };

    // Connected to that address of this machine.
    RawSocket(Kind kind, const Address& to);
    // Bound to a port of its own; a stream one listens.
    explicit RawSocket(Kind kind);
    ~RawSocket();
    RawSocket(RawSocket&& other) noexcept;
    RawSocket& operator=(RawSocket&&) = delete;

    [[nodiscard]] Address address() const;  // its own
    [[nodiscard]] RawSocket accept() const;
    void send(Bytes bytes) const;
    // Up to that many; fewer at the end of the stream. Empty after a minute of nothing, too.
    [[nodiscard]] std::vector<std::uint8_t> receive(std::size_t count) const;
    // The other side has closed it.
    [[nodiscard]] bool is_ended() const;

  private:
    explicit RawSocket(int descriptor) : descriptor_(descriptor) {}

    int descriptor_;
};

}  // namespace kura::cluster::net
