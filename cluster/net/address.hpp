// Where a node listens: a host, by name or number, and a port.
// Shape:    text is HOST:PORT, [IPV6]:PORT or :PORT; the last means this machine only (127.0.0.1),
//           since whoever wants the world to come in should say so (0.0.0.0:PORT)
// Invariants: a parsed host is a number, or looks like a name and was not looked up
// Threads:  plain values
// Errors:   parse() says what is wrong with the text
#pragma once

#include "solver/base/result.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace kura::cluster::net {

struct Address {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;  // 0, where one listens: any that is free

    [[nodiscard]] static base::Result<Address> parse(std::string_view text);

    // Nobody outside of this machine can be behind it. Of names only localhost is believed, and
    // what it stands for is checked again once it was looked up.
    [[nodiscard]] bool is_loopback() const;
    [[nodiscard]] std::string to_string() const;

    friend auto operator<=>(const Address&, const Address&) = default;
};

}  // namespace kura::cluster::net

template <>
struct std::hash<kura::cluster::net::Address> {
    std::size_t operator()(const kura::cluster::net::Address& address) const noexcept {
        return std::hash<std::string>{}(address.host) * 31 + address.port;
    }
};
