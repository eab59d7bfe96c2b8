// Where puzzle sets live, and what a name such as "xsokoban" or "microban:1-20" stands for.
// Shape:    a path that exists is that path; else a name is looked up in folders(), in order
// Threads:  reads the environment and the disk; no state
// Errors:   Result; an unknown name comes with the nearest known one
#pragma once

#include "solver/base/result.hpp"
#include "tools/cli/level_range.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace kura::cli {

// $XDG_DATA_HOME/kura/sets or ~/.local/share/kura/sets: what `kura puzzles install` fills.
[[nodiscard]] std::filesystem::path user_sets_folder();

// The user's folder, those of the installed program, those of a checkout; not all need exist.
[[nodiscard]] std::vector<std::filesystem::path> sets_folders();

struct InstalledSet {
    std::string name;  // "microban"
    std::filesystem::path path;
};

// By name; where two folders hold the same name the first folder's file counts.
[[nodiscard]] std::vector<InstalledSet> installed_sets();

struct Input {
    std::string path;  // a file, a folder, or "-"
    std::string set;   // what to call it in output: "microban"
    LevelRange levels;
};

[[nodiscard]] base::Result<Input> resolve_input(const std::string& argument);

}  // namespace kura::cli
