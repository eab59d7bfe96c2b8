// The three things of OpenSSL that keys and datagrams need: random bytes, key derivation, sealing.
// Shape:    derive() is HKDF with SHA-256; Aead is AES-256-GCM with a tag of 16 bytes
// Threads:  any
// Errors:   OpenSSL failing at these (no memory, no entropy) can't be mended: an assert
// Source:   RFC 5869 (HKDF), NIST SP 800-38D (GCM)
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace kura::cluster::net {

using Secret = std::array<std::uint8_t, 32>;
using Nonce = std::array<std::uint8_t, 12>;
using Bytes = std::span<const std::uint8_t>;

inline constexpr std::size_t kTagBytes = 16;

void fill_random(std::span<std::uint8_t> bytes);

// A key of its own for each purpose and salt; none tells anything about another or about `key`.
[[nodiscard]] Secret derive(const Secret& key, Bytes salt, std::string_view purpose);

void wipe(Secret& secret);

// A nonce must not be used twice with a key. `sealed` is kTagBytes longer than `plain`.
void seal(const Secret& key, const Nonce& nonce, Bytes associated, Bytes plain,
          std::span<std::uint8_t> sealed);

// False, and nothing of use in `plain`, if anything was changed.
[[nodiscard]] bool open(const Secret& key, const Nonce& nonce, Bytes associated, Bytes sealed,
                        std::span<std::uint8_t> plain);

}  // namespace kura::cluster::net
