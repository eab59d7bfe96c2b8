// Byte reader: takes plain values from bytes that may be hostile. The first thing that is wrong
// sticks: everything read afterwards is zero or empty, so a decoder reads on and asks once.
// Shape:    the writer's, and only that: flags are 0 or 1, varints have no superfluous bytes, so
//           that what decodes is what its encoding gives back
// Invariants: never reads beyond the span; nothing is allocated here
// Threads:  one owner; the bytes outlive it and the views it returns
// Errors:   finish() has them: what was wrong first, or bytes that nobody asked for
#pragma once

#include "cluster/wire/writer.hpp"
#include "solver/base/result.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

namespace kura::cluster::wire {

class ByteReader {
  public:
    explicit ByteReader(std::span<const std::uint8_t> bytes)
        : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

    [[nodiscard]] std::uint8_t u8() { return value<std::uint8_t>(); }
    [[nodiscard]] std::uint16_t u16() { return value<std::uint16_t>(); }
    [[nodiscard]] std::uint32_t u32() { return value<std::uint32_t>(); }
    [[nodiscard]] std::uint64_t u64() { return value<std::uint64_t>(); }
    [[nodiscard]] std::int32_t i32() { return value<std::int32_t>(); }
    [[nodiscard]] bool flag() {
        const std::uint8_t read = u8();
        check(read <= 1, "a flag is neither 0 nor 1");
        return read == 1;
    }
    [[nodiscard]] std::uint64_t varint(std::uint64_t max) {
        std::uint64_t read = 0;
        std::uint8_t byte = 0x80;
        for (int shift = 0; (byte & 0x80) != 0; shift += 7) {
            byte = u8();
            const std::uint64_t bits = byte & 0x7FU;
            if (!check(shift < 63 || (shift == 63 && bits <= 1), "a number of more than 64 bits") ||
                !check(shift == 0 || byte != 0, "a number with superfluous bytes")) {
                return 0;
            }
            read |= bits << shift;
        }
        return check(read <= max, "a number beyond its limit") ? read : 0;
    }
    [[nodiscard]] std::span<const std::uint8_t> bytes(std::size_t count) {
        if (!check(count <= remaining(), "it ends too soon")) {
            return {};
        }
        const std::span<const std::uint8_t> read(at_, count);
        at_ += count;
        return read;
    }
    [[nodiscard]] std::string_view text(std::size_t max) {
        const auto read = bytes(static_cast<std::size_t>(varint(max)));
        return {reinterpret_cast<const char*>(read.data()), read.size()};
    }
    // Requires: element_bytes, the least an element takes, is not 0.
    // Ensures: so many elements are within the limit, and may be there.
    [[nodiscard]] std::size_t count(std::size_t max, std::size_t element_bytes) {
        const std::size_t read = u32();
        return check(read <= max, "more elements than the limit") &&
                       check(read <= remaining() / element_bytes, "it ends too soon")
                   ? read
                   : 0;
    }

    // Notes what is wrong, unless something was before. Ensures: nothing has been wrong so far.
    bool check(bool condition, const char* problem) {
        if (!condition && problem_ == nullptr) [[unlikely]] {
            problem_ = problem;
            at_ = end_;
        }
        return problem_ == nullptr;
    }
    [[nodiscard]] bool ok() const { return problem_ == nullptr; }
    [[nodiscard]] std::size_t remaining() const { return static_cast<std::size_t>(end_ - at_); }
    // The end of a decoder: an error unless everything was right and everything was read.
    [[nodiscard]] base::Result<void> finish(std::string_view what) {
        check(at_ == end_, "bytes are left over");
        if (problem_ != nullptr) {
            return base::fail(base::ErrorCode::bad_input, std::string(what) + ": " + problem_);
        }
        return {};
    }

  private:
    template <typename Value>
    [[nodiscard]] Value value() {
        Value read{};
        if (check(sizeof read <= remaining(), "it ends too soon")) {
            std::memcpy(&read, at_, sizeof read);
            at_ += sizeof read;
        }
        return read;
    }

    const std::uint8_t* at_;
    const std::uint8_t* end_;
    const char* problem_ = nullptr;  // a literal
};

}  // namespace kura::cluster::wire
