// Huge arena: one range of address space that grows in place and costs memory only where touched.
// Shape:    a small one is on the heap; then reserve a long range without rights, and give rights
//           (commit) to its front as it grows. Thousands of small arenas thus cost no system calls
// Units:    bytes; commits are rounded up to whole pages
// Invariants: (1) base() is aligned to a huge page, once not on the heap; (2) fresh bytes are zero;
//           (3) contents survive every grow(), base() may change in one (on the heap, or when the
//           reservation is outgrown)
// Threads:  one owner; none of the methods may run concurrently
// Errors:   grow() says no when the system does; what was committed stays usable
// Source:   huge pages are asked for only from kHugeFromBytes on, so small arenas stay small
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace kura::search {

class HugeArena {
  public:
    static constexpr std::size_t kPageBytes = 4096;
    static constexpr std::size_t kHugePageBytes = std::size_t{2} << 20;
    static constexpr std::size_t kHeapBytesMax = std::size_t{64} << 10;
    // Rounding to 2 MB costs at most a quarter from here on.
    static constexpr std::size_t kHugeFromBytes = std::size_t{8} << 20;

    enum class Pages { small, huge_when_large };

    HugeArena() = default;
    explicit HugeArena(Pages pages) : pages_(pages) {}
    HugeArena(HugeArena&& other) noexcept;
    HugeArena& operator=(HugeArena&& other) noexcept;
    ~HugeArena();

    // What a commit of at least `bytes` comes to: whole pages, whole huge pages when large.
    [[nodiscard]] std::size_t rounded(std::size_t bytes) const;

    // Requires: bytes is rounded() and at least committed(); reserve_bytes is a wish, and halved
    // until the system agrees. Ensures: on true, committed() == bytes.
    [[nodiscard]] bool grow(std::size_t bytes, std::size_t reserve_bytes);

    [[nodiscard]] std::uint8_t* base() const { return base_; }
    [[nodiscard]] std::size_t committed() const { return committed_; }
    [[nodiscard]] std::size_t reserved() const { return reserved_; }

  private:
    void grow_on_heap(std::size_t bytes);
    bool leave_heap(std::size_t bytes, std::size_t reserve_bytes);
    bool reserve(std::size_t bytes_min, std::size_t bytes_wished);
    void release();
    void ask_for_huge_pages();

    std::unique_ptr<std::uint8_t[]> heap_;
    std::uint8_t* base_ = nullptr;
    std::size_t committed_ = 0;
    std::size_t reserved_ = 0;  // 0 while on the heap
    Pages pages_ = Pages::huge_when_large;
    bool huge_ = false;
};

}  // namespace kura::search
