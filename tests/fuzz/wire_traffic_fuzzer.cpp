// libFuzzer target; what it checks is described in wire_checks.hpp.
#include "tests/fuzz/wire_checks.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    kura::fuzz::check_wire_traffic({reinterpret_cast<const char*>(data), size});
    return 0;
}
