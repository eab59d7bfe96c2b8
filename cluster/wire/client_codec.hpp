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

}  // namespace kura::cluster::wire
