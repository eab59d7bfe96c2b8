#include "solver/deadlock/position_set.hpp"

#include "solver/base/assert.hpp"
#include "solver/base/hash.hpp"

#include <algorithm>

namespace kura::deadlock {
namespace {

constexpr std::size_t kIndexMin = 256;

}  // namespace

void PositionSet::clear() {
    size_ = 0;
    words_.clear();
    index_.assign(kIndexMin, 0);
}

// Where the record stands in the index, or the empty place where it would.
std::size_t PositionSet::place_of(std::span<const std::uint64_t> record) const {
    std::uint64_t hash = 0;
    for (const std::uint64_t word : record) {
        hash = base::mix64(hash * 0x9E3779B97F4A7C15ULL + word);
    }
    const std::size_t mask = index_.size() - 1;
    auto place = static_cast<std::size_t>(hash) & mask;
    while (index_[place] != 0) {
        const std::span<const std::uint64_t> other = this->record(index_[place] - 1);
        if (std::equal(record.begin(), record.end(), other.begin())) {
            break;
        }
        place = (place + 1) & mask;
    }
    return place;
}

bool PositionSet::add(std::span<const std::uint64_t> record) {
    KURA_DASSERT(record.size() == record_words_);
    if (index_.empty()) {
        clear();
    }
    const std::size_t place = place_of(record);
    if (index_[place] != 0) {
        return false;
    }
    words_.insert(words_.end(), record.begin(), record.end());
    index_[place] = static_cast<std::uint32_t>(++size_);
    if (size_ * 2 > index_.size()) {
        grow();
    }
    return true;
}

void PositionSet::grow() {
    index_.assign(index_.size() * 2, 0);
    for (std::size_t position = 0; position < size_; ++position) {
        index_[place_of(record(position))] = static_cast<std::uint32_t>(position + 1);
    }
}

}  // namespace kura::deadlock
