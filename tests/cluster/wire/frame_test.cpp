#include "cluster/wire/frame.hpp"

#include "cluster/wire/crc32c.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kura::cluster::wire {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::uint64_t kCluster = 7;

Bytes bytes_of(std::string_view text) {
    return {text.begin(), text.end()};
}

Bytes frame(const Envelope& envelope, const Bytes& payload) {
    Bytes out;
    ByteWriter writer(out);
    FrameWriter frame_writer(writer, envelope);
    writer.bytes(payload);
    EXPECT_TRUE(frame_writer.end().has_value());
    return out;
}

const Envelope kPlain{
    .kind = FrameKind::search, .has_checksum = true, .cluster = kCluster, .from = NodeId{3}};

FrameParser parser_of_all() {
    return FrameParser({.cluster = kCluster, .kinds = {}});
}

// The error after these bytes, or "".
std::string refusal(FrameParser parser, const Bytes& bytes) {
    parser.feed(bytes);
    while (parser.next()) {
    }
    return parser.error() ? parser.error()->message : "";
}

TEST(Crc32cTest, KnownValues) {
    // Goal: the values of RFC 3720, from both implementations, and in two parts.
    Bytes ascending(32);
    for (std::size_t i = 0; i < ascending.size(); ++i) {
        ascending[i] = static_cast<std::uint8_t>(i);
    }
    for (const auto function : {crc32c, crc32c_plain}) {
        EXPECT_EQ(function(bytes_of("123456789"), 0), 0xE3069283U);
        EXPECT_EQ(function(Bytes(32, 0), 0), 0x8A9136AAU);
        EXPECT_EQ(function(Bytes(32, 0xFF), 0), 0x62A8AB43U);
        EXPECT_EQ(function(ascending, 0), 0x46DD794EU);
        EXPECT_EQ(function(bytes_of("6789"), function(bytes_of("12345"), 0)), 0xE3069283U);
    }
}

TEST(FrameTest, HeaderIsAsWrittenDown) {
    // Goal: the bytes of the header are those of the comment in frame.hpp.
    const Bytes out = frame(kPlain, bytes_of("hi"));
    ASSERT_EQ(out.size(), 34U);
    EXPECT_EQ(Bytes(out.begin(), out.begin() + 12),
              (Bytes{'K', 'U', 'R', 'A', 1, 0, 1, 1, 2, 0, 0, 0}));
    EXPECT_EQ(Bytes(out.begin() + 16, out.end()),
              (Bytes{7, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 'h', 'i'}));
}

TEST(FrameTest, EveryDamagedByteIsFound) {
    // Goal: with a checksum, each single bit that flips is an error or an unfinished frame.
    const Bytes good = frame(kPlain, bytes_of("payload"));
    for (std::size_t bit = 0; bit < 8 * good.size(); ++bit) {
        Bytes bad = good;
        bad[bit / 8] = static_cast<std::uint8_t>(bad[bit / 8] ^ (1U << (bit % 8)));
        FrameParser parser = parser_of_all();
        parser.feed(bad);
        EXPECT_FALSE(parser.next().has_value()) << "bit " << bit;
    }
}

TEST(FrameTest, ErrorsStick) {
    // Goal: after garbage nothing is taken, not even a good frame.
    FrameParser parser = parser_of_all();
    parser.feed(Bytes(32, 'x'));
    EXPECT_FALSE(parser.next().has_value());
    ASSERT_TRUE(parser.error().has_value());
    parser.feed(frame(kPlain, bytes_of("hi")));
    EXPECT_FALSE(parser.next().has_value());
    EXPECT_TRUE(parser.error().has_value());
}

TEST(FrameTest, GoodFramesBeforeGarbageCount) {
    // Goal: what came before the garbage is handed out first.
    FrameParser parser = parser_of_all();
    Bytes stream = frame(kPlain, bytes_of("hi"));
    stream.resize(stream.size() + kFrameHeaderBytes, 'x');
    parser.feed(stream);
    const auto first = parser.next();
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(Bytes(first->payload.begin(), first->payload.end()), bytes_of("hi"));
    EXPECT_FALSE(parser.error().has_value());
    EXPECT_FALSE(parser.next().has_value());
    EXPECT_TRUE(parser.error().has_value());
}

TEST(FrameTest, RulesAreKept) {
    // Goal: another protocol, cluster, kind, flag, or no checksum: each is refused with its reason.
    const FrameRules rules{.cluster = kCluster, .kinds = {FrameKind::client_request}};
    const Envelope request{.kind = FrameKind::client_request, .cluster = 0, .from = kNoNode};
    const auto refuse = [&](const Bytes& bytes) { return refusal(FrameParser(rules), bytes); };
    EXPECT_EQ(refuse(frame(request, {})), "");
    Bytes bytes = frame(request, {});
    bytes[4] = 2;
    EXPECT_EQ(refuse(bytes), "protocol 2 is spoken there, 1 here");
    bytes = frame(request, {});
    bytes[7] = 3;
    EXPECT_EQ(refuse(bytes), "unknown flags of a frame");
    Envelope other = request;
    other.cluster = 8;
    EXPECT_EQ(refuse(frame(other, {})), "a message of another cluster");
    other = request;
    other.has_checksum = false;
    EXPECT_EQ(refuse(frame(other, {})), "a frame without a checksum");
    EXPECT_EQ(refuse(frame(kPlain, {})), "messages of kind 1 are not taken here");
    for (const int kind : {0, 8, 255}) {
        bytes = frame(kPlain, {});
        bytes[6] = static_cast<std::uint8_t>(kind);
        EXPECT_EQ(refusal(parser_of_all(), bytes),
                  "messages of kind " + std::to_string(kind) + " are not taken here");
    }
    other = kPlain;
    other.cluster = 0;
    EXPECT_EQ(refusal(parser_of_all(), frame(other, {})), "a message of another cluster");
}

TEST(FrameTest, LengthIsLimitedBeforeItIsStored) {
    // Goal: a header that announces too much is refused at once; one that announces the most that
    // is allowed costs nothing until the bytes come.
    for (const auto kind : {FrameKind::search, FrameKind::gossip, FrameKind::view_register}) {
        Envelope envelope = kPlain;
        envelope.kind = kind;
        Bytes header = frame(envelope, {});
        const auto announce = [&](std::size_t length) {
            ByteWriter(header).patch_u32(8, static_cast<std::uint32_t>(length));
            FrameParser parser = parser_of_all();
            parser.feed(header);
            EXPECT_FALSE(parser.next().has_value());
            EXPECT_LE(parser.memory_bytes(), 1024U);
            return parser.error().has_value();
        };
        EXPECT_FALSE(announce(payload_bytes_max(kind)));
        EXPECT_TRUE(announce(payload_bytes_max(kind) + 1));
        EXPECT_TRUE(announce(0xFFFFFFFF));
    }
}

TEST(FrameTest, TooLongToSendIsTakenBack) {
    // Goal: a payload beyond its kind's limit leaves the output as it was.
    Bytes out = bytes_of("before");
    ByteWriter writer(out);
    Envelope envelope = kPlain;
    envelope.kind = FrameKind::gossip;
    FrameWriter frame_writer(writer, envelope);
    writer.bytes(Bytes(payload_bytes_max(FrameKind::gossip) + 1, 0));
    const auto result = frame_writer.end();
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().code, base::ErrorCode::too_large);
    EXPECT_EQ(out, bytes_of("before"));
}

TEST(FrameTest, LargeFramesDoNotStayInMemory) {
    // Goal: the largest frame in small pieces works, and its room is given back afterwards.
    const Bytes payload(payload_bytes_max(FrameKind::search), 5);
    const Bytes stream = frame(kPlain, payload);
    FrameParser parser = parser_of_all();
    std::size_t frames = 0;
    for (std::size_t at = 0; at < stream.size(); at += 1000) {
        parser.feed(std::span(stream).subspan(at, std::min<std::size_t>(1000, stream.size() - at)));
        while (const auto next = parser.next()) {
            EXPECT_EQ(next->payload.size(), payload.size());
            ++frames;
        }
    }
    EXPECT_EQ(frames, 1U);
    EXPECT_LE(parser.memory_bytes(), 2 * stream.size());
    parser.feed(bytes_of("K"));
    EXPECT_LE(parser.memory_bytes(), 1024U);
}

}  // namespace
}  // namespace kura::cluster::wire
