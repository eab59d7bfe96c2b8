// Byte writer: appends plain values to a vector, little-endian, for the reader beside it.
// Shape:    fixed widths as named; varints carry 7 bits a byte, low first; texts are a varint of
//           their length and the bytes
// Threads:  one owner; the vector outlives it
// Errors:   none; what is too long for its reader is the caller's to refuse
#pragma once

#include "solver/base/assert.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace kura::cluster::wire {

// Values are copied as they lie in memory. A big-endian machine would have to swap them here, in
// reader.hpp and in packed lists.
static_assert(std::endian::native == std::endian::little);

class ByteWriter {
  public:
    explicit ByteWriter(std::vector<std::uint8_t>& out) : out_(out) {}

    void u8(std::uint8_t value) { out_.push_back(value); }
    void u16(std::uint16_t value) { append(&value, sizeof value); }
    void u32(std::uint32_t value) { append(&value, sizeof value); }
    void u64(std::uint64_t value) { append(&value, sizeof value); }
    void i32(std::int32_t value) { append(&value, sizeof value); }
    void flag(bool value) { u8(value ? 1 : 0); }
    void varint(std::uint64_t value) {
        for (; value >= 0x80; value >>= 7) {
            u8(static_cast<std::uint8_t>(value | 0x80));
        }
        u8(static_cast<std::uint8_t>(value));
    }
    void bytes(std::span<const std::uint8_t> value) { append(value.data(), value.size()); }
    void text(std::string_view value) {
        varint(value.size());
        append(value.data(), value.size());
    }
    void u64s(std::span<const std::uint64_t> values) { append(values.data(), values.size_bytes()); }

    [[nodiscard]] std::size_t size() const { return out_.size(); }
    [[nodiscard]] std::span<const std::uint8_t> written(std::size_t from) const {
        return std::span<const std::uint8_t>(out_).subspan(from);
    }
    // Overwrites a value written before. Requires: it lies within what is written.
    void patch_u32(std::size_t at, std::uint32_t value) {
        KURA_ASSERT(at + sizeof value <= out_.size(), static_cast<long long>(at));
        std::memcpy(out_.data() + at, &value, sizeof value);
    }
    // Takes back everything after the first `size` bytes.
    void truncate(std::size_t size) {
        KURA_ASSERT(size <= out_.size(), static_cast<long long>(size));
        out_.resize(size);
    }

  private:
    void append(const void* from, std::size_t count) {
        const auto* const begin = static_cast<const std::uint8_t*>(from);
        out_.insert(out_.end(), begin, begin + count);
    }

    std::vector<std::uint8_t>& out_;
};

}  // namespace kura::cluster::wire
