// Lattice table: the records a node holds of one partition and one pair of lengths. Merging two
// copies keeps the larger value, byte by byte from the front, so order, repetition and re-delivery
// do no harm and no clock is needed.
// Shape:    records (key, value) of fixed length one after the other; beside them an index of open
//           addressing with linear probing: 32 bits of the hash and the record's number
// Units:    bytes; a record costs its own length and 9 to 18 bytes of index
// Invariants: (1) a key is stored once; (2) a value only grows; (3) the tree is the sum of digests
// Threads:  one owner
// Cost:     O(1); prefetch() many, then use each
#pragma once

#include "cluster/store/key.hpp"
#include "cluster/store/xor_tree.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kura::cluster::store {

class LatticeTable {
  public:
    enum class Outcome : std::uint8_t { inserted, grown, kept };

    LatticeTable(TableId id, int partition_bits);

    void prefetch(std::uint64_t key_hash) const {
        __builtin_prefetch(index_.data() + (key_hash & mask_));
    }
    // Requires: key_hash is that of the key. Valid until the next merge; null: not there.
    [[nodiscard]] const std::uint8_t* find(std::uint64_t key_hash, const std::uint8_t* key) const;
    Outcome merge(std::uint64_t key_hash, const std::uint8_t* key, const std::uint8_t* value);

    [[nodiscard]] const XorTree& tree() const { return tree_; }
    [[nodiscard]] std::size_t size() const { return count_; }
    [[nodiscard]] std::size_t memory_bytes() const {
        return records_.capacity() + index_.capacity() * sizeof index_[0] + sizeof *this +
               tree_.lower().size() * sizeof(std::uint64_t);
    }

    // Calls fn(key_hash, key, value).
    template <typename Fn>
    void for_each(Fn&& fn) const {
        for (std::size_t i = 0; i < count_; ++i) {
            const std::uint8_t* record = records_.data() + i * id_.record_bytes();
            fn(hash_bytes(record, id_.key_bytes), record, record + id_.key_bytes);
        }
    }
    template <typename Fn>
    void for_each_item(Fn&& fn) const {
        for_each([&](std::uint64_t key_hash, const std::uint8_t*, const std::uint8_t* value) {
            fn(key_hash, digest_of(key_hash, value));
        });
    }

  private:
    static constexpr std::size_t kCellsAtFirst = 16;

    [[nodiscard]] std::uint64_t digest_of(std::uint64_t key_hash, const std::uint8_t* value) const;
    [[nodiscard]] static std::uint64_t tag_of(std::uint64_t key_hash) {
        return (key_hash >> 20) << 32;  // neither the partition's bits nor only the cell's
    }
    // The record of the key, or null and in `cell` the place for it.
    struct Place {
        std::size_t cell;
        std::uint8_t* record;
    };
    [[nodiscard]] Place locate(std::uint64_t key_hash, const std::uint8_t* key) const;
    void grow_index();

    const TableId id_;
    std::vector<std::uint64_t> index_;  // tag above, number + 1 below; 0 is empty
    std::uint64_t mask_;
    std::vector<std::uint8_t> records_;
    std::size_t count_ = 0;
    XorTree tree_;
};

}  // namespace kura::cluster::store
