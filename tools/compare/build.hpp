// Build: what a program says of itself when it is asked for its version.
// Threads:  the caller waits; see run_process.hpp
// Errors:   Result: a program that can't be run, or is no kura
#pragma once

#include "solver/base/result.hpp"
#include "tools/compare/adapter.hpp"
#include "tools/compare/comparison.hpp"

#include <string>
#include <string_view>

namespace kura::compare {

// Of a kura, with the digest of its file.
[[nodiscard]] base::Result<Build> probe_build(const std::string& name, const std::string& path);

// Of another solver: the first line that its version command prints; empty if it has none.
[[nodiscard]] std::string probe_version(const Adapter& adapter);

// Version, commit, compiler and flags in what `kura --version` prints.
[[nodiscard]] Build read_version(std::string_view text);

}  // namespace kura::compare
