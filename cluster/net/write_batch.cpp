#include "cluster/net/write_batch.hpp"

#include "cluster/net/frame_reader.hpp"

#include <algorithm>
#include <utility>

namespace kura::cluster::net {
namespace {

constexpr std::size_t kRecordBytes = std::size_t{16} * 1024;  // the most that TLS puts in one
constexpr std::size_t kCopyMax = std::size_t{4} * 1024;  // copying is cheaper than one more piece
constexpr std::size_t kKept = std::size_t{1} << 20U;

}  // namespace

void WriteBatch::clear() {
    frames_.clear();
    parts_.clear();
    pieces_.clear();
    copied_.clear();
    if (copied_.capacity() > kKept) {
        copied_.shrink_to_fit();
    }
    bytes_ = 0;
}

void WriteBatch::copy(Bytes bytes) {
    if (parts_.empty() || parts_.back().outside != nullptr) {
        parts_.push_back(Piece{.offset = copied_.size()});
    }
    parts_.back().size += bytes.size();
    copied_.insert(copied_.end(), bytes.begin(), bytes.end());
    bytes_ += bytes.size();
}

void WriteBatch::add_plain(std::vector<Frame> frames) {
    for (Frame& frame : frames) {
        copy(frame_head(frame.size()));
        if (frame.size() <= kCopyMax) {
            copy(frame);
            continue;
        }
        parts_.push_back(Piece{.outside = frame.data(), .size = frame.size()});
        bytes_ += frame.size();
        frames_.push_back(std::move(frame));
    }
}

bool WriteBatch::stage(TlsSession& tls, Bytes bytes) {
    while (!bytes.empty()) {
        if (staged_.empty() && bytes.size() >= kRecordBytes) {
            if (tls.write(bytes.first(kRecordBytes)) != TlsSession::Step::done) {
                return false;
            }
            bytes = bytes.subspan(kRecordBytes);
            continue;
        }
        const Bytes part = bytes.first(std::min(bytes.size(), kRecordBytes - staged_.size()));
        staged_.insert(staged_.end(), part.begin(), part.end());
        bytes = bytes.subspan(part.size());
        if (staged_.size() == kRecordBytes) {
            const TlsSession::Step step = tls.write(staged_);
            staged_.clear();
            if (step != TlsSession::Step::done) {
                return false;
            }
        }
    }
    return true;
}

bool WriteBatch::add_sealed(TlsSession& tls, const std::vector<Frame>& frames) {
    staged_.clear();
    for (const Frame& frame : frames) {
        if (!stage(tls, frame_head(frame.size())) || !stage(tls, frame)) {
            return false;
        }
    }
    return tls.write(staged_) == TlsSession::Step::done;
}

void WriteBatch::add_records_of(TlsSession& tls) {
    if (parts_.empty() || parts_.back().outside != nullptr) {
        parts_.push_back(Piece{.offset = copied_.size()});
    }
    const std::size_t before = copied_.size();
    tls.drain(copied_);
    parts_.back().size += copied_.size() - before;
    bytes_ += copied_.size() - before;
}

std::span<const asio::const_buffer> WriteBatch::pieces() {
    pieces_.clear();
    for (const Piece& part : parts_) {
        const std::uint8_t* at =
            part.outside != nullptr ? part.outside : copied_.data() + part.offset;
        pieces_.emplace_back(at, part.size);
    }
    return pieces_;
}

}  // namespace kura::cluster::net
