// Packed list: what messages carry many of, a plain header and a key of fixed length each, in one
// block of memory.
// Shape:    [header, key bytes] one after the other, unaligned; the same block goes over the wire
// Threads:  one owner
#pragma once

#include "solver/base/assert.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace kura::cluster::search {

template <typename Header>
class PackedList {
    static_assert(std::is_trivially_copyable_v<Header>);
    static_assert(std::has_unique_object_representations_v<Header>);  // no padding to give away

  public:
    PackedList() = default;
    explicit PackedList(int key_bytes) : key_bytes_(static_cast<std::size_t>(key_bytes)) {}
    // From what bytes() of another list gave. Requires: a whole number of items.
    PackedList(std::size_t key_bytes, std::span<const std::uint8_t> bytes)
        : key_bytes_(key_bytes), bytes_(bytes.begin(), bytes.end()) {
        size_ = bytes_.size() / stride();
        KURA_ASSERT(bytes_.size() == size_ * stride(), static_cast<long long>(bytes_.size()));
    }
    void reserve(std::size_t items) { bytes_.reserve(items * stride()); }

    void push_back(const Header& header, const std::uint8_t* key) {
        const std::size_t at = bytes_.size();
        ++size_;
        bytes_.resize(at + stride());
        std::memcpy(bytes_.data() + at, &header, sizeof header);
        std::memcpy(bytes_.data() + at + sizeof header, key, key_bytes_);
    }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return bytes_.empty(); }
    [[nodiscard]] std::size_t key_bytes() const { return key_bytes_; }
    [[nodiscard]] std::size_t memory_bytes() const { return bytes_.size(); }
    [[nodiscard]] std::span<const std::uint8_t> bytes() const { return bytes_; }
    [[nodiscard]] static constexpr std::size_t item_bytes(std::size_t key_bytes) {
        return sizeof(Header) + key_bytes;
    }
    [[nodiscard]] Header header(std::size_t i) const {
        Header header;
        std::memcpy(&header, bytes_.data() + i * stride(), sizeof header);
        return header;
    }
    [[nodiscard]] const std::uint8_t* key(std::size_t i) const {
        return bytes_.data() + i * stride() + sizeof(Header);
    }
    void erase_front(std::size_t count) {
        size_ -= count;
        bytes_.erase(bytes_.begin(),
                     bytes_.begin() + static_cast<std::ptrdiff_t>(count * stride()));
    }
    void clear() {
        size_ = 0;
        bytes_.clear();
    }
    friend bool operator==(const PackedList&, const PackedList&) = default;

  private:
    [[nodiscard]] std::size_t stride() const { return item_bytes(key_bytes_); }

    std::size_t key_bytes_ = 0;
    std::size_t size_ = 0;  // dividing by the stride is slow
    std::vector<std::uint8_t> bytes_;
};

}  // namespace kura::cluster::search
