// Version: what this program is and how it was built.
#pragma once

#include <string>

namespace kura::cli {

[[nodiscard]] std::string version_number();  // "0.1.0"

// Number, git commit, build type, compiler and flags; two lines for people.
[[nodiscard]] std::string version_text();

}  // namespace kura::cli
