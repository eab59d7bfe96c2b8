#include "cluster/wire/crc32c.hpp"

#include <array>
#include <cstddef>
#include <cstring>

#ifdef __SSE4_2__
#include <nmmintrin.h>
#endif

namespace kura::cluster::wire {

namespace {

constexpr std::array<std::uint32_t, 256> make_table() {
    constexpr std::uint32_t kPolynomial = 0x82F63B78;  // reflected
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
        std::uint32_t rest = byte;
        for (int bit = 0; bit < 8; ++bit) {
            rest = rest >> 1 ^ ((rest & 1) != 0 ? kPolynomial : 0);
        }
        table[byte] = rest;
    }
    return table;
}

constexpr std::array<std::uint32_t, 256> kTable = make_table();

}  // namespace

std::uint32_t crc32c_plain(std::span<const std::uint8_t> bytes, std::uint32_t before) {
    std::uint32_t crc = ~before;
    for (const std::uint8_t byte : bytes) {
        crc = crc >> 8 ^ kTable[(crc ^ byte) & 0xFF];
    }
    return ~crc;
}

#ifdef __SSE4_2__
std::uint32_t crc32c(std::span<const std::uint8_t> bytes, std::uint32_t before) {
    std::uint64_t crc = ~before;
    std::size_t at = 0;
    for (; at + sizeof(std::uint64_t) <= bytes.size(); at += sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + at, sizeof word);
        crc = _mm_crc32_u64(crc, word);
    }
    auto rest = static_cast<std::uint32_t>(crc);
    for (; at < bytes.size(); ++at) {
        rest = _mm_crc32_u8(rest, bytes[at]);
    }
    return ~rest;
}
#else
std::uint32_t crc32c(std::span<const std::uint8_t> bytes, std::uint32_t before) {
    return crc32c_plain(bytes, before);
}
#endif

}  // namespace kura::cluster::wire
