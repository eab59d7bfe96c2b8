// Shell completion, made from the tree of commands and options, so that it can't be out of date.
// Threads:  pure functions
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace kura::cli {

// A script for bash: sub-commands, options, the values of options that have a fixed choice
// (their type name is in small letters, "this|that"), names of puzzle sets, files.
[[nodiscard]] std::string bash_completion(const CLI::App& app);

}  // namespace kura::cli
