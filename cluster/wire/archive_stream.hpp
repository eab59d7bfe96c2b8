// Archive streams: numbers and sizes as Cereal's portable binary archive writes and reads them.
// Cereal itself stays in the .cpp. It believes every size it reads, so the source asks it for
// nothing that is not there: each size is checked against its limit and against the bytes that
// remain, before anything is stored.
// Shape:    Cereal's: a byte 1 for little-endian, then numbers at their width, sizes as u64
// Invariants: the source never asks for more bytes than remain
// Threads:  one owner; the bytes outlive both
// Errors:   the source's first problem sticks, all it gives afterwards is zero, and finish() tells.
//           Exceptions of Cereal end here
// Source:   Cereal 1.3 (Grant, Voorhies 2014)
#pragma once

#include "solver/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace kura::cluster::wire {

class ArchiveSink {
  public:
    explicit ArchiveSink(std::vector<std::uint8_t>& out);
    ~ArchiveSink();
    ArchiveSink(const ArchiveSink&) = delete;
    ArchiveSink& operator=(const ArchiveSink&) = delete;

    // Requires: width is 1, 2, 4 or 8.
    void numbers(const void* from, std::size_t count, std::size_t width);
    void size(std::size_t count);

  private:
    struct Stream;
    std::unique_ptr<Stream> stream_;
};

class ArchiveSource {
  public:
    explicit ArchiveSource(std::span<const std::uint8_t> bytes);
    ~ArchiveSource();
    ArchiveSource(const ArchiveSource&) = delete;
    ArchiveSource& operator=(const ArchiveSource&) = delete;

    // Requires: width is 1, 2, 4 or 8. Ensures: unless all is well `to` holds zeros.
    void numbers(void* to, std::size_t count, std::size_t width);
    // Requires: element_bytes, the least an element takes, is not 0.
    // Ensures: at most `max`, and so many elements may be there.
    [[nodiscard]] std::size_t size(std::size_t max, std::size_t element_bytes);

    // Notes what is wrong, unless something was before. Ensures: nothing has been wrong so far.
    bool check(bool condition, const char* problem);
    [[nodiscard]] bool ok() const { return problem_ == nullptr; }
    [[nodiscard]] std::size_t remaining() const;
    // An error unless everything was right and everything was read.
    [[nodiscard]] base::Result<void> finish(std::string_view what);

  private:
    struct Stream;
    std::unique_ptr<Stream> stream_;
    const char* problem_ = nullptr;  // a literal
};

}  // namespace kura::cluster::wire
