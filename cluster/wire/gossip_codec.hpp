// Encoding of gossip: compact, because many rumours are to fit into one datagram.
// Shape:    u8 format, u64 cluster, u64 sender, text reply address, u8 kind of body and its fields,
//           varint count of rumours. A rumour: u64 node, u8 flags, varint incarnation, u64 source
//           unless that is the node itself, and a description if there is one: text address, u64
//           place, varint zone, weight, lowest and highest protocol, text metadata.
//           Flags, low first: 2 bits status, described, said by the node itself
// Units:    a rumour takes at most Rumour::bytes(), the rest at most kPacketHeaderBytes and the
//           addresses, so that what gossip packs into a datagram fits
// Invariants: (1) decode(encode(p)) == p; what decodes is exactly what encode() would write;
//           (2) decoding allocates at most 12 times the bytes at hand
// Threads:  pure functions
// Errors:   bad_input: another format, truncated, too long, beyond a limit. Whose cluster it is and
//           what it claims is gossip's to judge
#pragma once

#include "cluster/gossip/messages.hpp"
#include "solver/base/result.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace kura::cluster::wire {

// Appends. Requires: the packet is within the limits of gossip/messages.hpp.
void encode_gossip(const gossip::Packet& packet, std::vector<std::uint8_t>& out);
[[nodiscard]] base::Result<gossip::Packet> decode_gossip(std::span<const std::uint8_t> bytes);

}  // namespace kura::cluster::wire
