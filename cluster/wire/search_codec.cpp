#include "cluster/wire/search_codec.hpp"

#include "cluster/wire/reader.hpp"
#include "cluster/wire/writer.hpp"
#include "solver/base/assert.hpp"
#include "solver/state/key_codec.hpp"

#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace kura::cluster::wire {

namespace {

using search::Arrival;
using search::CandidateHeader;
using search::PackedList;
using state::kKeyBytesMax;

enum class Tag : std::uint8_t {  // append only; the order of search::Message's alternatives
    offer = 0,
    offer_ack = 1,
    moved = 2,
    replicate = 3,
    replicate_ack = 4,
    seal = 5,
    sealed = 6,
    outdated = 7,
    wave_request = 8,
    wave_reply = 9,
    trace = 10,
};
template <Tag Which>
using MessageOf = std::variant_alternative_t<static_cast<std::size_t>(Which), search::Message>;
static_assert(std::is_same_v<MessageOf<Tag::offer>, search::Offer>);
static_assert(std::is_same_v<MessageOf<Tag::sealed>, search::Sealed>);
static_assert(std::is_same_v<MessageOf<Tag::trace>, search::Trace>);
static_assert(std::variant_size_v<search::Message> == 11, "give it a tag, here and below");

constexpr std::uint64_t kU32Max = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint64_t kU64Max = std::numeric_limits<std::uint64_t>::max();
constexpr int kSquareBits = 12;
constexpr std::uint32_t kSquareMask = (1U << kSquareBits) - 1;
static_assert(Arrival::kRootSquare == kSquareMask);

template <typename Header>
void write_list(ByteWriter& out, const PackedList<Header>& list) {
    KURA_ASSERT(list.size() <= search::kItemsMax, static_cast<long long>(list.size()));
    KURA_ASSERT(list.key_bytes() <= kKeyBytesMax, static_cast<long long>(list.key_bytes()));
    out.u16(static_cast<std::uint16_t>(list.key_bytes()));
    out.u32(static_cast<std::uint32_t>(list.size()));
    out.bytes(list.bytes());
}

std::uint64_t word_of(const CandidateHeader& header) {
    return header.word;
}
std::uint64_t word_of(std::uint64_t header) {
    return header;
}

template <typename Header>
PackedList<Header> read_list(ByteReader& in) {
    const std::size_t key_bytes = in.u16();
    in.check(key_bytes <= kKeyBytesMax, "keys longer than any board's");
    const std::size_t item_bytes = PackedList<Header>::item_bytes(key_bytes);
    const std::size_t count = in.count(search::kItemsMax, item_bytes);
    in.check(key_bytes > 0 || count == 0, "items without a key");
    PackedList<Header> list(key_bytes, in.bytes(count * item_bytes));
    bool has_words = true;
    for (std::size_t i = 0, size = list.size(); i < size; ++i) {
        has_words = has_words && word_of(list.header(i)) != 0;
    }
    in.check(has_words, "a word of 0");  // to a table that is an empty slot
    return list;
}

void write_digest(ByteWriter& out, const search::Digest& digest) {
    out.u64s(digest);
}

void read_digest(ByteReader& in, search::Digest& digest) {
    const auto bytes = in.bytes(sizeof digest);
    if (in.ok()) {
        std::memcpy(digest.data(), bytes.data(), sizeof digest);
    }
}

// The fields after the tag, one overload a message. Writers and readers in the same order.

void write(ByteWriter& out, const search::Offer& message) {
    out.u64(message.epoch.value);
    out.u64(message.window);
    write_list(out, message.candidates);
}
void read(ByteReader& in, search::Offer& message) {
    message.epoch.value = in.u64();
    message.window = in.u64();
    message.candidates = read_list<CandidateHeader>(in);
}

void write(ByteWriter& out, const search::OfferAck& message) {
    KURA_ASSERT(message.windows.size() <= search::kItemsMax);
    out.u32(static_cast<std::uint32_t>(message.windows.size()));
    out.u64s(message.windows);
}
void read(ByteReader& in, search::OfferAck& message) {
    const std::size_t count = in.count(search::kItemsMax, sizeof(std::uint64_t));
    const auto bytes = in.bytes(count * sizeof(std::uint64_t));
    if (!bytes.empty()) {
        message.windows.resize(count);
        std::memcpy(message.windows.data(), bytes.data(), bytes.size());
    }
}

void write(ByteWriter& out, const search::Moved& message) {
    out.u64(message.epoch.value);
}
void read(ByteReader& in, search::Moved& message) {
    message.epoch.value = in.u64();
}

// Mostly a few small numbers, and as many stretches as records.
void write_stretches(ByteWriter& out, const std::vector<search::Stretch>& stretches) {
    KURA_ASSERT(stretches.size() <= search::kItemsMax);
    out.u32(static_cast<std::uint32_t>(stretches.size()));
    for (const search::Stretch& stretch : stretches) {
        out.varint(stretch.partition.value);
        out.varint(stretch.epoch.value);
        out.varint(stretch.from);
        out.varint(stretch.to - stretch.from);
    }
}
void read_stretches(ByteReader& in, std::vector<search::Stretch>& stretches) {
    constexpr std::size_t kBytesMin = 4;
    const std::size_t count = in.count(search::kItemsMax, kBytesMin);
    stretches.reserve(count);
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
        search::Stretch stretch;
        stretch.partition.value = static_cast<std::uint32_t>(in.varint(kU32Max));
        stretch.epoch.value = in.varint(kU64Max);
        stretch.from = in.varint(kU64Max);
        stretch.to = stretch.from + in.varint(kU64Max - stretch.from);
        stretches.push_back(stretch);
    }
}

void write(ByteWriter& out, const search::Replicate& message) {
    write_stretches(out, message.stretches);
    for (const search::Stretch& stretch : message.stretches) {
        out.varint(stretch.count);
    }
    write_list(out, message.records);
}
void read(ByteReader& in, search::Replicate& message) {
    read_stretches(in, message.stretches);
    std::uint64_t records = 0;
    for (search::Stretch& stretch : message.stretches) {
        stretch.count = static_cast<std::uint32_t>(in.varint(search::kItemsMax));
        records += stretch.count;
    }
    message.records = read_list<std::uint64_t>(in);
    in.check(records == message.records.size(), "records of no stretch");
}

void write(ByteWriter& out, const search::ReplicateAck& message) {
    write_stretches(out, message.stretches);
}
void read(ByteReader& in, search::ReplicateAck& message) {
    read_stretches(in, message.stretches);
}

void write(ByteWriter& out, const search::Seal& message) {
    out.u32(message.partition.value);
    out.u64(message.epoch.value);
    out.text(message.cursor);
    if (message.cursor.empty()) {
        write_digest(out, message.known);
    } else {
        out.u64(message.leaves);
    }
}
void read(ByteReader& in, search::Seal& message) {
    message.partition.value = in.u32();
    message.epoch.value = in.u64();
    message.cursor = in.text(kKeyBytesMax);
    if (message.cursor.empty()) {
        read_digest(in, message.known);
    } else {
        message.leaves = in.u64();
    }
}

void write(ByteWriter& out, const search::Sealed& message) {
    out.u32(message.partition.value);
    out.u64(message.epoch.value);
    out.text(message.cursor);
    write_list(out, message.records);
    out.u64(message.leaves);
    out.flag(message.is_complete);
    write_digest(out, message.held);
}
void read(ByteReader& in, search::Sealed& message) {
    message.partition.value = in.u32();
    message.epoch.value = in.u64();
    message.cursor = in.text(kKeyBytesMax);
    message.records = read_list<std::uint64_t>(in);
    message.leaves = in.u64();
    message.is_complete = in.flag();
    read_digest(in, message.held);
}

void write(ByteWriter& out, const search::Outdated& message) {
    out.u32(message.partition.value);
    out.u64(message.epoch.value);
    out.u64(message.promised.value);
}
void read(ByteReader& in, search::Outdated& message) {
    message.partition.value = in.u32();
    message.epoch.value = in.u64();
    message.promised.value = in.u64();
}

void write(ByteWriter& out, const search::WaveRequest& message) {
    out.u64(message.number);
    out.u64(message.epoch.value);
    out.u32(message.generation.value);
    out.i32(message.limit);
    out.i32(message.lower_bound);
}
void read(ByteReader& in, search::WaveRequest& message) {
    message.number = in.u64();
    message.epoch.value = in.u64();
    message.generation.value = in.u32();
    message.limit = in.i32();
    message.lower_bound = in.i32();
}

void write(ByteWriter& out, const search::WaveReply& message) {
    out.u64(message.number);
    out.u64(message.epoch.value);
    out.u32(message.generation.value);
    out.flag(message.is_passive);
    out.u64(message.activity);
    out.i32(message.lower_bound);
    out.u64(message.expanded);
}
void read(ByteReader& in, search::WaveReply& message) {
    message.number = in.u64();
    message.epoch.value = in.u64();
    message.generation.value = in.u32();
    message.is_passive = in.flag();
    message.activity = in.u64();
    message.lower_bound = in.i32();
    message.expanded = in.u64();
}

void write(ByteWriter& out, const search::Trace& message) {
    KURA_ASSERT(message.path.size() <= search::kPathMax);
    out.text(message.key);
    out.i32(message.cost_max);
    out.u32(message.hops);
    out.u32(static_cast<std::uint32_t>(message.path.size()));
    for (const Arrival& step : message.path) {
        out.u32(std::uint32_t{step.from} | std::uint32_t{step.to} << kSquareBits |
                std::uint32_t{step.side} << (2 * kSquareBits));
    }
}
void read(ByteReader& in, search::Trace& message) {
    message.key = in.text(kKeyBytesMax);
    message.cost_max = in.i32();
    message.hops = in.u32();
    const std::size_t count = in.count(search::kPathMax, sizeof(std::uint32_t));
    message.path.reserve(count);
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
        const std::uint32_t step = in.u32();
        in.check(step >> (2 * kSquareBits) < 4, "a step to no side");
        message.path.push_back(
            {.from = static_cast<board::Square>(step & kSquareMask),
             .to = static_cast<board::Square>(step >> kSquareBits & kSquareMask),
             .side = static_cast<board::Direction>(step >> (2 * kSquareBits) & 3)});
    }
}

// Reads the alternative whose index is `tag`. Requires: a tag within the variant.
template <std::size_t Index = 0>
void read_alternative(ByteReader& in, std::size_t tag, search::Message& message) {
    if constexpr (Index < std::variant_size_v<search::Message>) {
        if (tag == Index) {
            read(in, message.emplace<Index>());
        } else {
            read_alternative<Index + 1>(in, tag, message);
        }
    }
}

}  // namespace

void encode_search(JobId job, const search::Message& message, std::vector<std::uint8_t>& out) {
    ByteWriter writer(out);
    writer.u64(job.value);
    writer.u8(static_cast<std::uint8_t>(message.index()));
    std::visit([&](const auto& alternative) { write(writer, alternative); }, message);
}

base::Result<SearchPacket> decode_search(std::span<const std::uint8_t> bytes) {
    ByteReader reader(bytes);
    SearchPacket packet;
    packet.job.value = reader.u64();
    const std::size_t tag = reader.u8();
    if (reader.check(tag < std::variant_size_v<search::Message>, "an unknown kind of message")) {
        read_alternative(reader, tag, packet.message);
    }
    return reader.finish("search message").map([&] { return std::move(packet); });
}

void encode_traffic(const search::Traffic& traffic, std::vector<std::uint8_t>& out) {
    ByteWriter writer(out);
    for (const search::Message& message : traffic.messages) {
        const std::size_t at = writer.size();
        writer.u32(0);
        encode_search(traffic.job, message, out);
        writer.patch_u32(at,
                         static_cast<std::uint32_t>(writer.size() - at - sizeof(std::uint32_t)));
    }
}

base::Result<search::Traffic> decode_traffic(std::span<const std::uint8_t> bytes) {
    const auto refuse = [](const char* why) {
        return base::fail(base::ErrorCode::bad_input, std::string("search traffic: ") + why);
    };
    search::Traffic traffic;
    ByteReader reader(bytes);
    do {
        if (traffic.messages.size() == search::Traffic::kMessagesMax) {
            return refuse("too many messages");
        }
        const std::size_t length = reader.u32();
        base::Result<SearchPacket> packet = decode_search(reader.bytes(length));
        if (!packet) {
            return tl::unexpected(packet.error());
        }
        if (!traffic.messages.empty() && packet->job != traffic.job) {
            return refuse("messages of two jobs");
        }
        traffic.job = packet->job;
        traffic.messages.push_back(std::move(packet->message));
    } while (reader.remaining() > 0);
    return traffic;
}

}  // namespace kura::cluster::wire
