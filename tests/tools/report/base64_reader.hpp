// Reads base64, so that the writer is not its own judge.
// Shape:    the bytes that 4 characters for 3 stand for
// Units:    bytes
// Invariants: reading stops at the first character that is no digit, padding for one
// Threads:  free function
// Errors:   none
// Source:   RFC 4648, section 4
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kura::report {

inline std::string from_base64(std::string_view text) {
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char letter : text) {
        const auto digit =
            std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
                .find(letter);
        if (digit == std::string_view::npos) {
            break;
        }
        bits = bits << 6 | static_cast<std::uint32_t>(digit);
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes += static_cast<char>(bits >> count & 255U);
        }
    }
    return bytes;
}

}  // namespace kura::report
