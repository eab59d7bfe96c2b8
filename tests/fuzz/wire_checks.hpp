// What must hold for any bytes that come from a network; shared by the libFuzzer targets and the
// smoke test.
// Shape:    one function a decoder. Each decodes; what is accepted has to encode to the same bytes
// Threads:  pure functions
// Errors:   abort, which both a fuzzer and ctest report
#pragma once

#include <cstdint>
#include <string_view>

namespace kura::fuzz {

inline constexpr std::uint64_t kFuzzCluster = 42;

void check_wire_search(std::string_view bytes);
void check_wire_traffic(std::string_view bytes);
void check_wire_gossip(std::string_view bytes);
// Also that an accepted view passes the changes a register would make to it.
void check_wire_register(std::string_view bytes);
void check_wire_store(std::string_view bytes);
void check_wire_control(std::string_view bytes);
// An envelope and a request or a reply.
void check_wire_clients(std::string_view bytes);

}  // namespace kura::fuzz
