// Files that only their owner may read.
// Threads:  any
// Errors:   bad_input if others may read the file, too_large, io
#pragma once

#include "solver/base/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace kura::cluster::net {

inline constexpr std::size_t kPrivateFileMax = std::size_t{64} * 1024;

[[nodiscard]] base::Result<std::string> read_private_file(const std::string& path);

// The file is there completely or not at all, with mode 0600.
[[nodiscard]] base::Result<void> write_private_file(const std::string& path, std::string_view text,
                                                    bool replace);

}  // namespace kura::cluster::net
