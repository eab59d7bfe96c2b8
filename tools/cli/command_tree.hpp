// The tree of commands and options, as CLI11 holds it: what parses, what --help and completion say.
// CLI11's header takes seconds to compile; only command_tree, command_line and completions see it.
// Threads:  none
// Errors:   values that can't be read: CLI::ValidationError, caught in command_line.cpp
#pragma once

#include "tools/cli/arguments.hpp"

#include <string>

namespace CLI {
class App;
}

namespace kura::cli {

// All that a command line can say; the sub-command chosen tells which of it counts.
struct Parsed {
    SolveArguments solve;
    OptimizeArguments optimize;
    VerifyArguments verify;
    ShowArguments show;
    InstallSetsArguments install;
    ConvertArguments convert;
    InspectArguments inspect;
    GenerateArguments generate;
    BenchArguments bench;
    CompareArguments compare;
    NodeArguments node;
    ClusterUpArguments cluster_up;
    ClusterStatusArguments cluster_status;
    JobsArguments jobs;
    StoreArguments store;
    KeyArguments key;
    SimArguments sim;
    std::string shell;
};

// Requires: parsed outlives the app's parsing, which writes into it.
void build_command_tree(CLI::App& app, Parsed& parsed);

}  // namespace kura::cli
