// TLS 1.3 with the cluster key on both sides and no certificates, between buffers: what comes from
// the wire goes in, what is for the wire comes out, and no socket is seen.
// Shape:    the pre-shared key is derived from the cluster key; its identity is the key's id, by
//           which the accepting side finds it in its ring. One cipher: AES-128-GCM with SHA-256;
//           each connection has fresh Diffie-Hellman keys
// Invariants: without the key there is no connection: an accepting side has no certificate to
//           offer, a connecting one accepts none, and both check that the key was used. No tickets,
//           no early data, so nothing said before can be said again
// Threads:  a TlsContext any, after construction; a TlsSession one
// Errors:   `failed` is final; why() says more
// Source:   RFC 8446, sections 2.2 and 4.2.11
#pragma once

#include "cluster/net/cluster_key.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

struct ssl_st;
struct ssl_ctx_st;

namespace kura::cluster::net {

// What all sessions have in common; it is costly to make.
class TlsContext {
  public:
    TlsContext();
    ~TlsContext();
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;

    [[nodiscard]] ssl_ctx_st* get() const { return context_; }

  private:
    ssl_ctx_st* context_;
};

class TlsSession {
  public:
    enum class Side { connecting, accepting };
    enum class Step { done, wants_more, failed };

    TlsSession(const TlsContext& context, std::shared_ptr<const Keyring> ring, Side side);
    ~TlsSession();
    TlsSession(const TlsSession&) = delete;
    TlsSession& operator=(const TlsSession&) = delete;

    // From the wire.
    void feed(Bytes wire);
    // Requires: called again after each feed() until it is done.
    [[nodiscard]] Step handshake();

    // Requires for both: the handshake is done.
    // Ensures: `count` bytes are in `plain`; wants_more when there are none.
    [[nodiscard]] Step read(std::span<std::uint8_t> plain, std::size_t& count);
    [[nodiscard]] Step write(Bytes plain);

    // Appends what is for the wire.
    void drain(std::vector<std::uint8_t>& wire);

    [[nodiscard]] const std::string& why() const { return why_; }
    // The key in use; none before it is known.
    [[nodiscard]] std::optional<KeyId> key_id() const { return key_id_; }

  private:
    friend struct TlsCallbacks;

    [[nodiscard]] Step outcome_of(int result, const char* what);

    std::shared_ptr<const Keyring> ring_;
    ssl_st* ssl_;
    std::optional<KeyId> key_id_;
    std::array<std::uint8_t, 8> identity_{};  // what OpenSSL was told of the key, and still reads
    std::string why_;
};

}  // namespace kura::cluster::net
