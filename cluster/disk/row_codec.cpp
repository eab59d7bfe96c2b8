#include "cluster/disk/row_codec.hpp"

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace kura::cluster::disk {

namespace {

constexpr std::uint8_t kFormat = 1;
constexpr std::size_t kCountMax = 65535;

class Sink {
  public:
    template <typename T>
    void put(T value) {
        static_assert(std::is_unsigned_v<T>);
        for (std::size_t i = 0; i < sizeof(T); ++i) {
            bytes_.push_back(static_cast<char>(value >> (8 * i)));
        }
    }
    void put_bytes(std::string_view bytes) { bytes_ += bytes; }
    [[nodiscard]] std::string take() { return std::move(bytes_); }

  private:
    std::string bytes_;
};

// Once something is missing, all that follows reads as zero, and is_whole() says so.
class Source {
  public:
    explicit Source(std::string_view bytes) : rest_(bytes) {}

    template <typename T>
    T get() {
        static_assert(std::is_unsigned_v<T>);
        const std::string_view bytes = get_bytes(sizeof(T));
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            value |= std::uint64_t{static_cast<std::uint8_t>(bytes[i])} << (8 * i);
        }
        return static_cast<T>(value);
    }
    std::string_view get_bytes(std::size_t count) {
        if (count > rest_.size()) {
            is_whole_ = false;
            return {};
        }
        const std::string_view bytes = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return bytes;
    }
    [[nodiscard]] bool is_whole() const { return is_whole_; }
    [[nodiscard]] bool is_at_end() const { return is_whole_ && rest_.empty(); }

  private:
    std::string_view rest_;
    bool is_whole_ = true;
};

void put_actor(Sink& sink, const store::Actor& actor) {
    sink.put(actor.node.value);
    sink.put(actor.tenure);
}

store::Actor get_actor(Source& source) {
    store::Actor actor;
    actor.node.value = source.get<std::uint64_t>();
    actor.tenure = source.get<std::uint32_t>();
    return actor;
}

store::WriteId get_write(Source& source) {
    store::WriteId write;
    write.origin.value = source.get<std::uint64_t>();
    write.number = source.get<std::uint64_t>();
    return write;
}

}  // namespace

std::string encode(const store::Document& document) {
    static_assert(store::kClockMax <= kCountMax && store::kRecentMax <= kCountMax);
    Sink sink;
    sink.put(kFormat);
    sink.put(static_cast<std::uint16_t>(document.clock.entries().size()));
    for (const auto& entry : document.clock.entries()) {
        put_actor(sink, entry.key);
        sink.put(entry.counter);
    }
    sink.put(static_cast<std::uint16_t>(document.recent.entries().size()));
    for (const auto& entry : document.recent.entries()) {
        sink.put(entry.key.origin.value);
        sink.put(entry.key.number);
        sink.put(entry.counter);
    }
    sink.put(static_cast<std::uint32_t>(document.versions.size()));
    for (const store::Version& version : document.versions) {
        put_actor(sink, version.dot.actor);
        sink.put(version.dot.counter);
        sink.put(version.write.origin.value);
        sink.put(version.write.number);
        sink.put(static_cast<std::uint8_t>(version.is_deleted ? 1 : 0));
        sink.put(static_cast<std::uint32_t>(version.value.size()));
        sink.put_bytes(version.value);
    }
    return sink.take();
}

base::Result<store::Document> decode(std::string_view bytes) {
    Source source(bytes);
    if (source.get<std::uint8_t>() != kFormat) {
        return base::fail(base::ErrorCode::bad_input, "a document of an unknown format");
    }
    store::Document document;
    const auto clocks = source.get<std::uint16_t>();
    for (std::size_t i = 0; i < clocks && source.is_whole(); ++i) {
        const store::Actor actor = get_actor(source);
        document.clock.add(actor, source.get<std::uint64_t>());
    }
    const auto recents = source.get<std::uint16_t>();
    for (std::size_t i = 0; i < recents && source.is_whole(); ++i) {
        const store::WriteId write = get_write(source);
        document.recent.add(write, source.get<std::uint64_t>());
    }
    const auto versions = source.get<std::uint32_t>();
    for (std::size_t i = 0; i < versions && source.is_whole(); ++i) {
        store::Version version;
        version.dot.actor = get_actor(source);
        version.dot.counter = source.get<std::uint64_t>();
        version.write = get_write(source);
        version.is_deleted = source.get<std::uint8_t>() != 0;
        version.value = source.get_bytes(source.get<std::uint32_t>());
        document.versions.push_back(std::move(version));
    }
    if (!source.is_at_end()) {
        return base::fail(base::ErrorCode::bad_input, "a document with a wrong length");
    }
    return document;
}

}  // namespace kura::cluster::disk
