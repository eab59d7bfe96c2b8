// Channels, and what the network takes and keeps at most.
// Shape:    a connection carries one channel, so that a large transfer never stands before a
//           heartbeat; each channel has its own limits
// Units:    bytes of payload, milliseconds
// Threads:  plain values
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace kura::cluster::net {

// A wire enum: append only.
enum class Channel : std::uint8_t {
    control = 0,  // small and urgent: views, waves, acknowledgements
    data = 1,     // the search: windows of candidates
    bulk = 2,     // partitions on their way to a new owner
    client = 3,   // commands and their answers
};
inline constexpr std::size_t kChannels = 4;

// Said in the greeting; nodes and clients of another version are turned away. It rises with every
// change that an earlier build would misread, also of what a message means.
inline constexpr std::uint8_t kWireVersion = 5;

[[nodiscard]] constexpr std::size_t index_of(Channel channel) {
    return static_cast<std::size_t>(channel);
}

inline constexpr std::size_t kDatagramBytesMax = 1200;
inline constexpr std::size_t kMegabyte = std::size_t{1} << 20U;

struct Limits {
    // By channel. A frame that is announced larger closes its connection before it is stored.
    std::array<std::size_t, kChannels> frame_bytes_max{1 * kMegabyte, 16 * kMegabyte,
                                                       64 * kMegabyte, 16 * kMegabyte};
    // By channel, for each connection; at least a frame.
    std::array<std::size_t, kChannels> queue_bytes_max{8 * kMegabyte, 64 * kMegabyte,
                                                       128 * kMegabyte, 64 * kMegabyte};
    std::size_t accepted_max = 4096;  // connections from elsewhere
    // From the start of a connection until both sides have greeted.
    std::chrono::milliseconds handshake{5000};
    // Written bytes that stay unacknowledged that long, or a peer silent on probes, end a
    // connection.
    std::chrono::milliseconds silence{15'000};
    // Between two attempts; doubled with each failure.
    std::chrono::milliseconds backoff_min{50};
    std::chrono::milliseconds backoff_max{2000};
    // How far the clocks of two machines may be apart (datagram_seal.hpp).
    std::chrono::milliseconds clock_skew{60'000};
};

}  // namespace kura::cluster::net
