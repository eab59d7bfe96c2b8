#include "cluster/net/address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <system_error>

namespace kura::cluster::net {
namespace {

constexpr std::size_t kHostMax = 253;  // of a name in the domain name system

using V4 = std::array<std::uint8_t, 4>;
using V6 = std::array<std::uint8_t, 16>;

std::optional<V4> v4_of(const std::string& host) {
    V4 bytes{};
    if (inet_pton(AF_INET, host.c_str(), bytes.data()) != 1) {
        return std::nullopt;
    }
    return bytes;
}

std::optional<V6> v6_of(const std::string& host) {
    V6 bytes{};
    if (inet_pton(AF_INET6, host.c_str(), bytes.data()) != 1) {
        return std::nullopt;
    }
    return bytes;
}

bool is_name(std::string_view host) {
    const bool has_good_characters = std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '-' || c == '_';
    });
    return has_good_characters && !host.empty() && host.size() <= kHostMax && host[0] != '-';
}

std::optional<std::uint16_t> port_of(std::string_view text) {
    std::uint16_t port = 0;
    const char* begin = text.data();
    const char* end = begin + text.size();
    const auto [stop, error] = std::from_chars(begin, end, port);
    if (text.empty() || error != std::errc{} || stop != end) {
        return std::nullopt;
    }
    return port;
}

tl::unexpected<base::Error> refuse(std::string_view text, const std::string& why) {
    constexpr std::size_t kShown = 80;
    return base::fail(base::ErrorCode::bad_input,
                      "'" + std::string(text.substr(0, kShown)) + "' is no address: " + why);
}

}  // namespace

base::Result<Address> Address::parse(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) {
        return refuse(text, "want HOST:PORT");
    }
    std::string host(text.substr(0, std::min(colon, kHostMax + 1)));
    const std::optional<std::uint16_t> port = port_of(text.substr(colon + 1));
    if (!port) {
        return refuse(text, "the port must be a number from 0 to 65535");
    }
    if (host.empty()) {
        return Address{.port = *port};
    }
    if (host.front() == '[') {
        if (host.back() != ']' || !v6_of(host.substr(1, host.size() - 2))) {
            return refuse(text, "want [IPV6]:PORT");
        }
        return Address{host.substr(1, host.size() - 2), *port};
    }
    if (host.find(':') != std::string::npos) {
        return refuse(text, "an IPv6 address stands in brackets, as in [::1]:4680");
    }
    if (!is_name(host)) {
        return refuse(text, "the host must be a name or a number");
    }
    return Address{host, *port};
}

bool Address::is_loopback() const {
    if (const std::optional<V4> v4 = v4_of(host)) {
        return (*v4)[0] == 127;
    }
    if (const std::optional<V6> v6 = v6_of(host)) {
        constexpr V6 kLoopback{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
        constexpr std::array<std::uint8_t, 13> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 127};
        return *v6 == kLoopback || std::equal(kMapped.begin(), kMapped.end(), v6->begin());
    }
    return host == "localhost";
}

std::string Address::to_string() const {
    const bool is_v6 = host.find(':') != std::string::npos;
    return (is_v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

}  // namespace kura::cluster::net
