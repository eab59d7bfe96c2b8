#include "cluster/search/expansion_book.hpp"

#include "cluster/search/record_table.hpp"
#include "solver/base/assert.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace kura::cluster::search {

namespace {

constexpr std::size_t kIndexMin = 1024;

}  // namespace

std::uint32_t ExpansionBook::open(const Expansion& expansion, const std::uint8_t* key) {
    std::uint32_t slot = static_cast<std::uint32_t>(slots_.size());
    if (free_.empty()) {
        slots_.emplace_back();
        keys_.resize(keys_.size() + key_bytes_);
    } else {
        slot = free_.back();
        free_.pop_back();
    }
    slots_[slot] = expansion;
    slots_[slot].hash = RecordTable::key_hash(key, key_bytes_);
    slots_[slot].is_live = true;
    ++live_;
    std::memcpy(keys_.data() + slot * key_bytes_, key, key_bytes_);
    if (2 * (indexed_ + 1) > index_.size()) {
        enlarge_index();
    }
    const std::size_t place = place_of(slots_[slot].hash, key);
    indexed_ += index_[place] == kNoSlot ? 1 : 0;
    index_[place] = slot;
    return slot;
}

bool ExpansionBook::child_done(std::uint32_t slot) {
    KURA_ASSERT(slots_[slot].children_left > 0, slot);
    return --slots_[slot].children_left == 0;
}

void ExpansionBook::close(std::uint32_t slot) {
    KURA_ASSERT(slots_[slot].children_left == 0, slot);
    forget(slot);
    free_.push_back(slot);
}

std::size_t ExpansionBook::abandon(PartitionId partition) {
    const std::size_t before = live_;
    for (std::uint32_t slot = 0; slot < slots_.size(); ++slot) {
        if (slots_[slot].is_live && slots_[slot].partition == partition) {
            forget(slot);
        }
    }
    return before - live_;
}

void ExpansionBook::clear() {
    slots_.clear();
    keys_.clear();
    free_.clear();
    index_.clear();
    indexed_ = 0;
    live_ = 0;
}

const Expansion* ExpansionBook::find(const std::uint8_t* key) const {
    if (indexed_ == 0) {
        return nullptr;
    }
    const std::uint32_t slot = index_[place_of(RecordTable::key_hash(key, key_bytes_), key)];
    return slot == kNoSlot ? nullptr : &slots_[slot];
}

std::int32_t ExpansionBook::lower_bound() const {
    std::int32_t smallest = kNoLimit;
    for (const Expansion& expansion : slots_) {
        smallest = expansion.is_live ? std::min(smallest, expansion.priority) : smallest;
    }
    return smallest;
}

// Where the key is in the index, or the empty place where it would be.
std::size_t ExpansionBook::place_of(std::uint64_t hash, const std::uint8_t* key) const {
    const std::size_t mask = index_.size() - 1;
    std::size_t place = hash & mask;
    while (index_[place] != kNoSlot &&
           (slots_[index_[place]].hash != hash ||
            std::memcmp(keys_.data() + index_[place] * key_bytes_, key, key_bytes_) != 0)) {
        place = (place + 1) & mask;
    }
    return place;
}

void ExpansionBook::forget(std::uint32_t slot) {
    if (!std::exchange(slots_[slot].is_live, false)) {
        return;
    }
    --live_;
    const std::size_t place = place_of(slots_[slot].hash, key(slot));
    // A better cost may have put the same key into another slot meanwhile.
    if (index_[place] == slot) {
        erase_place(place);
    }
}

// Moves back what would no longer be found behind the gap.
void ExpansionBook::erase_place(std::size_t place) {
    const std::size_t mask = index_.size() - 1;
    --indexed_;
    std::size_t gap = place;
    for (std::size_t at = (gap + 1) & mask; index_[at] != kNoSlot; at = (at + 1) & mask) {
        const std::size_t home = slots_[index_[at]].hash & mask;
        if (((at - home) & mask) >= ((at - gap) & mask)) {
            index_[gap] = index_[at];
            gap = at;
        }
    }
    index_[gap] = kNoSlot;
}

void ExpansionBook::enlarge_index() {
    std::vector<std::uint32_t> before(std::max(kIndexMin, 2 * index_.size()), kNoSlot);
    before.swap(index_);
    for (const std::uint32_t slot : before) {
        if (slot != kNoSlot) {
            index_[place_of(slots_[slot].hash, key(slot))] = slot;
        }
    }
}

}  // namespace kura::cluster::search
