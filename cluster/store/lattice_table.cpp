#include "cluster/store/lattice_table.hpp"

#include "cluster/store/partition_items.hpp"
#include "solver/base/assert.hpp"

#include <algorithm>
#include <cstring>

namespace kura::cluster::store {

LatticeTable::LatticeTable(TableId id, int partition_bits)
    : id_(id), index_(kCellsAtFirst, 0), mask_(kCellsAtFirst - 1), tree_(partition_bits) {
    KURA_ASSERT(id.is_valid_lattice(), id.key_bytes, id.value_bytes);
}

std::uint64_t LatticeTable::digest_of(std::uint64_t key_hash, const std::uint8_t* value) const {
    const std::uint64_t digest = base::mix64(key_hash ^ hash_bytes(value, id_.value_bytes));
    return digest == 0 ? 1 : digest;  // 0 means nothing
}

LatticeTable::Place LatticeTable::locate(std::uint64_t key_hash, const std::uint8_t* key) const {
    const std::uint64_t tag = tag_of(key_hash);
    std::size_t cell = key_hash & mask_;
    while (index_[cell] != 0) {
        if ((index_[cell] >> 32 << 32) == tag) {
            const std::size_t number = (index_[cell] & 0xFFFFFFFFU) - 1;
            const std::uint8_t* record = records_.data() + number * id_.record_bytes();
            if (std::memcmp(record, key, id_.key_bytes) == 0) {
                return {cell, const_cast<std::uint8_t*>(record)};
            }
        }
        cell = (cell + 1) & mask_;
    }
    return {cell, nullptr};
}

const std::uint8_t* LatticeTable::find(std::uint64_t key_hash, const std::uint8_t* key) const {
    const Place place = locate(key_hash, key);
    return place.record == nullptr ? nullptr : place.record + id_.key_bytes;
}

LatticeTable::Outcome LatticeTable::merge(std::uint64_t key_hash, const std::uint8_t* key,
                                          const std::uint8_t* value) {
    const Place place = locate(key_hash, key);
    if (place.record != nullptr) {
        std::uint8_t* const mine = place.record + id_.key_bytes;
        if (std::memcmp(value, mine, id_.value_bytes) <= 0) {
            return Outcome::kept;
        }
        tree_.change(key_hash, digest_of(key_hash, mine), digest_of(key_hash, value));
        std::memcpy(mine, value, id_.value_bytes);
        return Outcome::grown;
    }
    KURA_ASSERT(count_ < 0xFFFFFFFEU, static_cast<long long>(count_));
    const std::size_t at = count_ * id_.record_bytes();
    if (records_.capacity() < at + id_.record_bytes()) {
        records_.reserve(at + at / 4 + 4 * id_.record_bytes());  // doubling would waste more
    }
    records_.insert(records_.end(), key, key + id_.key_bytes);
    records_.insert(records_.end(), value, value + id_.value_bytes);
    index_[place.cell] = tag_of(key_hash) | ++count_;
    tree_.change(key_hash, 0, digest_of(key_hash, value));
    if (count_ * 8 > index_.size() * 7) {
        grow_index();
    }
    if (tree_.wants_lower()) {
        tree_.keep_lower(lower_digests(*this));
    }
    return Outcome::inserted;
}

void LatticeTable::grow_index() {
    index_.assign(index_.size() * 2, 0);
    mask_ = index_.size() - 1;
    for (std::size_t i = 0; i < count_; ++i) {
        const std::uint64_t key_hash =
            hash_bytes(records_.data() + i * id_.record_bytes(), id_.key_bytes);
        std::size_t cell = key_hash & mask_;
        while (index_[cell] != 0) {
            cell = (cell + 1) & mask_;
        }
        index_[cell] = tag_of(key_hash) | (i + 1);
    }
}

}  // namespace kura::cluster::store
