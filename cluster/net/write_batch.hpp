// Many frames made ready for one write: gathered in place in plain text, or as TLS records.
// Shape:    small frames and heads are copied together, large frames are written from where they
//           are; TLS records are filled to 16 KB across frames
// Invariants: pieces() stays good until the next clear()
// Threads:  one
// Errors:   false if TLS fails
#pragma once

#include "cluster/net/send_queue.hpp"
#include "cluster/net/tls.hpp"

#include <asio/buffer.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace kura::cluster::net {

class WriteBatch {
  public:
    void clear();
    void add_plain(std::vector<Frame> frames);
    [[nodiscard]] bool add_sealed(TlsSession& tls, const std::vector<Frame>& frames);
    // What TLS has to say by itself.
    void add_records_of(TlsSession& tls);

    [[nodiscard]] std::span<const asio::const_buffer> pieces();
    [[nodiscard]] bool empty() const { return bytes_ == 0; }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

  private:
    struct Piece {
        const std::uint8_t* outside = nullptr;  // none: in copied_
        std::size_t offset = 0;
        std::size_t size = 0;
    };

    void copy(Bytes bytes);
    [[nodiscard]] bool stage(TlsSession& tls, Bytes bytes);

    std::vector<Frame> frames_;
    std::vector<std::uint8_t> copied_;
    std::vector<std::uint8_t> staged_;  // less than a record
    std::vector<Piece> parts_;
    std::vector<asio::const_buffer> pieces_;
    std::size_t bytes_ = 0;
};

}  // namespace kura::cluster::net
