#include "cluster/wire/archive_stream.hpp"

#include "solver/base/assert.hpp"

#include <cereal/archives/portable_binary.hpp>

#include <cstring>
#include <istream>
#include <ostream>
#include <streambuf>
#include <string>
#include <utility>

namespace kura::cluster::wire {

namespace {

// Appends to a vector what a stream writes.
class VectorBuffer final : public std::streambuf {
  public:
    explicit VectorBuffer(std::vector<std::uint8_t>& out) : out_(&out) {}
    void write_to(std::vector<std::uint8_t>& out) { out_ = &out; }

  protected:
    std::streamsize xsputn(const char* from, std::streamsize count) override {
        const auto* const begin = reinterpret_cast<const std::uint8_t*>(from);
        out_->insert(out_->end(), begin, begin + count);
        return count;
    }
    int_type overflow(int_type byte) override {
        if (!traits_type::eq_int_type(byte, traits_type::eof())) {
            out_->push_back(static_cast<std::uint8_t>(traits_type::to_char_type(byte)));
        }
        return traits_type::not_eof(byte);
    }

  private:
    std::vector<std::uint8_t>* out_;
};

// Gives a stream the bytes of a span, without a copy.
class SpanBuffer final : public std::streambuf {
  public:
    explicit SpanBuffer(std::span<const std::uint8_t> bytes) { read_from(bytes); }
    void read_from(std::span<const std::uint8_t> bytes) {
        // A get area is never written to; only its type says it could be.
        char* const begin = const_cast<char*>(reinterpret_cast<const char*>(bytes.data()));
        setg(begin, begin, begin + bytes.size());
    }
    [[nodiscard]] std::size_t remaining() const {
        return static_cast<std::size_t>(egptr() - gptr());
    }
};

}  // namespace

struct ArchiveSink::Stream {
    explicit Stream(std::vector<std::uint8_t>& out)
        : buffer(out),
          stream(&buffer),
          cereal(stream, cereal::PortableBinaryOutputArchive::Options::LittleEndian()) {}

    VectorBuffer buffer;
    std::ostream stream;
    cereal::PortableBinaryOutputArchive cereal;
};

namespace {

constexpr std::uint8_t kLittleEndian = 1;

// A stream of the standard library takes longer to make than most messages to write, so each thread
// keeps one of each kind.
template <typename Stream>
std::unique_ptr<Stream>& spare() {
    static thread_local std::unique_ptr<Stream> kept;
    return kept;
}

}  // namespace

// Nothing here throws but for want of memory: a vector takes every byte.
ArchiveSink::ArchiveSink(std::vector<std::uint8_t>& out) : stream_(std::move(spare<Stream>())) {
    if (stream_ == nullptr) {
        stream_ = std::make_unique<Stream>(out);  // Cereal writes the first byte
        return;
    }
    stream_->buffer.write_to(out);
    out.push_back(kLittleEndian);
}

ArchiveSink::~ArchiveSink() {
    spare<Stream>() = std::move(stream_);
}

void ArchiveSink::numbers(const void* from, std::size_t count, std::size_t width) {
    const auto bytes = static_cast<std::streamsize>(count * width);
    switch (width) {
        case 1:
            return stream_->cereal.saveBinary<1>(from, bytes);
        case 2:
            return stream_->cereal.saveBinary<2>(from, bytes);
        case 4:
            return stream_->cereal.saveBinary<4>(from, bytes);
        default:
            KURA_ASSERT(width == 8, static_cast<long long>(width));
            return stream_->cereal.saveBinary<8>(from, bytes);
    }
}

void ArchiveSink::size(std::size_t count) {
    stream_->cereal(cereal::make_size_tag(count));
}

struct ArchiveSource::Stream {
    explicit Stream(std::span<const std::uint8_t> bytes)
        : buffer(bytes), stream(&buffer), cereal(stream) {}

    SpanBuffer buffer;
    std::istream stream;
    cereal::PortableBinaryInputArchive cereal;
};

ArchiveSource::ArchiveSource(std::span<const std::uint8_t> bytes) {
    // One way to write each message, so also one byte order.
    if (!check(!bytes.empty() && bytes.front() == kLittleEndian,
               "it does not begin like an archive")) {
        return;
    }
    stream_ = std::move(spare<Stream>());
    if (stream_ == nullptr) {
        stream_ = std::make_unique<Stream>(bytes);  // Cereal reads the first byte
    } else {
        stream_->buffer.read_from(bytes.subspan(1));
    }
}

ArchiveSource::~ArchiveSource() {
    if (stream_ != nullptr) {
        spare<Stream>() = std::move(stream_);
    }
}

void ArchiveSource::numbers(void* to, std::size_t count, std::size_t width) {
    if (count == 0) {
        return;  // `to` may be null
    }
    if (!check(count <= remaining() / width, "it ends too soon")) {
        std::memset(to, 0, count * width);
        return;
    }
    const auto bytes = static_cast<std::streamsize>(count * width);
    try {
        switch (width) {
            case 1:
                return stream_->cereal.loadBinary<1>(to, bytes);
            case 2:
                return stream_->cereal.loadBinary<2>(to, bytes);
            case 4:
                return stream_->cereal.loadBinary<4>(to, bytes);
            default:
                KURA_ASSERT(width == 8, static_cast<long long>(width));
                return stream_->cereal.loadBinary<8>(to, bytes);
        }
    } catch (const cereal::Exception&) {
        std::memset(to, 0, count * width);
        check(false, "Cereal can't read it");
    }
}

std::size_t ArchiveSource::size(std::size_t max, std::size_t element_bytes) {
    cereal::size_type read = 0;
    numbers(&read, 1, sizeof read);  // a size tag is no more than its number
    return check(read <= max, "more elements than the limit") &&
                   check(read <= remaining() / element_bytes, "it ends too soon")
               ? static_cast<std::size_t>(read)
               : 0;
}

bool ArchiveSource::check(bool condition, const char* problem) {
    if (!condition && problem_ == nullptr) {
        problem_ = problem;
    }
    return problem_ == nullptr;
}

std::size_t ArchiveSource::remaining() const {
    return problem_ == nullptr && stream_ != nullptr ? stream_->buffer.remaining() : 0;
}

base::Result<void> ArchiveSource::finish(std::string_view what) {
    check(remaining() == 0, "bytes are left over");
    if (problem_ != nullptr) {
        return base::fail(base::ErrorCode::bad_input, std::string(what) + ": " + problem_);
    }
    return {};
}

}  // namespace kura::cluster::wire
