// Record list: many keys, or many keys with their values, of fixed lengths in one block of memory.
// Shape:    [key, value] one after the other; a list of keys has no values
// Invariants: bytes().size() is a multiple of stride(); from outside it has to be checked
// Threads:  one owner
#pragma once

#include "cluster/store/key.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace kura::cluster::store {

class RecordList {
  public:
    RecordList() = default;
    RecordList(std::uint16_t key_bytes, std::uint16_t value_bytes)
        : key_bytes_(key_bytes), value_bytes_(value_bytes) {}
    // Requires: the block holds whole records.
    RecordList(std::uint16_t key_bytes, std::uint16_t value_bytes, std::vector<std::uint8_t> block)
        : key_bytes_(key_bytes), value_bytes_(value_bytes), bytes_(std::move(block)) {}

    void push_back(const std::uint8_t* key) { bytes_.insert(bytes_.end(), key, key + key_bytes_); }
    void push_back(const std::uint8_t* key, const std::uint8_t* value) {
        bytes_.insert(bytes_.end(), key, key + key_bytes_);
        bytes_.insert(bytes_.end(), value, value + value_bytes_);
    }
    void reserve(std::size_t records) { bytes_.reserve(records * stride()); }

    [[nodiscard]] std::size_t size() const { return stride() == 0 ? 0 : bytes_.size() / stride(); }
    [[nodiscard]] bool empty() const { return bytes_.empty(); }
    [[nodiscard]] const std::uint8_t* key(std::size_t i) const {
        return bytes_.data() + i * stride();
    }
    [[nodiscard]] const std::uint8_t* value(std::size_t i) const {
        return bytes_.data() + i * stride() + key_bytes_;
    }
    [[nodiscard]] std::size_t stride() const {
        return std::size_t{key_bytes_} + std::size_t{value_bytes_};
    }
    [[nodiscard]] std::uint16_t key_bytes() const { return key_bytes_; }
    [[nodiscard]] std::uint16_t value_bytes() const { return value_bytes_; }
    [[nodiscard]] const std::vector<std::uint8_t>& bytes() const { return bytes_; }
    [[nodiscard]] bool is_whole() const {
        return stride() == 0 ? bytes_.empty() : bytes_.size() % stride() == 0;
    }

    friend bool operator==(const RecordList&, const RecordList&) = default;

  private:
    std::uint16_t key_bytes_ = 0;
    std::uint16_t value_bytes_ = 0;
    std::vector<std::uint8_t> bytes_;
};

}  // namespace kura::cluster::store
