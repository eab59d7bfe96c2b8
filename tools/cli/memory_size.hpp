// Memory size: how much the user lets the solver have, and how much this process may use at all.
// Shape:    "80%" of what the process may use, or bytes with a suffix: 512M, 4G, 1.5GiB
// Units:    bytes; suffixes are powers of 1024
// Errors:   Result with one line for the user
#pragma once

#include "solver/base/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace kura::cli {

struct MemorySize {
    double percent = 80;  // of what may be used, if bytes is 0
    std::size_t bytes = 0;

    [[nodiscard]] static base::Result<MemorySize> parse(std::string_view text);
    [[nodiscard]] std::size_t resolve(std::size_t usable_bytes) const;
};

// What is free for this process: the least of the machine's available memory, what its control
// groups (v1 or v2, with all their parents) still allow, and its address space limit.
// root: where to look for proc/ and sys/, "/" but in tests.
// Ensures: more than 0, whatever the files say.
[[nodiscard]] std::size_t usable_memory_bytes(const std::string& root = "/");

// What this process holds in memory now; 0 if the system doesn't tell.
[[nodiscard]] std::size_t resident_bytes(const std::string& root = "/");

}  // namespace kura::cli
