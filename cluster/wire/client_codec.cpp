#include "cluster/wire/client_codec.hpp"

#include "cluster/wire/client_fields.hpp"
#include "cluster/wire/envelope.hpp"

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

std::vector<std::uint8_t> request_frame(std::uint64_t number,
                                        const control::ClientRequest& request) {
    std::vector<std::uint8_t> frame;
    ByteWriter writer(frame);
    write_envelope(writer, {MessageKind::request, 0, 0, number});
    encode_request(request, frame);
    return frame;
}

base::Result<NumberedReply> decode_reply_frame(std::span<const std::uint8_t> frame) {
    ByteReader reader(frame);
    const Envelope envelope = read_envelope(reader);
    if (!reader.ok() || envelope.kind != MessageKind::reply) {
        return base::fail(base::ErrorCode::bad_input, "what a node answers is no reply");
    }
    base::Result<control::ClientReply> reply = decode_reply(frame.subspan(kEnvelopeBytes));
    if (!reply) {
        return tl::unexpected(reply.error());
    }
    return NumberedReply{envelope.to, *std::move(reply)};
}

}  // namespace kura::cluster::wire
