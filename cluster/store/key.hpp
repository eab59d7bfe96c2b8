// Keys of the store: their hash, which places them, and the tables they belong to.
// Shape:    the top bits of the hash are the partition, the next ones the place in its digest tree
// Units:    bytes
// Threads:  pure functions
#pragma once

#include "solver/base/hash.hpp"

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace kura::cluster::store {

inline constexpr std::size_t kKeyBytesMax = 250;
inline constexpr std::size_t kValueBytesMax = std::size_t{1} << 20;     // of a document
inline constexpr std::size_t kDocumentBytesMax = std::size_t{4} << 20;  // siblings together
inline constexpr std::size_t kLatticeValueBytesMax = 128;

// Documents, or the lattice records with these lengths of key and value.
struct TableId {
    std::uint16_t key_bytes = 0;
    std::uint16_t value_bytes = 0;

    [[nodiscard]] bool is_documents() const { return key_bytes == 0; }
    [[nodiscard]] std::size_t record_bytes() const {
        return std::size_t{key_bytes} + std::size_t{value_bytes};
    }
    [[nodiscard]] bool is_valid_lattice() const {
        return key_bytes >= 1 && key_bytes <= kKeyBytesMax && value_bytes >= 1 &&
               value_bytes <= kLatticeValueBytesMax;
    }
    friend auto operator<=>(const TableId&, const TableId&) = default;
};

inline constexpr TableId kDocuments{};

inline std::uint64_t hash_bytes(const std::uint8_t* bytes, std::size_t count) {
    std::uint64_t hash = 0x6B7572612D737472ULL ^ count;
    std::size_t at = 0;
    for (; at + 8 <= count; at += 8) {
        std::uint64_t part = 0;
        std::memcpy(&part, bytes + at, 8);
        hash = base::mix64(hash ^ part) + 0x9E3779B97F4A7C15ULL;
    }
    if (at < count) {
        std::uint64_t part = 0;
        std::memcpy(&part, bytes + at, count - at);
        hash = base::mix64(hash ^ part) + 0x9E3779B97F4A7C15ULL;
    }
    return base::mix64(hash);
}

inline std::uint64_t hash_bytes(std::string_view bytes) {
    return hash_bytes(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

}  // namespace kura::cluster::store
