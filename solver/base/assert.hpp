// Checks that stay on in Release: a broken invariant stops the process with what is known about it.
// KURA_ASSERT(condition, integers...)   always on
// KURA_DASSERT(condition, integers...)  debug builds only; for loops that run per expanded state
// Threads: any. Errors: prints one line to stderr, then aborts.
#pragma once

#include <initializer_list>

namespace kura::base {

[[noreturn]] void assert_failed(const char* expression, const char* file, int line,
                                std::initializer_list<long long> values);

}  // namespace kura::base

// The values are listed by a lambda-free helper so that they are evaluated only on failure.
#define KURA_ASSERT(condition, ...)                                                     \
    do {                                                                                \
        if (!(condition)) [[unlikely]] {                                                \
            ::kura::base::assert_failed(#condition, __FILE__, __LINE__, {__VA_ARGS__}); \
        }                                                                               \
    } while (false)

#ifdef NDEBUG
#define KURA_DASSERT(condition, ...) \
    do {                             \
    } while (false)
#else
#define KURA_DASSERT(condition, ...) KURA_ASSERT(condition __VA_OPT__(, ) __VA_ARGS__)
#endif
