#include "tests/cluster/net/raw_socket.hpp"

#include "solver/base/assert.hpp"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

namespace kura::cluster::net {
namespace {

int type_of(RawSocket::Kind kind) {
    return kind == RawSocket::Kind::stream ? SOCK_STREAM : SOCK_DGRAM;
}

int open_socket(RawSocket::Kind kind) {
    const int descriptor = ::socket(AF_INET, type_of(kind), 0);
    KURA_ASSERT(descriptor >= 0);
    return descriptor;
}

sockaddr_in place_of(std::uint16_t port) {
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_port = htons(port);
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return place;
}

const sockaddr* general(const sockaddr_in& place) {
    return reinterpret_cast<const sockaddr*>(&place);
}

bool wait_for_bytes(int descriptor) {
    constexpr int kPatienceMs = 60'000;
    pollfd waiting{.fd = descriptor, .events = POLLIN, .revents = 0};
    return ::poll(&waiting, 1, kPatienceMs) == 1;
}

}  // namespace

RawSocket::RawSocket(Kind kind, const Address& to) : descriptor_(open_socket(kind)) {
    const sockaddr_in place = place_of(to.port);
    EXPECT_EQ(::connect(descriptor_, general(place), sizeof place), 0);
}

RawSocket::RawSocket(Kind kind) : descriptor_(open_socket(kind)) {
    const sockaddr_in place = place_of(0);
    EXPECT_EQ(::bind(descriptor_, general(place), sizeof place), 0);
    if (kind == Kind::stream) {
        EXPECT_EQ(::listen(descriptor_, 8), 0);
    }
}

RawSocket::RawSocket(RawSocket&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

RawSocket::~RawSocket() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
}

Address RawSocket::address() const {
    sockaddr_in place{};
    socklen_t size = sizeof place;
    EXPECT_EQ(::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&place), &size), 0);
    return Address{"127.0.0.1", ntohs(place.sin_port)};
}

RawSocket RawSocket::accept() const {
    EXPECT_TRUE(wait_for_bytes(descriptor_));
    return RawSocket(::accept(descriptor_, nullptr, nullptr));
}

void RawSocket::send(Bytes bytes) const {
    // The other side may have closed already, which is what some tests are after.
    while (!bytes.empty()) {
        const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            return;
        }
        bytes = bytes.subspan(static_cast<std::size_t>(sent));
    }
}

std::vector<std::uint8_t> RawSocket::receive(std::size_t count) const {
    std::vector<std::uint8_t> bytes(count);
    std::size_t size = 0;
    while (size < count && wait_for_bytes(descriptor_)) {
        const ssize_t got = ::recv(descriptor_, bytes.data() + size, count - size, 0);
        if (got <= 0) {
            break;
        }
        size += static_cast<std::size_t>(got);
    }
    bytes.resize(size);
    return bytes;
}

bool RawSocket::is_ended() const {
    std::uint8_t byte = 0;
    while (wait_for_bytes(descriptor_)) {
        if (::recv(descriptor_, &byte, 1, 0) <= 0) {
            return true;
        }
    }
    return false;
}

}  // namespace kura::cluster::net
