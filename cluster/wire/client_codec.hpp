// Client codec: requests of clients and the replies to them, as bytes and back.
// Shape:    archive_codec.hpp's, by the lists of client_fields.hpp
// Threads:  pure functions
// Errors:   bad_input for what is not exactly what encoding would write, or beyond the limits
#pragma once

#include "cluster/control/requests.hpp"
#include "solver/base/result.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace kura::cluster::wire {

void encode_request(const control::ClientRequest& request, std::vector<std::uint8_t>& out);
void encode_reply(const control::ClientReply& reply, std::vector<std::uint8_t>& out);

[[nodiscard]] base::Result<control::ClientRequest> decode_request(
    std::span<const std::uint8_t> bytes);
[[nodiscard]] base::Result<control::ClientReply> decode_reply(std::span<const std::uint8_t> bytes);

// Behind the envelope that clients use: which request a reply answers is told by its number.
struct NumberedReply {
    std::uint64_t number = 0;
    control::ClientReply reply;
};
[[nodiscard]] std::vector<std::uint8_t> request_frame(std::uint64_t number,
                                                      const control::ClientRequest& request);
[[nodiscard]] base::Result<NumberedReply> decode_reply_frame(std::span<const std::uint8_t> frame);

}  // namespace kura::cluster::wire
