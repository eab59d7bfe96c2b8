#include "tests/cluster/wire/allocations.hpp"

#include <cstdlib>
#include <new>

namespace kura::cluster::wire {

namespace {

std::size_t counted = 0;

void* try_allocate(std::size_t size) noexcept {
    counted += size;
    return std::malloc(size);
}

void* allocate(std::size_t size) {
    if (void* const memory = try_allocate(size)) {
        return memory;
    }
    throw std::bad_alloc();
}

}  // namespace

std::size_t allocated_bytes() {
    return counted;
}

}  // namespace kura::cluster::wire

void* operator new(std::size_t size) {
    return kura::cluster::wire::allocate(size);
}
void* operator new[](std::size_t size) {
    return kura::cluster::wire::allocate(size);
}
// These too, or memory of the library's own comes to the operators below.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return kura::cluster::wire::try_allocate(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
    return kura::cluster::wire::try_allocate(size);
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete[](void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
    std::free(memory);
}
