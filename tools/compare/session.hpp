// Session: makes the runs of a comparison that are still missing, one after the other.
// Shape:    turns in order; each run goes into the archive as soon as it is judged
// Invariants: when it is stopped or killed, at most the run in progress is lost
// Threads:  the caller's
// Errors:   Result: no folder, a program that is another one now, an archive that can't be written
#pragma once

#include "solver/base/result.hpp"
#include "tools/compare/archive.hpp"
#include "tools/compare/comparison.hpp"
#include "tools/compare/matrix.hpp"

#include <atomic>
#include <filesystem>
#include <functional>
#include <vector>

namespace kura::compare {

// Called before each turn: so many of all are done.
using Progress = std::function<void(const Turn&, std::size_t done, std::size_t all)>;

// Requires: folder is this session's own and empty; the archive has the comparison.
// Ensures: comparison.runs grows; finished is set if nothing is missing.
[[nodiscard]] base::Result<void> run_missing(Comparison& comparison, Archive& archive,
                                             const std::filesystem::path& folder,
                                             const std::atomic<bool>& stop,
                                             const Progress& progress);

}  // namespace kura::compare
