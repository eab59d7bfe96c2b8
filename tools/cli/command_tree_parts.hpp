// Parts of the command tree that have a file of their own.
#pragma once

#include "tools/cli/command_tree.hpp"

namespace kura::cli {

void add_solve_cluster(CLI::App* app, SolveArguments& solve);
void add_cluster_commands(CLI::App& app, Parsed& parsed);

}  // namespace kura::cli
