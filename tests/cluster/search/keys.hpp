// Keys of four bytes, for tests of what handles records without knowing what they mean.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>

namespace kura::cluster::search {

inline std::string key_of(std::uint32_t number) {
    std::string key(4, '\0');
    std::memcpy(key.data(), &number, sizeof number);
    return key;
}

inline const std::uint8_t* bytes(const std::string& key) {
    return reinterpret_cast<const std::uint8_t*>(key.data());
}

}  // namespace kura::cluster::search
