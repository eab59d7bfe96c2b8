// Temporary folder: a folder of its own below the system's temporary one, gone when this is.
// Threads:  one owner
// Errors:   path() is empty if it could not be made
#pragma once

#include <filesystem>

namespace kura::base {

class TemporaryFolder {
  public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

}  // namespace kura::base
