#include "solver/base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace kura::base {

void assert_failed(const char* expression, const char* file, int line,
                   std::initializer_list<long long> values) {
    std::fprintf(stderr, "kura: internal error: %s:%d: %s", file, line, expression);
    for (const long long value : values) {
        std::fprintf(stderr, " [%lld]", value);
    }
    std::fputc('\n', stderr);
    std::abort();
}

}  // namespace kura::base
