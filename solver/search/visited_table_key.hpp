// Record layout of the visited table: how an exact key becomes its own hash and back again.
// Shape:    a record is the stored key (key_bytes) and one u64 word, unaligned, nothing else. The
//           first min(8, key_bytes) bytes of the key, the lead, are stored as
//           mix(lead ^ H(the other bytes)); the other bytes are stored as they are. mix is a
//           bijection of exactly that many bits, so the lead can be recovered, nothing is lost,
//           and the stored lead serves as the hash: it is uniform and costs no byte of its own.
// Units:    leads are handled shifted to the top of 64 bits, so short keys compare the same way
// Invariants: recover(stored form of k) == k for every key
// Threads:  any (constant after construction)
// Errors:   none
// Source:   the idea is quotienting's (Cleary 1984), without dropping bits
#pragma once

#include "solver/base/assert.hpp"
#include "solver/base/hash.hpp"
#include "solver/base/uint128.hpp"

#include <cstdint>
#include <cstring>

namespace kura::search {

inline constexpr int kVisitedKeyBytesMax = 500;

class VisitedRecordLayout {
  public:
    explicit VisitedRecordLayout(int key_bytes)
        : key_bytes_(key_bytes),
          lead_bytes_(key_bytes < 8 ? key_bytes : 8),
          lead_bits_(lead_bytes_ * 8),
          mask_(lead_bytes_ == 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << lead_bits_) - 1) {
        KURA_ASSERT(key_bytes >= 1 && key_bytes <= kVisitedKeyBytesMax, key_bytes);
    }

    [[nodiscard]] std::size_t key_bytes() const { return static_cast<std::size_t>(key_bytes_); }
    [[nodiscard]] std::size_t record_bytes() const { return key_bytes() + sizeof(std::uint64_t); }

    // The stored lead of a key, at the top of the 64 bits.
    [[nodiscard]] std::uint64_t lead_of_key(const std::uint8_t* key) const {
        return mix(load_lead(key) ^ hash_rest(key)) << (64 - lead_bits_);
    }
    [[nodiscard]] std::uint64_t lead(const std::uint8_t* record) const {
        return load(record) << (64 - lead_bits_);
    }
    [[nodiscard]] std::uint64_t word(const std::uint8_t* record) const {
        return load(record + key_bytes_);
    }
    void set_word(std::uint8_t* record, std::uint64_t word) const {
        std::memcpy(record + key_bytes_, &word, sizeof word);
    }

    // Whether the bytes after the lead agree. Requires: the leads agree.
    [[nodiscard]] bool rest_equal(const std::uint8_t* record, const std::uint8_t* key) const {
        if (key_bytes_ <= 8) {
            return true;
        }
        const int tail = key_bytes_ & 7;
        if (tail != 0 &&
            (load(record + key_bytes_ - 8) ^ load(key + key_bytes_ - 8)) >> (64 - 8 * tail) != 0) {
            return false;
        }
        for (int at = 8; at + 8 <= key_bytes_; at += 8) {
            if (load(record + at) != load(key + at)) {
                return false;
            }
        }
        return true;
    }

    void write(std::uint8_t* record, std::uint64_t lead, const std::uint8_t* key,
               std::uint64_t word) const {
        const std::uint64_t low = lead >> (64 - lead_bits_);
        std::memcpy(record, &low, sizeof low);  // of a short key, the word overwrites the excess
        if (key_bytes_ > 8) {
            std::memcpy(record + 8, key + 8, key_bytes() - 8);
        }
        set_word(record, word);
    }

    // Writes the key that `record` holds to the key_bytes at `key`.
    void recover(const std::uint8_t* record, std::uint8_t* key) const {
        const std::uint64_t low = unmix(load(record) & mask_) ^ (hash_rest(record) & mask_);
        std::memcpy(key, &low, static_cast<std::size_t>(lead_bytes_));
        if (key_bytes_ > 8) {
            std::memcpy(key + 8, record + 8, key_bytes() - 8);
        }
    }

    // A bijection of lead_bits bits whose high bits depend on all bits, and its inverse. Shifts by
    // half the width undo themselves; odd factors have inverses modulo any power of two.
    [[nodiscard]] std::uint64_t mix(std::uint64_t x) const {
        const int half = lead_bits_ / 2;
        x &= mask_;
        x ^= x >> half;
        x = (x * kFactor1) & mask_;
        x ^= x >> half;
        x = (x * kFactor2) & mask_;
        return x ^ (x >> half);
    }
    [[nodiscard]] std::uint64_t unmix(std::uint64_t x) const {
        const int half = lead_bits_ / 2;
        x ^= x >> half;
        x = (x * inverse(kFactor2)) & mask_;
        x ^= x >> half;
        x = (x * inverse(kFactor1)) & mask_;
        return x ^ (x >> half);
    }

  private:
    static constexpr std::uint64_t kFactor1 = 0xD6E8FEB86659FD93ULL;  // odd, bits well spread
    static constexpr std::uint64_t kFactor2 = 0xA0761D6478BD642FULL;
    static constexpr std::uint64_t kSeed = 0xE7037ED1A0B428DBULL;

    // Newton's iteration: each step doubles the number of correct low bits, from 3 to 96.
    static constexpr std::uint64_t inverse(std::uint64_t odd) {
        std::uint64_t x = odd;
        for (int step = 0; step < 5; ++step) {
            x *= 2 - odd * x;
        }
        return x;
    }

    static std::uint64_t load(const std::uint8_t* from) {
        std::uint64_t value;
        std::memcpy(&value, from, sizeof value);
        return value;
    }

    // Reads no byte behind the key: it may end where its owner's memory ends.
    [[nodiscard]] std::uint64_t load_lead(const std::uint8_t* key) const {
        if (key_bytes_ >= 8) {
            return load(key);
        }
        std::uint64_t value = 0;
        for (int at = key_bytes_ - 1; at >= 0; --at) {
            value = value << 8 | key[at];
        }
        return value;
    }

    // H: any function of the bytes from the ninth on; the last step is one-to-one in its chunk.
    [[nodiscard]] std::uint64_t hash_rest(const std::uint8_t* key) const {
        if (key_bytes_ <= 8) {
            return 0;
        }
        std::uint64_t hash = kSeed;
        int at = 8;
        for (; at + 8 < key_bytes_; at += 8) {
            const auto wide = static_cast<base::Uint128>(hash ^ load(key + at)) * kFactor2;
            hash = static_cast<std::uint64_t>(wide) ^ static_cast<std::uint64_t>(wide >> 64);
        }
        const int tail = key_bytes_ - at;  // 1..8
        return base::mix64(hash ^ (load(key + key_bytes_ - 8) >> (64 - 8 * tail)));
    }

    const int key_bytes_;
    const int lead_bytes_;
    const int lead_bits_;
    const std::uint64_t mask_;
};

}  // namespace kura::search
