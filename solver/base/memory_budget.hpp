// Memory budget: one hard limit shared by all tables and queues of a process (or of one job).
// Units:    bytes
// Shape:    what is acquired, and what the owner of the limit measures the rest to be (code,
// boards,
//           batches on their way): together they decide what is still given
// Invariants: used() never exceeds limit(); every acquired byte is released once
// Threads:  any; one relaxed atomic update a call, so ask for chunks, not for records
// Errors:   try_acquire says no; the caller turns that into the verdict "gave up: memory"
#pragma once

#include "solver/base/assert.hpp"

#include <atomic>
#include <cstddef>

namespace kura::base {

class MemoryBudget {
  public:
    explicit MemoryBudget(std::size_t limit_bytes) : limit_(limit_bytes) {}
    MemoryBudget(const MemoryBudget&) = delete;
    MemoryBudget& operator=(const MemoryBudget&) = delete;

    [[nodiscard]] bool try_acquire(std::size_t bytes) {
        const std::size_t rest = rest_.load(std::memory_order_relaxed);
        const std::size_t limit = limit_ - (rest < limit_ ? rest : limit_);
        std::size_t before = used_.load(std::memory_order_relaxed);
        do {
            if (bytes > limit || before > limit - bytes) {
                return false;
            }
        } while (!used_.compare_exchange_weak(before, before + bytes, std::memory_order_relaxed));
        std::size_t peak = peak_.load(std::memory_order_relaxed);
        while (peak < before + bytes &&
               !peak_.compare_exchange_weak(peak, before + bytes, std::memory_order_relaxed)) {
        }
        return true;
    }

    void release(std::size_t bytes) {
        const std::size_t before = used_.fetch_sub(bytes, std::memory_order_relaxed);
        KURA_ASSERT(before >= bytes, static_cast<long long>(before), static_cast<long long>(bytes));
    }

    // What the process holds besides what was acquired; may change at any time.
    void set_rest(std::size_t bytes) { rest_.store(bytes, std::memory_order_relaxed); }

    [[nodiscard]] std::size_t used() const { return used_.load(std::memory_order_relaxed); }
    [[nodiscard]] std::size_t peak() const { return peak_.load(std::memory_order_relaxed); }
    [[nodiscard]] std::size_t limit() const { return limit_; }

  private:
    const std::size_t limit_;
    std::atomic<std::size_t> used_{0};
    std::atomic<std::size_t> peak_{0};
    std::atomic<std::size_t> rest_{0};
};

}  // namespace kura::base
