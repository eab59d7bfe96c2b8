// Digests: short names for contents, so that two things that differ are never taken for one.
// Shape:    XXH3, 64 bits, 16 hexadecimal digits
// Threads:  pure functions; of_file reads the disk
// Errors:   a file that can't be read: empty
#pragma once

#include "puzzles/level/level.hpp"

#include <string>
#include <vector>

namespace kura::compare {

[[nodiscard]] std::string digest_of_boards(const std::vector<const puzzles::Level*>& levels);
[[nodiscard]] std::string digest_of_file(const std::string& path);

}  // namespace kura::compare
