#include "solver/base/temporary_folder.hpp"

#include <cstdlib>
#include <string>
#include <system_error>

namespace kura::base {

TemporaryFolder::TemporaryFolder() {
    std::error_code error;
    // The X's are mkdtemp's to fill in.
    std::string name = (std::filesystem::temp_directory_path(error) / "kura.XXXXXX").string();
    if (!error && mkdtemp(name.data()) != nullptr) {
        path_ = name;
    }
}

TemporaryFolder::~TemporaryFolder() {
    if (!path_.empty()) {
        std::error_code error;
        std::filesystem::remove_all(path_, error);
    }
}

}  // namespace kura::base
