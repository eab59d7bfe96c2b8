// Commands: each does what its arguments ask for and returns the exit code of the program.
// Threads:  called from the main thread; solve starts threads of its own
// Errors:   printed; the exit code tells their kind (exit_codes.hpp)
#pragma once

#include "tools/cli/arguments.hpp"

namespace kura::cli {

int run(const SolveArguments& arguments);
int run(const OptimizeArguments& arguments);
int run(const VerifyArguments& arguments);
int run(const ShowArguments& arguments);
int run(const ListSetsArguments& arguments);
int run(const InstallSetsArguments& arguments);
int run(const ConvertArguments& arguments);
int run(const InspectArguments& arguments);
int run(const GenerateArguments& arguments);
int run(const BenchArguments& arguments);
int run(const CompareArguments& arguments);

// Clusters.
int run(const NodeArguments& arguments);
int run(const ClusterUpArguments& arguments);
int run(const ClusterStatusArguments& arguments);
int run(const ClusterDownArguments& arguments);
int run(const JobsArguments& arguments);
int run(const StoreArguments& arguments);
int run(const KeyArguments& arguments);
int run(const SimArguments& arguments);

// For puzzles and texts that a command prints itself.
int run(const CompletionsArguments& arguments);
int run(const PrintText& arguments);
int run(const UsageError& arguments);

}  // namespace kura::cli
