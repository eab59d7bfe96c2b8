// Packed list: what messages carry many of, a plain header and a key of fixed length each, in one
// block of memory.
// Shape:    [header, key bytes] one after the other, unaligned
// Threads:  one owner
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>
#include <vector>

namespace kura::cluster::search {

template <typename Header>
class PackedList {
    static_assert(std::is_trivially_copyable_v<Header>);

  public:
    PackedList() = default;
    explicit PackedList(int key_bytes) : key_bytes_(static_cast<std::size_t>(key_bytes)) {}

    void push_back(const Header& header, const std::uint8_t* key) {
        const std::size_t at = bytes_.size();
        bytes_.resize(at + stride());
        std::memcpy(bytes_.data() + at, &header, sizeof header);
        std::memcpy(bytes_.data() + at + sizeof header, key, key_bytes_);
    }
    [[nodiscard]] std::size_t size() const { return bytes_.size() / stride(); }
    [[nodiscard]] bool empty() const { return bytes_.empty(); }
    [[nodiscard]] std::size_t key_bytes() const { return key_bytes_; }
    [[nodiscard]] std::size_t memory_bytes() const { return bytes_.size(); }
    [[nodiscard]] Header header(std::size_t i) const {
        Header header;
        std::memcpy(&header, bytes_.data() + i * stride(), sizeof header);
        return header;
    }
    [[nodiscard]] const std::uint8_t* key(std::size_t i) const {
        return bytes_.data() + i * stride() + sizeof(Header);
    }
    void erase_front(std::size_t count) {
        bytes_.erase(bytes_.begin(),
                     bytes_.begin() + static_cast<std::ptrdiff_t>(count * stride()));
    }
    void clear() { bytes_.clear(); }

  private:
    [[nodiscard]] std::size_t stride() const { return sizeof(Header) + key_bytes_; }

    std::size_t key_bytes_ = 0;
    std::vector<std::uint8_t> bytes_;
};

}  // namespace kura::cluster::search
