// Hostile input to all decoders: what is cut short, too long, or asks for more than it brings.
#include "cluster/wire/archive_stream.hpp"
#include "cluster/wire/control_codec.hpp"
#include "cluster/wire/gossip_codec.hpp"
#include "cluster/wire/reader.hpp"
#include "cluster/wire/search_codec.hpp"
#include "cluster/wire/store_codec.hpp"
#include "cluster/wire/view_codec.hpp"
#include "solver/state/key_codec.hpp"
#include "tests/cluster/wire/allocations.hpp"
#include "tests/fuzz/wire_samples.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace kura::cluster::wire {
namespace {

using fuzz::Bytes;
using Span = std::span<const std::uint8_t>;

// What an error's text and the parts of a stream may take.
constexpr std::size_t kSmall = 4096;

// Whether a decoder refuses, and how much it asks for meanwhile.
template <typename Decode>
void expect_cheap_refusal(Decode decode, Span bytes, const std::string& what) {
    const std::size_t before = allocated_bytes();
    const bool is_accepted = decode(bytes).has_value();
    const std::size_t asked = allocated_bytes() - before;
    EXPECT_FALSE(is_accepted) << what;
    EXPECT_LE(asked, 16 * bytes.size() + kSmall) << what;
}

template <typename Decode>
void expect_prefixes_refused(const std::vector<Bytes>& samples, Decode decode) {
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const Bytes& sample = samples[i];
        ASSERT_TRUE(decode(sample).has_value()) << "sample " << i;
        for (std::size_t size = 0; size < sample.size(); ++size) {
            expect_cheap_refusal(decode, Span(sample).first(size),
                                 "sample " + std::to_string(i) + " cut to " + std::to_string(size));
        }
        Bytes longer = sample;
        longer.push_back(0);
        expect_cheap_refusal(decode, longer, "sample " + std::to_string(i) + " and a byte");
    }
}

TEST(WireHostileTest, PrefixesOfSearchMessagesAreRefused) {
    // Goal: no message is the beginning of another, and nothing is read beyond the end.
    expect_prefixes_refused(fuzz::search_samples(), decode_search);
}

TEST(WireHostileTest, PrefixesOfGossipAreRefused) {
    // Goal: the same for packets.
    expect_prefixes_refused(fuzz::gossip_samples(), decode_gossip);
}

TEST(WireHostileTest, PrefixesOfRegisterMessagesAreRefused) {
    // Goal: the same for the view register.
    expect_prefixes_refused(fuzz::register_samples(), decode_register);
}

TEST(WireHostileTest, PrefixesOfStoreAndControlMessagesAreRefused) {
    // Goal: the same for the store and for control.
    expect_prefixes_refused(fuzz::store_samples(), decode_store);
    expect_prefixes_refused(fuzz::control_samples(), decode_control);
}

TEST(WireHostileTest, NineBytesGetNothing) {
    // Goal: an archive of 9 bytes that asks for 2^60 elements allocates none of them.
    Bytes bomb{1};
    ByteWriter(bomb).u64(std::uint64_t{1} << 60);
    ASSERT_EQ(bomb.size(), 9U);
    const std::size_t before = allocated_bytes();
    ArchiveSource source(bomb);
    EXPECT_EQ(source.size(std::numeric_limits<std::size_t>::max(), 1), 0U);
    EXPECT_FALSE(source.ok());
    EXPECT_LE(allocated_bytes() - before, kSmall);
    expect_cheap_refusal(decode_view, bomb, "view");
    expect_cheap_refusal(decode_register, bomb, "register message");
}

TEST(WireHostileTest, EverySizeMayLie) {
    // Goal: huge values in place of any eight or four bytes of a good message are refused or mean
    // something else, but never cost more than a multiple of the message.
    const auto attack = [](const std::vector<Bytes>& samples, const auto& decode) {
        for (const Bytes& sample : samples) {
            for (std::size_t at = 0; at + 8 <= sample.size(); ++at) {
                for (const std::uint64_t size : {std::uint64_t{1} << 60, std::uint64_t{1} << 24}) {
                    Bytes bomb = sample;
                    ByteWriter writer(bomb);
                    writer.patch_u32(at, static_cast<std::uint32_t>(size));
                    writer.patch_u32(at + 4, static_cast<std::uint32_t>(size >> 32));
                    const std::size_t before = allocated_bytes();
                    (void)decode(bomb).has_value();
                    ASSERT_LE(allocated_bytes() - before, 32 * sample.size() + kSmall);
                }
            }
        }
    };
    attack(fuzz::search_samples(), decode_search);
    attack(fuzz::traffic_samples(), decode_traffic);
    attack(fuzz::gossip_samples(), decode_gossip);
    attack(fuzz::register_samples(), decode_register);
    attack(fuzz::store_samples(), decode_store);
    attack(fuzz::control_samples(), decode_control);
}

// A search message: job, tag, and what the test appends.
Bytes search_message(std::uint8_t tag, const std::function<void(ByteWriter&)>& rest) {
    Bytes bytes;
    ByteWriter writer(bytes);
    writer.u64(1);
    writer.u8(tag);
    rest(writer);
    return bytes;
}

TEST(WireHostileTest, ListsBeyondTheLimitsAreRefused) {
    // Goal: each limit of a list by itself, in an otherwise good offer that brings all its bytes.
    const auto offer = [](int key_bytes, std::uint32_t count, std::uint8_t fill) {
        return search_message(0, [&](ByteWriter& out) {
            out.u64(1);
            out.u64(2);
            out.u16(static_cast<std::uint16_t>(key_bytes));
            out.u32(count);
            out.bytes(Bytes(count * (16 + static_cast<std::size_t>(key_bytes)), fill));
        });
    };
    EXPECT_TRUE(decode_search(offer(1, 65536, 1)).has_value());
    EXPECT_FALSE(decode_search(offer(1, 65537, 1)).has_value());
    EXPECT_TRUE(decode_search(offer(state::kKeyBytesMax, 1, 1)).has_value());
    EXPECT_FALSE(decode_search(offer(state::kKeyBytesMax + 1, 1, 1)).has_value());
    EXPECT_FALSE(decode_search(offer(0, 1, 1)).has_value());
    EXPECT_TRUE(decode_search(offer(0, 0, 1)).has_value());
    EXPECT_FALSE(decode_search(offer(1, 1, 0)).has_value()) << "a word of 0";
}

TEST(WireHostileTest, NumbersHaveOneForm) {
    // Goal: a varint with superfluous bytes, of more than 64 bits, or beyond its limit is refused.
    const auto read = [](const Bytes& bytes, std::uint64_t max) {
        ByteReader in(bytes);
        const std::uint64_t value = in.varint(max);
        return in.finish("test") ? static_cast<std::int64_t>(value) : -1;
    };
    constexpr auto kAny = std::numeric_limits<std::uint64_t>::max();
    EXPECT_EQ(read({0x7F}, kAny), 127);
    EXPECT_EQ(read({0x80, 0x01}, kAny), 128);
    EXPECT_EQ(read({0x80, 0x00}, kAny), -1);
    EXPECT_EQ(read({0x80, 0x01}, 127), -1);
    EXPECT_EQ(read({0x80}, kAny), -1);
    EXPECT_EQ(read(Bytes(9, 0xFF), kAny), -1);
    Bytes largest(9, 0xFF);
    largest.push_back(1);
    ByteReader in(largest);
    EXPECT_EQ(in.varint(kAny), kAny);
    EXPECT_TRUE(in.finish("test").has_value());
    largest.back() = 2;
    EXPECT_EQ(read(largest, kAny), -1);
}

}  // namespace
}  // namespace kura::cluster::wire
