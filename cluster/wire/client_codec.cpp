#include "cluster/wire/client_codec.hpp"

#include "cluster/wire/client_fields.hpp"

#include <utility>

namespace kura::cluster::wire {

using base::Result;

void encode_request(const control::ClientRequest& request, std::vector<std::uint8_t>& out) {
    encode_archive(request, out);
}

void encode_reply(const control::ClientReply& reply, std::vector<std::uint8_t>& out) {
    encode_archive(reply, out);
}

Result<control::ClientRequest> decode_request(std::span<const std::uint8_t> bytes) {
    return decode_archive<control::ClientRequest>(bytes, "request")
        .and_then([](control::ClientRequest request) -> Result<control::ClientRequest> {
            if (const auto* submitted = std::get_if<control::SubmitJob>(&request)) {
                if (const Result<void> checked = control::check(submitted->spec); !checked) {
                    return tl::unexpected<base::Error>(checked.error());
                }
            }
            return request;
        });
}

Result<control::ClientReply> decode_reply(std::span<const std::uint8_t> bytes) {
    return decode_archive<control::ClientReply>(bytes, "reply");
}

}  // namespace kura::cluster::wire
