// XOR tree: digests of a partition's items; two replicas find what differs in O(difference).
// Shape:    an item (key hash, digest) belongs to one of 64 cells, by the hash bits below those of
//           the partition, and to one of 64 cells below it; a cell's digest is the XOR of its
//           items'. The lower level is kept only where a partition is large, and counted otherwise
// Invariants: the order of changes does not matter: a change takes the old digest out and puts the
//           new one in. Equal cells hold equal items, but for one chance in 2^64
// Cost:     O(1) a change
// Threads:  one owner
// Source:   Merkle trees (Merkle 1987); XOR of hashes as an incremental digest (Bellare,
//           Micciancio 1997)
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace kura::cluster::store {

inline constexpr std::size_t kFanout = 64;
inline constexpr std::size_t kLowerCells = kFanout * kFanout;
inline constexpr std::uint64_t kDeepFrom = 8192;  // items

class XorTree {
  public:
    explicit XorTree(int partition_bits) : shift_(partition_bits) {}

    // Requires: `before` is what was given for this key last, 0 for none; `after` 0 takes it out.
    void change(std::uint64_t key_hash, std::uint64_t before, std::uint64_t after) {
        items_ += (before == 0 ? 1U : 0U);
        items_ -= (after == 0 ? 1U : 0U);
        const std::uint64_t difference = before ^ after;
        root_ ^= difference;
        upper_[cell(key_hash, 1)] ^= difference;
        if (!lower_.empty()) {
            lower_[cell(key_hash, 2)] ^= difference;
        }
    }

    // Level 1: 0..63, level 2: 0..4095.
    [[nodiscard]] std::uint16_t cell(std::uint64_t key_hash, int level) const {
        return static_cast<std::uint16_t>((key_hash << shift_) >> (level == 1 ? 58 : 52));
    }
    [[nodiscard]] std::uint64_t root() const { return root_; }
    [[nodiscard]] std::uint64_t items() const { return items_; }
    [[nodiscard]] const std::array<std::uint64_t, kFanout>& upper() const { return upper_; }

    // Ensures: empty, unless the lower level is kept.
    [[nodiscard]] const std::vector<std::uint64_t>& lower() const { return lower_; }
    [[nodiscard]] bool wants_lower() const { return lower_.empty() && items_ >= kDeepFrom; }
    // Requires: the sum of all items.
    void keep_lower(std::vector<std::uint64_t> lower) { lower_ = std::move(lower); }

  private:
    int shift_;
    std::uint64_t root_ = 0;
    std::uint64_t items_ = 0;
    std::array<std::uint64_t, kFanout> upper_{};
    std::vector<std::uint64_t> lower_;
};

}  // namespace kura::cluster::store
