// Envelope: what stands before each message in a frame of the network.
// Shape:    25 bytes: u8 kind, u64 cluster, u64 from, u64 to. Of requests and replies `to` is the
//           number that the client gave, and `from` is not used
// Errors:   an unknown kind makes the reader fail
// Threads:  plain values
#pragma once

#include "cluster/base/ids.hpp"
#include "cluster/wire/reader.hpp"
#include "cluster/wire/writer.hpp"

#include <cstdint>

namespace kura::cluster::wire {

enum class MessageKind : std::uint8_t {  // append only
    control = 1,
    search = 2,
    store = 3,
    gossip = 4,
    request = 5,
    reply = 6,
};

struct Envelope {
    MessageKind kind = MessageKind::control;
    std::uint64_t cluster = 0;
    std::uint64_t from = 0;
    std::uint64_t to = 0;
};

inline void write_envelope(ByteWriter& out, const Envelope& envelope) {
    out.u8(static_cast<std::uint8_t>(envelope.kind));
    out.u64(envelope.cluster);
    out.u64(envelope.from);
    out.u64(envelope.to);
}

inline Envelope read_envelope(ByteReader& in) {
    Envelope envelope;
    const std::uint8_t kind = in.u8();
    if (in.check(kind >= 1 && kind <= static_cast<std::uint8_t>(MessageKind::reply),
                 "no such kind of message")) {
        envelope.kind = static_cast<MessageKind>(kind);
    }
    envelope.cluster = in.u64();
    envelope.from = in.u64();
    envelope.to = in.u64();
    return envelope;
}

inline constexpr std::size_t kEnvelopeBytes = 25;

}  // namespace kura::cluster::wire
