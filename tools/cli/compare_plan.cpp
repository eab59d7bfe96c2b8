#include "tools/cli/compare_plan.hpp"

#include "tools/cli/duration.hpp"
#include "tools/cli/set_paths.hpp"
#include "tools/compare/adapter.hpp"
#include "tools/compare/build.hpp"
#include "tools/compare/digest.hpp"
#include "tools/compare/import.hpp"
#include "tools/compare/machine.hpp"
#include "tools/compare/matrix.hpp"
#include "tools/compare/node_cluster.hpp"
#include "tools/compare/runner.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

namespace kura::cli {

namespace {

using compare::Comparison;

std::string joined(const std::vector<std::string>& words, const char* between) {
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : between) + word;
    }
    return text;
}

std::string program_path(const std::string& file) {
    std::error_code error;
    const auto path = std::filesystem::canonical(file, error);
    return error ? file : path.string();
}

base::Result<std::vector<compare::Build>> builds_of(const CompareArguments& arguments) {
    std::vector<std::string> named = arguments.builds;
    if (named.empty()) {
        named.emplace_back("this=/proc/self/exe");
    }
    std::vector<compare::Build> builds;
    for (const std::string& text : named) {
        const std::size_t equals = text.find('=');
        if (equals == std::string::npos || equals == 0) {
            return base::fail(base::ErrorCode::bad_input, "--build: want NAME=FILE, not " + text);
        }
        auto build =
            compare::probe_build(text.substr(0, equals), program_path(text.substr(equals + 1)));
        if (!build) {
            return tl::unexpected(build.error());
        }
        builds.push_back(*std::move(build));
    }
    return builds;
}

base::Result<std::vector<compare::SolverChoice>> solvers_of(const CompareArguments& arguments,
                                                            Comparison& comparison) {
    std::vector<compare::SolverChoice> choices;
    for (const std::string& argument : arguments.solvers) {
        const auto adapter = compare::adapter_of(argument);
        if (!adapter) {
            return tl::unexpected(adapter.error());
        }
        if (adapter->name == "kura") {
            return base::fail(base::ErrorCode::bad_input, "no other solver may be called kura");
        }
        const auto is_same = [&](const auto& other) { return other.name == adapter->name; };
        if (std::any_of(choices.begin(), choices.end(), is_same)) {
            return base::fail(base::ErrorCode::bad_input,
                              "two solvers are '" + adapter->name + "'");
        }
        compare::SolverChoice choice;
        choice.name = adapter->name;
        choice.command = adapter->command.text();
        choice.path = adapter->program;
        choice.has_threads = adapter->command.has("threads");
        choice.version = compare::probe_version(*adapter);
        choices.push_back(std::move(choice));
        comparison.adapters.push_back({adapter->name, adapter->text});
    }
    return choices;
}

// Puzzles of each set, spread over it, in the order of the arguments.
void add_puzzles(const PuzzleList& list, std::size_t sample, Comparison& comparison) {
    std::vector<std::string> names;
    std::map<std::string, std::vector<const Puzzle*>> sets;
    for (const Puzzle& puzzle : list.puzzles) {
        if (puzzle.usable()) {
            if (!sets.contains(puzzle.set)) {
                names.push_back(puzzle.set);
            }
            sets[puzzle.set].push_back(&puzzle);
        }
    }
    for (const std::string& name : names) {
        const std::vector<const Puzzle*>& all = sets[name];
        std::vector<const puzzles::Level*> chosen;
        for (const std::size_t place : compare::spread(all.size(), sample)) {
            chosen.push_back(&all[place]->level());
            comparison.puzzles.push_back(
                {static_cast<int>(comparison.sets.size()), all[place]->level()});
        }
        comparison.sets.push_back(
            {name, compare::digest_of_boards(chosen), static_cast<int>(chosen.size())});
    }
}

base::Result<void> add_hosts(const CompareArguments& arguments, Comparison& comparison) {
    if (arguments.hosts.empty()) {
        comparison.hosts.key_file = arguments.key_file;
        return {};
    }
    if (const auto command = compare::host_command_of(arguments.host_command); !command) {
        return tl::unexpected(command.error());
    }
    comparison.hosts = {arguments.hosts, arguments.host_command, arguments.host_program,
                        arguments.key_file};
    return {};
}

base::Result<void> add_configurations(const CompareArguments& arguments, Comparison& comparison) {
    auto builds = builds_of(arguments);
    if (!builds) {
        return tl::unexpected(builds.error());
    }
    auto solvers = solvers_of(arguments, comparison);
    if (!solvers) {
        return tl::unexpected(solvers.error());
    }
    compare::MatrixOptions options;
    options.builds = *std::move(builds);
    options.strategies = arguments.strategies;
    options.threads = arguments.threads;
    options.nodes = arguments.nodes;
    options.replicas = arguments.replicas;
    options.solvers = *std::move(solvers);
    options.has_hosts = !arguments.hosts.empty();
    options.cores = comparison.machine.cores;
    auto configurations = compare::configurations_of(options);
    if (!configurations) {
        return tl::unexpected(configurations.error());
    }
    comparison.configurations = *std::move(configurations);
    for (compare::Configuration& entry : comparison.configurations) {
        if (entry.solver == "kura") {
            entry.command = joined(compare::solve_words(comparison, entry), " ");
        }
    }
    return {};
}

}  // namespace

std::string archive_path(const CompareArguments& arguments) {
    if (!arguments.archive.empty()) {
        return arguments.archive;
    }
    const std::filesystem::path sets = user_sets_folder();
    return sets.empty() ? "" : (sets.parent_path() / "comparisons.sqlite").string();
}

base::Result<Comparison> plan_comparison(const CompareArguments& arguments, Console& console) {
    Comparison comparison;
    comparison.id = compare::new_id();
    comparison.name = arguments.name;
    comparison.started = compare::utc_now();
    comparison.command = arguments.command;
    comparison.machine = compare::this_machine();
    comparison.limits.seconds = arguments.seconds < kNoLimitSeconds ? arguments.seconds : 0;
    comparison.limits.memory_bytes = arguments.memory.resolve(usable_memory_bytes());
    comparison.repetitions = arguments.repetitions;
    comparison.seed = arguments.seed;
    comparison.objective = arguments.objective;
    comparison.local_first_seconds =
        arguments.local_first < kNoLimitSeconds ? arguments.local_first : 0;
    if (!arguments.selection.inputs.empty()) {
        const auto list = load_puzzles(arguments.selection);
        if (!list) {
            return tl::unexpected(list.error());
        }
        for (const std::string& problem : list->problems) {
            console.note(problem);
        }
        for (const Puzzle& puzzle : list->puzzles) {
            if (!puzzle.usable()) {
                console.note(puzzle.why_not);
            }
        }
        add_puzzles(*list, arguments.sample, comparison);
    }
    if (const auto done = add_hosts(arguments, comparison); !done) {
        return tl::unexpected(done.error());
    }
    if (!comparison.puzzles.empty()) {
        if (const auto done = add_configurations(arguments, comparison); !done) {
            return tl::unexpected(done.error());
        }
    }
    for (const std::string& file : arguments.imports) {
        if (const auto done = compare::import_file(file, comparison); !done) {
            return tl::unexpected(done.error());
        }
    }
    if (comparison.puzzles.empty()) {
        return base::fail(base::ErrorCode::bad_input, "no puzzle to run");
    }
    return comparison;
}

}  // namespace kura::cli
