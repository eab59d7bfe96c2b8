// Cuts a stream of bytes into frames.
// Shape:    a frame is its length, 4 bytes little-endian, and that many bytes; it may be empty
// Invariants: a frame gets at most twice the memory of what has arrived of it, whatever its length
//           says; beside that there is a buffer of 64 KB, up to 256 KB on busy streams
// Threads:  one
// Errors:   take() tells a frame beyond the limit; the stream is of no use after that
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace kura::cluster::net {

inline constexpr std::size_t kFrameHeadBytes = 4;

[[nodiscard]] std::array<std::uint8_t, kFrameHeadBytes> frame_head(std::size_t size);

class FrameReader {
  public:
    enum class Outcome { done, too_large, stopped };
    // Sees each frame once, in place; false stops.
    using Sink = std::function<bool(std::span<const std::uint8_t> frame)>;

    explicit FrameReader(std::size_t frame_bytes_max) : frame_bytes_max_(frame_bytes_max) {}

    void set_limit(std::size_t frame_bytes_max) { frame_bytes_max_ = frame_bytes_max; }

    // Where the next bytes are to be put; never empty.
    [[nodiscard]] std::span<std::uint8_t> space();
    // That many were put there.
    [[nodiscard]] Outcome take(std::size_t count, const Sink& sink);

    // Bytes of a frame that is not complete.
    [[nodiscard]] std::size_t pending() const { return end_ - begin_; }

  private:
    static constexpr std::size_t kUsualMin = std::size_t{64} * 1024;

    std::size_t frame_bytes_max_;
    std::size_t usual_bytes_ = kUsualMin;
    std::vector<std::uint8_t> buffer_;
    std::size_t begin_ = 0;   // of what is not yet handed over
    std::size_t end_ = 0;     // of what has arrived
    std::size_t wanted_ = 0;  // size of the frame at begin_ with its head, once known
};

}  // namespace kura::cluster::net
