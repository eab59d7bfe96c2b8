#include "cluster/wire/gossip_codec.hpp"

#include "cluster/wire/reader.hpp"
#include "cluster/wire/writer.hpp"
#include "solver/base/assert.hpp"

#include <limits>
#include <string>
#include <utility>
#include <variant>

namespace kura::cluster::wire {

namespace {

using gossip::Body;
using gossip::Description;
using gossip::kAddressBytesMax;
using gossip::Rumour;
using gossip::Status;

constexpr std::uint8_t kFormat = 1;
constexpr std::uint8_t kStatusBits = 3;
constexpr std::uint8_t kDescribed = 1 << 2;
constexpr std::uint8_t kOwnWord = 1 << 3;
constexpr std::size_t kRumourBytesMin = 10;  // node, flags, incarnation

static_assert(static_cast<int>(Status::left) == 3);
static_assert(std::is_same_v<std::variant_alternative_t<5, Body>, gossip::Exchange> &&
                  std::variant_size_v<Body> == 6,
              "the index is on the wire: append only");

void write_id(ByteWriter& out, NodeId node) {
    out.u64(node.value);
}
NodeId read_id(ByteReader& in) {
    return NodeId{in.u64()};
}

void write(ByteWriter& out, const gossip::Ping& body) {
    out.u64(body.sequence);
    write_id(out, body.target);
}
void read(ByteReader& in, gossip::Ping& body) {
    body.sequence = in.u64();
    body.target = read_id(in);
}

void write(ByteWriter& out, const gossip::PingRequest& body) {
    out.u64(body.sequence);
    write_id(out, body.target);
    out.text(body.address);
}
void read(ByteReader& in, gossip::PingRequest& body) {
    body.sequence = in.u64();
    body.target = read_id(in);
    body.address = in.text(kAddressBytesMax);
}

void write(ByteWriter& out, const gossip::Ack& body) {
    out.u64(body.sequence);
    write_id(out, body.about);
}
void read(ByteReader& in, gossip::Ack& body) {
    body.sequence = in.u64();
    body.about = read_id(in);
}

void write(ByteWriter& out, const gossip::Nack& body) {
    out.u64(body.sequence);
}
void read(ByteReader& in, gossip::Nack& body) {
    body.sequence = in.u64();
}

void write(ByteWriter&, const gossip::RumoursOnly&) {}
void read(ByteReader&, gossip::RumoursOnly&) {}

void write(ByteWriter& out, const gossip::Exchange& body) {
    out.flag(body.wants_reply);
}
void read(ByteReader& in, gossip::Exchange& body) {
    body.wants_reply = in.flag();
}

template <std::size_t Index = 0>
void read_body(ByteReader& in, std::size_t tag, Body& body) {
    if constexpr (Index < std::variant_size_v<Body>) {
        if (tag == Index) {
            read(in, body.emplace<Index>());
        } else {
            read_body<Index + 1>(in, tag, body);
        }
    }
}

void write(ByteWriter& out, const Description& description) {
    out.text(description.address);
    out.u64(description.place.value);
    out.varint(description.zone.value);
    out.varint(description.weight);
    out.varint(description.protocol.lowest);
    out.varint(description.protocol.highest);
    out.text(description.metadata);
}

template <typename Value>
Value read_varint(ByteReader& in) {
    return static_cast<Value>(in.varint(std::numeric_limits<Value>::max()));
}

void read(ByteReader& in, Description& description) {
    description.address = in.text(kAddressBytesMax);
    description.place.value = in.u64();
    description.zone.value = read_varint<std::uint32_t>(in);
    description.weight = static_cast<std::uint32_t>(in.varint(kWeightMax));
    description.protocol.lowest = read_varint<std::uint16_t>(in);
    description.protocol.highest = read_varint<std::uint16_t>(in);
    description.metadata = in.text(kMetadataBytesMax);
    in.check(description.weight > 0, "a node without weight");
    in.check(description.protocol.lowest <= description.protocol.highest, "no protocol at all");
    in.check(description != Description{}, "an empty description");
}

void write(ByteWriter& out, const Rumour& rumour) {
    const bool is_described = rumour.description != Description{};
    const bool is_own_word = rumour.source == rumour.node;
    write_id(out, rumour.node);
    out.u8(static_cast<std::uint8_t>(static_cast<unsigned>(rumour.status) |
                                     (is_described ? kDescribed : 0U) |
                                     (is_own_word ? kOwnWord : 0U)));
    out.varint(rumour.incarnation.value);
    if (!is_own_word) {
        write_id(out, rumour.source);
    }
    if (is_described) {
        write(out, rumour.description);
    }
}

void read(ByteReader& in, Rumour& rumour) {
    rumour.node = read_id(in);
    const std::uint8_t flags = in.u8();
    in.check(flags <= (kStatusBits | kDescribed | kOwnWord), "unknown flags of a rumour");
    rumour.status = static_cast<Status>(flags & kStatusBits);
    rumour.incarnation.value = read_varint<std::uint64_t>(in);
    if ((flags & kOwnWord) != 0) {
        rumour.source = rumour.node;
    } else {
        rumour.source = read_id(in);
        in.check(rumour.source != rumour.node, "a node's own word under its name");
    }
    if ((flags & kDescribed) != 0) {
        read(in, rumour.description);
    }
}

}  // namespace

void encode_gossip(const gossip::Packet& packet, std::vector<std::uint8_t>& out) {
    KURA_ASSERT(packet.reply_to.size() <= kAddressBytesMax);
    KURA_ASSERT(packet.rumours.size() <= gossip::kRumoursMax);
    ByteWriter writer(out);
    writer.u8(kFormat);
    writer.u64(packet.cluster);
    write_id(writer, packet.from);
    writer.text(packet.reply_to);
    writer.u8(static_cast<std::uint8_t>(packet.body.index()));
    std::visit([&](const auto& body) { write(writer, body); }, packet.body);
    writer.varint(packet.rumours.size());
    for (const Rumour& rumour : packet.rumours) {
        write(writer, rumour);
    }
}

base::Result<gossip::Packet> decode_gossip(std::span<const std::uint8_t> bytes) {
    ByteReader reader(bytes);
    gossip::Packet packet;
    reader.check(reader.u8() == kFormat, "an unknown format");
    packet.cluster = reader.u64();
    packet.from = read_id(reader);
    packet.reply_to = reader.text(kAddressBytesMax);
    const std::size_t tag = reader.u8();
    if (reader.check(tag < std::variant_size_v<Body>, "an unknown kind of packet")) {
        read_body(reader, tag, packet.body);
    }
    const std::uint64_t count = reader.varint(gossip::kRumoursMax);
    if (reader.check(count <= reader.remaining() / kRumourBytesMin, "it ends too soon")) {
        packet.rumours.resize(static_cast<std::size_t>(count));
    }
    for (Rumour& rumour : packet.rumours) {
        read(reader, rumour);
    }
    return reader.finish("gossip packet").map([&] { return std::move(packet); });
}

}  // namespace kura::cluster::wire
