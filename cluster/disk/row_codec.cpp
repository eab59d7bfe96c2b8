#include "cluster/disk/row_codec.hpp"

#include "cluster/wire/reader.hpp"
#include "cluster/wire/writer.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>

namespace kura::cluster::disk {

namespace {

using wire::ByteReader;
using wire::ByteWriter;

constexpr std::uint8_t kFormat = 1;
constexpr std::size_t kCountMax = 65535;

void put_actor(ByteWriter& writer, const store::Actor& actor) {
    writer.u64(actor.node.value);
    writer.u32(actor.tenure);
}

void put_write(ByteWriter& writer, const store::WriteId& write) {
    writer.u64(write.origin.value);
    writer.u64(write.number);
}

store::Actor get_actor(ByteReader& reader) {
    store::Actor actor;
    actor.node.value = reader.u64();
    actor.tenure = reader.u32();
    return actor;
}

store::WriteId get_write(ByteReader& reader) {
    store::WriteId write;
    write.origin.value = reader.u64();
    write.number = reader.u64();
    return write;
}

}  // namespace

std::vector<std::uint8_t> encode(const store::Document& document) {
    static_assert(store::kClockMax <= kCountMax && store::kRecentMax <= kCountMax);
    std::vector<std::uint8_t> bytes;
    ByteWriter writer(bytes);
    writer.u8(kFormat);
    writer.u16(static_cast<std::uint16_t>(document.clock.entries().size()));
    for (const auto& entry : document.clock.entries()) {
        put_actor(writer, entry.key);
        writer.u64(entry.counter);
    }
    writer.u16(static_cast<std::uint16_t>(document.recent.entries().size()));
    for (const auto& entry : document.recent.entries()) {
        put_write(writer, entry.key);
        writer.u64(entry.counter);
    }
    writer.u32(static_cast<std::uint32_t>(document.versions.size()));
    for (const store::Version& version : document.versions) {
        put_actor(writer, version.dot.actor);
        writer.u64(version.dot.counter);
        put_write(writer, version.write);
        writer.flag(version.is_deleted);
        writer.text(version.value);
    }
    return bytes;
}

base::Result<store::Document> decode(std::span<const std::uint8_t> bytes) {
    ByteReader reader(bytes);
    reader.check(reader.u8() == kFormat, "an unknown format");
    store::Document document;
    const std::size_t clocks = reader.u16();
    for (std::size_t i = 0; i < clocks && reader.ok(); ++i) {
        const store::Actor actor = get_actor(reader);
        document.clock.add(actor, reader.u64());
    }
    const std::size_t recents = reader.u16();
    for (std::size_t i = 0; i < recents && reader.ok(); ++i) {
        const store::WriteId write = get_write(reader);
        document.recent.add(write, reader.u64());
    }
    const std::size_t versions = reader.u32();
    for (std::size_t i = 0; i < versions && reader.ok(); ++i) {
        store::Version version;
        version.dot.actor = get_actor(reader);
        version.dot.counter = reader.u64();
        version.write = get_write(reader);
        version.is_deleted = reader.flag();
        version.value = reader.text(bytes.size());
        document.versions.push_back(std::move(version));
    }
    if (const base::Result<void> done = reader.finish("a document on disk"); !done) {
        return tl::unexpected(done.error());
    }
    return document;
}

}  // namespace kura::cluster::disk
