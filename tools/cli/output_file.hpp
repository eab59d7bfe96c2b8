// Output file: a whole text into a file or onto standard output.
// Invariants: a file is replaced in one step (rename), or it stays as it was
// Errors:   returned, with one line for the user
#pragma once

#include "solver/base/result.hpp"
#include "tools/cli/console.hpp"

#include <optional>
#include <string>

namespace kura::cli {

// path "-" is standard output.
[[nodiscard]] std::optional<base::Error> write_output(const std::string& path,
                                                      const std::string& text, Console& console);

}  // namespace kura::cli
