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

// A folder of its own below the system's temporary one, gone when this is.
class TemporaryFolder {
  public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    // Empty if it could not be made.
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

}  // namespace kura::cli
