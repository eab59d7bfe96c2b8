// Position set: the positions of a small search, numbered in the order they came, none twice.
// Shape:    records of a fixed number of words in one array; an index of open addressing over it.
//           Records are compared word by word, so a position is never taken for another
// Units:    words of 64 bits. clear() keeps the memory for the next search
// Threads:  one owner
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace kura::deadlock {

class PositionSet {
  public:
    explicit PositionSet(std::size_t record_words) : record_words_(record_words) {}

    void clear();
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::span<const std::uint64_t> record(std::size_t position) const {
        return {words_.data() + position * record_words_, record_words_};
    }
    // Requires: record.size() is the set's, and it is no part of this set.
    // Ensures: false if it was there already; else its number is size() - 1.
    bool add(std::span<const std::uint64_t> record);

  private:
    [[nodiscard]] std::size_t place_of(std::span<const std::uint64_t> record) const;
    void grow();

    const std::size_t record_words_;
    std::size_t size_ = 0;
    std::vector<std::uint64_t> words_;
    std::vector<std::uint32_t> index_;  // number + 1, 0 empty; a power of two of places
};

}  // namespace kura::deadlock
