// Subprocess: another program run to its end, without a shell.
// Threads:  the caller waits
// Errors:   Result; the message is the program's own last words
#pragma once

#include "solver/base/result.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace kura::cli {

// Runs command (found in PATH) in `folder`, with standard input empty; what it prints goes to a
// file "log" there. Nothing is returned when it ended with 0.
[[nodiscard]] std::optional<base::Error> run_program(const std::vector<std::string>& command,
                                                     const std::filesystem::path& folder);

}  // namespace kura::cli
