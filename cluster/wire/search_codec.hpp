// Encoding of a distributed search's messages: the hot path, written by hand.
// Shape:    u64 job, u8 kind of message, then the fields as search/messages.hpp orders them:
//           ids and numbers at their width, flags a byte, keys and cursors as texts, a digest as 64
//           words. Lists are u16 key bytes, u32 count and the packed list's block as it lies in
//           memory, so that a candidate costs its copy. Stretches are u32 count and varints. A path
//           is u32 count and 32 bits a step: from, to, side with 12, 12 and 2 bits, low first
// Invariants: (1) decode(encode(m)) == m; what decodes is exactly what encode() would write;
//           (2) decoding allocates at most what the bytes at hand need
// Threads:  pure functions
// Errors:   bad_input: truncated, too long, beyond a limit, a word of 0, records of a Sealed out of
//           order. Partitions, epochs and the contents of keys are checked by who knows the job
#pragma once

#include "cluster/base/ids.hpp"
#include "cluster/search/messages.hpp"
#include "solver/base/result.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace kura::cluster::wire {

struct SearchPacket {
    JobId job;
    search::Message message;

    friend bool operator==(const SearchPacket&, const SearchPacket&) = default;
};

// Appends. Requires: the message is within the limits of search/messages.hpp.
void encode_search(JobId job, const search::Message& message, std::vector<std::uint8_t>& out);
[[nodiscard]] base::Result<SearchPacket> decode_search(std::span<const std::uint8_t> bytes);

// Each message with its length before it, as u32.
void encode_traffic(const search::Traffic& traffic, std::vector<std::uint8_t>& out);
[[nodiscard]] base::Result<search::Traffic> decode_traffic(std::span<const std::uint8_t> bytes);

}  // namespace kura::cluster::wire
