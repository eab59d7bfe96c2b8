// Classic sets: the maps of Debian's package cavepacker-data, put together to one file a set.
// Shape:    maps/NAME0001.sok holds one puzzle, NAME0001.sol its known solution (counted LURD)
// Threads:  none
// Errors:   Result when files can't be written; odd maps are left out and counted
#pragma once

#include "solver/base/result.hpp"
#include "tools/cli/console.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace kura::cli {

struct AssembledSet {
    std::string name;  // "microban"
    int puzzles = 0;
    int solutions = 0;  // known ones that verify accepts
};

// Writes NAME.sok into `sets` for every classic set that has maps in the folder `maps`.
[[nodiscard]] base::Result<std::vector<AssembledSet>> assemble_sets(
    const std::filesystem::path& maps, const std::filesystem::path& sets, Console& console);

}  // namespace kura::cli
