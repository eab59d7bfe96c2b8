// Frame: what goes over a stream, one header and one message of some kind.
// Shape:    32 bytes: magic "KURA", u16 protocol, u8 kind, u8 flags (1: checksum), u32 payload
//           bytes, u32 checksum or 0, u64 cluster, u64 sender; then the payload. The checksum is
//           the CRC-32C of the header without it, then the payload; connections that authenticate
//           every record do without
// Invariants: a header is refused as soon as it is complete, before anything is stored for it;
//           storage grows with the bytes that arrived, not with those that were announced
// Threads:  one owner
// Errors:   bad_input or too_large, and sticky: after garbage nobody knows where a frame begins, so
//           the connection has to end
#pragma once

#include "cluster/base/ids.hpp"
#include "cluster/wire/writer.hpp"
#include "solver/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace kura::cluster::wire {

inline constexpr std::uint16_t kProtocol = 1;
inline constexpr std::size_t kFrameHeaderBytes = 32;

enum class FrameKind : std::uint8_t {  // append only
    search = 1,
    gossip = 2,
    view_register = 3,
    store = 4,
    node = 5,
    client_request = 6,
    client_reply = 7,
};

// The most a payload of this kind may have. Requires: a kind that there is.
[[nodiscard]] std::size_t payload_bytes_max(FrameKind kind);

struct Envelope {
    FrameKind kind = FrameKind::node;
    bool has_checksum = true;
    std::uint64_t cluster = 0;  // 0: a client that belongs to none
    NodeId from;                // kNoNode: a client

    friend bool operator==(const Envelope&, const Envelope&) = default;
};

struct Frame {
    Envelope envelope;
    std::span<const std::uint8_t> payload;  // valid until more bytes are fed
};

// Writes a frame in place: begin, append the payload to the same writer, end.
class FrameWriter {
  public:
    FrameWriter(ByteWriter& out, const Envelope& envelope);
    // Errors: too_large; then the frame is taken back.
    base::Result<void> end();

  private:
    ByteWriter& out_;
    const Envelope envelope_;
    const std::size_t begin_;
};

// What a connection accepts.
struct FrameRules {
    std::uint64_t cluster = 0;     // frames of others are refused; clients may say 0
    bool wants_checksum = true;    // frames without are refused
    std::vector<FrameKind> kinds;  // none: all
};

class FrameParser {
  public:
    explicit FrameParser(FrameRules rules) : rules_(std::move(rules)) {}

    // Room for a read of up to `count` bytes, of which commit() says how many came. Requires:
    // next() has been called until it had nothing, so that at most one frame is unfinished.
    [[nodiscard]] std::span<std::uint8_t> prepare(std::size_t count);
    void commit(std::size_t count);
    void feed(std::span<const std::uint8_t> bytes);

    // The next complete frame. Cost: each byte is moved at most twice, however it arrives.
    [[nodiscard]] std::optional<Frame> next();

    [[nodiscard]] const std::optional<base::Error>& error() const { return error_; }
    // Between two frames: where a connection may end.
    [[nodiscard]] bool is_between_frames() const { return begin_ == end_; }
    [[nodiscard]] std::size_t memory_bytes() const { return buffer_.size(); }

  private:
    struct Header {
        Envelope envelope;
        std::size_t length = 0;
        std::uint32_t checksum = 0;
    };

    [[nodiscard]] base::Result<Header> read_header() const;
    [[nodiscard]] bool is_intact(const Header& header) const;

    const FrameRules rules_;
    std::vector<std::uint8_t> buffer_;  // its size is what there is room for
    std::size_t begin_ = 0;             // [begin, end) has arrived and was not handed out
    std::size_t end_ = 0;
    std::optional<Header> header_;  // of the unfinished frame
    std::optional<base::Error> error_;
};

}  // namespace kura::cluster::wire
