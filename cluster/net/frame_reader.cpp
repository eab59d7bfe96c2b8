#include "cluster/net/frame_reader.hpp"

#include "solver/base/assert.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace kura::cluster::net {
namespace {

constexpr std::size_t kUsualMax = std::size_t{256} * 1024;
constexpr std::size_t kBufferKept = std::size_t{512} * 1024;  // more is given back when empty

std::size_t length_at(const std::uint8_t* at) {
    return std::size_t{at[0]} | std::size_t{at[1]} << 8U | std::size_t{at[2]} << 16U |
           std::size_t{at[3]} << 24U;
}

}  // namespace

std::array<std::uint8_t, kFrameHeadBytes> frame_head(std::size_t size) {
    KURA_ASSERT(size <= UINT32_MAX);
    return {static_cast<std::uint8_t>(size), static_cast<std::uint8_t>(size >> 8U),
            static_cast<std::uint8_t>(size >> 16U), static_cast<std::uint8_t>(size >> 24U)};
}

std::span<std::uint8_t> FrameReader::space() {
    const std::size_t arrived = end_ - begin_;
    const std::size_t missing = wanted_ > arrived ? wanted_ - arrived : 0;
    if (arrived == 0) {
        begin_ = end_ = 0;
        if (buffer_.size() > kBufferKept) {
            buffer_ = {};
        }
    } else if (begin_ > 0 && buffer_.size() - end_ < std::max(kUsualMin / 2, missing)) {
        std::memmove(buffer_.data(), buffer_.data() + begin_, arrived);
        begin_ = 0;
        end_ = arrived;
    }
    // A large frame gets room as it arrives, never on its word alone.
    const std::size_t size = std::max(usual_bytes_, std::min(wanted_, 2 * arrived));
    if (buffer_.size() < begin_ + size) {
        buffer_.resize(begin_ + size);
    }
    KURA_ASSERT(end_ < buffer_.size());
    return std::span(buffer_).subspan(end_);
}

FrameReader::Outcome FrameReader::take(std::size_t count, const Sink& sink) {
    KURA_ASSERT(count <= buffer_.size() - end_);
    end_ += count;
    if (end_ == buffer_.size()) {  // more was waiting, it seems
        usual_bytes_ = std::min(2 * usual_bytes_, kUsualMax);
    }
    wanted_ = 0;
    while (end_ - begin_ >= kFrameHeadBytes) {
        const std::uint8_t* at = buffer_.data() + begin_;
        const std::size_t length = length_at(at);
        if (length > frame_bytes_max_) {
            return Outcome::too_large;
        }
        if (end_ - begin_ < kFrameHeadBytes + length) {
            wanted_ = kFrameHeadBytes + length;
            break;
        }
        begin_ += kFrameHeadBytes + length;
        if (!sink(std::span(at + kFrameHeadBytes, length))) {
            return Outcome::stopped;
        }
    }
    return Outcome::done;
}

}  // namespace kura::cluster::net
