#include "cluster/wire/frame.hpp"

#include "cluster/wire/crc32c.hpp"
#include "cluster/wire/reader.hpp"
#include "solver/base/assert.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

namespace kura::cluster::wire {

namespace {

using base::ErrorCode;
using base::fail;

constexpr std::uint32_t kMagic = 0x4152554B;  // "KURA" as bytes
constexpr std::size_t kLengthAt = 8;
constexpr std::size_t kChecksumAt = 12;
constexpr std::size_t kAfterChecksum = 16;
constexpr std::uint8_t kHasChecksum = 1;
constexpr std::size_t kIdleBytesMax = std::size_t{1} << 20;  // kept between two frames
constexpr std::size_t kMiB = std::size_t{1} << 20;

bool is_from_client(FrameKind kind) {
    return kind == FrameKind::client_request || kind == FrameKind::client_reply;
}

tl::unexpected<base::Error> refuse_kind(std::uint8_t kind) {
    return fail(ErrorCode::bad_input,
                "messages of kind " + std::to_string(kind) + " are not taken here");
}

// Of a whole frame, header first. Requires: a complete header.
std::uint32_t checksum_of(std::span<const std::uint8_t> frame) {
    return crc32c(frame.subspan(kAfterChecksum), crc32c(frame.first(kChecksumAt)));
}

}  // namespace

std::size_t payload_bytes_max(FrameKind kind) {
    switch (kind) {
        case FrameKind::search:
            return 8 * kMiB;  // a path of a million steps, or some hundred thousand candidates
        case FrameKind::gossip:
            return 2 * kMiB;  // everything about 2048 nodes
        case FrameKind::view_register:
            return 16 * kMiB;  // a view of 65536 partitions on 7 nodes each is 4, chains the rest
        case FrameKind::store:
        case FrameKind::node:
        case FrameKind::client_request:
            return 4 * kMiB;
        case FrameKind::client_reply:
            return 16 * kMiB;
    }
    return 0;
}

FrameWriter::FrameWriter(ByteWriter& out, const Envelope& envelope)
    : out_(out), envelope_(envelope), begin_(out.size()) {
    out_.u32(kMagic);
    out_.u16(kProtocol);
    out_.u8(static_cast<std::uint8_t>(envelope.kind));
    out_.u8(envelope.has_checksum ? kHasChecksum : 0);
    out_.u32(0);  // the length and the checksum follow with end()
    out_.u32(0);
    out_.u64(envelope.cluster);
    out_.u64(envelope.from.value);
}

base::Result<void> FrameWriter::end() {
    const std::size_t length = out_.size() - begin_ - kFrameHeaderBytes;
    if (length > payload_bytes_max(envelope_.kind)) {
        out_.truncate(begin_);
        return fail(ErrorCode::too_large,
                    "a message of " + std::to_string(length) + " bytes is too long to be sent");
    }
    out_.patch_u32(begin_ + kLengthAt, static_cast<std::uint32_t>(length));
    if (envelope_.has_checksum) {
        out_.patch_u32(begin_ + kChecksumAt, checksum_of(out_.written(begin_)));
    }
    return {};
}

std::span<std::uint8_t> FrameParser::prepare(std::size_t count) {
    if (begin_ == end_) {
        begin_ = end_ = 0;
        if (buffer_.size() > kIdleBytesMax && count <= kIdleBytesMax) {
            buffer_ = {};
        }
    }
    if (buffer_.size() - end_ < count && begin_ >= end_ - begin_) {
        // No more than what was handed out moves, so in sum no byte does more than once.
        std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
                  buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
        end_ -= std::exchange(begin_, 0);
    }
    if (buffer_.size() - end_ < count) {
        buffer_.resize(std::max(end_ + count, buffer_.size() + buffer_.size() / 2));
    }
    return std::span(buffer_).subspan(end_, count);
}

void FrameParser::commit(std::size_t count) {
    KURA_ASSERT(count <= buffer_.size() - end_, static_cast<long long>(count));
    end_ += count;
}

void FrameParser::feed(std::span<const std::uint8_t> bytes) {
    if (!bytes.empty()) {
        std::memcpy(prepare(bytes.size()).data(), bytes.data(), bytes.size());
        commit(bytes.size());
    }
}

base::Result<FrameParser::Header> FrameParser::read_header() const {
    ByteReader in(std::span<const std::uint8_t>(buffer_).subspan(begin_, kFrameHeaderBytes));
    Header header;
    if (in.u32() != kMagic) {
        return fail(ErrorCode::bad_input, "this is not the protocol of Kura");
    }
    if (const std::uint16_t protocol = in.u16(); protocol != kProtocol) {
        return fail(ErrorCode::bad_input, "protocol " + std::to_string(protocol) +
                                              " is spoken there, " + std::to_string(kProtocol) +
                                              " here");
    }
    const std::uint8_t kind = in.u8();
    const std::uint8_t flags = in.u8();
    if (kind < static_cast<std::uint8_t>(FrameKind::search) ||
        kind > static_cast<std::uint8_t>(FrameKind::client_reply)) {
        return refuse_kind(kind);
    }
    header.length = in.u32();
    header.checksum = in.u32();
    header.envelope = {.kind = static_cast<FrameKind>(kind),
                       .has_checksum = (flags & kHasChecksum) != 0,
                       .cluster = in.u64(),
                       .from = NodeId{in.u64()}};
    const std::size_t length_max = payload_bytes_max(header.envelope.kind);
    if (!rules_.kinds.empty() && std::find(rules_.kinds.begin(), rules_.kinds.end(),
                                           header.envelope.kind) == rules_.kinds.end()) {
        return refuse_kind(kind);
    }
    if (flags > kHasChecksum || (!header.envelope.has_checksum && header.checksum != 0)) {
        return fail(ErrorCode::bad_input, "unknown flags of a frame");
    }
    if (rules_.wants_checksum && !header.envelope.has_checksum) {
        return fail(ErrorCode::bad_input, "a frame without a checksum");
    }
    if (header.envelope.cluster != rules_.cluster &&
        (header.envelope.cluster != 0 || !is_from_client(header.envelope.kind))) {
        return fail(ErrorCode::bad_input, "a message of another cluster");
    }
    if (header.length > length_max) {
        return fail(ErrorCode::too_large, "a message of " + std::to_string(header.length) +
                                              " bytes, " + std::to_string(length_max) +
                                              " is the limit");
    }
    return header;
}

bool FrameParser::is_intact(const Header& header) const {
    return !header.envelope.has_checksum ||
           checksum_of(std::span(buffer_).subspan(begin_, kFrameHeaderBytes + header.length)) ==
               header.checksum;
}

std::optional<Frame> FrameParser::next() {
    if (error_ || end_ - begin_ < kFrameHeaderBytes) {
        return std::nullopt;
    }
    if (!header_) {
        base::Result<Header> header = read_header();
        if (!header) {
            error_ = std::move(header.error());
            return std::nullopt;
        }
        header_ = *header;
    }
    if (end_ - begin_ - kFrameHeaderBytes < header_->length) {
        return std::nullopt;
    }
    if (!is_intact(*header_)) {
        error_ = base::Error{ErrorCode::bad_input, "a frame was damaged on its way"};
        return std::nullopt;
    }
    const Frame frame{header_->envelope, std::span<const std::uint8_t>(buffer_).subspan(
                                             begin_ + kFrameHeaderBytes, header_->length)};
    begin_ += kFrameHeaderBytes + header_->length;
    header_.reset();
    return frame;
}

}  // namespace kura::cluster::wire
