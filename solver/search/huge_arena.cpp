#include "solver/search/huge_arena.hpp"

#include "solver/base/assert.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <utility>

namespace kura::search {

namespace {

constexpr std::size_t round_up(std::size_t bytes, std::size_t unit) {
    return (bytes + unit - 1) / unit * unit;
}

// Maps `bytes` without rights, aligned to a huge page; nullptr if the system refuses.
std::uint8_t* map_aligned(std::size_t bytes) {
    constexpr std::size_t kAlign = HugeArena::kHugePageBytes;
    void* const mapped = ::mmap(nullptr, bytes + kAlign, PROT_NONE,
                                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped == MAP_FAILED) {
        return nullptr;
    }
    auto* const begin = static_cast<std::uint8_t*>(mapped);
    const std::size_t misaligned = reinterpret_cast<std::uintptr_t>(begin) % kAlign;
    const std::size_t head = misaligned == 0 ? 0 : kAlign - misaligned;
    if (head > 0) {
        ::munmap(begin, head);
    }
    ::munmap(begin + head + bytes, kAlign - head);
    return begin + head;
}

}  // namespace

HugeArena::HugeArena(HugeArena&& other) noexcept
    : heap_(std::move(other.heap_)),
      base_(std::exchange(other.base_, nullptr)),
      committed_(std::exchange(other.committed_, 0)),
      reserved_(std::exchange(other.reserved_, 0)),
      pages_(other.pages_),
      huge_(std::exchange(other.huge_, false)) {}

HugeArena& HugeArena::operator=(HugeArena&& other) noexcept {
    if (this != &other) {
        release();
        heap_ = std::move(other.heap_);
        base_ = std::exchange(other.base_, nullptr);
        committed_ = std::exchange(other.committed_, 0);
        reserved_ = std::exchange(other.reserved_, 0);
        pages_ = other.pages_;
        huge_ = std::exchange(other.huge_, false);
    }
    return *this;
}

HugeArena::~HugeArena() {
    release();
}

void HugeArena::release() {
    if (reserved_ > 0) {
        ::munmap(base_, reserved_);
    }
    heap_.reset();
    base_ = nullptr;
    committed_ = 0;
    reserved_ = 0;
}

std::size_t HugeArena::rounded(std::size_t bytes) const {
    const bool large = pages_ == Pages::huge_when_large && bytes >= kHugeFromBytes;
    return round_up(bytes, large ? kHugePageBytes : kPageBytes);
}

void HugeArena::grow_on_heap(std::size_t bytes) {
    auto fresh = std::make_unique<std::uint8_t[]>(bytes);
    std::copy_n(base_, committed_, fresh.get());
    heap_ = std::move(fresh);
    base_ = heap_.get();
    committed_ = bytes;
}

bool HugeArena::reserve(std::size_t bytes_min, std::size_t bytes_wished) {
    const std::size_t least = round_up(bytes_min, kHugePageBytes);
    std::size_t wish = std::max(least, round_up(bytes_wished, kHugePageBytes));
    std::uint8_t* fresh = map_aligned(wish);
    while (fresh == nullptr && wish > least) {
        wish = std::max(least, round_up(wish / 2, kHugePageBytes));
        fresh = map_aligned(wish);
    }
    if (fresh == nullptr) {
        return false;
    }
    if (committed_ > 0) {
        // Moves the pages, not the bytes.
        void* const moved =
            ::mremap(base_, committed_, committed_, MREMAP_MAYMOVE | MREMAP_FIXED, fresh);
        if (moved == MAP_FAILED) {
            ::munmap(fresh, wish);
            return false;
        }
        if (reserved_ > committed_) {
            ::munmap(base_ + committed_, reserved_ - committed_);
        }
    } else if (base_ != nullptr) {
        ::munmap(base_, reserved_);
    }
    base_ = fresh;
    reserved_ = wish;
    huge_ = false;
    return true;
}

bool HugeArena::leave_heap(std::size_t bytes, std::size_t reserve_bytes) {
    HugeArena mapped(pages_);
    if (!mapped.grow(bytes, reserve_bytes)) {
        return false;
    }
    std::copy_n(base_, committed_, mapped.base_);
    *this = std::move(mapped);
    return true;
}

void HugeArena::ask_for_huge_pages() {
#ifdef MADV_HUGEPAGE
    // Advice for the whole reservation, so that committing more never splits the mapping. The pages
    // already touched are collapsed once (kernel 6.1 and later); a refusal costs only speed.
    ::madvise(base_, reserved_, MADV_HUGEPAGE);
    constexpr int kMadviseCollapse = 25;  // MADV_COLLAPSE, missing in older headers
    if (committed_ >= kHugePageBytes) {
        ::madvise(base_, committed_ / kHugePageBytes * kHugePageBytes, kMadviseCollapse);
    }
#endif
    huge_ = true;
}

bool HugeArena::grow(std::size_t bytes, std::size_t reserve_bytes) {
    KURA_ASSERT(bytes >= committed_ && bytes == rounded(bytes), static_cast<long long>(bytes),
                static_cast<long long>(committed_));
    if (reserved_ == 0 && bytes <= kHeapBytesMax) {
        grow_on_heap(bytes);
        return true;
    }
    if (reserved_ == 0 && committed_ > 0) {
        return leave_heap(bytes, reserve_bytes);
    }
    if (bytes > reserved_ && !reserve(bytes, reserve_bytes)) {
        return false;
    }
    if (!huge_ && pages_ == Pages::huge_when_large && bytes >= kHugeFromBytes) {
        ask_for_huge_pages();
    }
    if (bytes > committed_ &&
        ::mprotect(base_ + committed_, bytes - committed_, PROT_READ | PROT_WRITE) != 0) {
        return false;
    }
    committed_ = bytes;
    return true;
}

}  // namespace kura::search
