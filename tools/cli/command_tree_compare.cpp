// The command that compares, with all its options.
#include "solver/base/limits.hpp"
#include "tools/cli/command_tree_parts.hpp"
#include "tools/cli/duration.hpp"
#include "tools/compare/plan_limits.hpp"

namespace kura::cli {

namespace {

constexpr int kNodesAskedMax = 64;
constexpr int kReplicasAskedMax = 7;

std::vector<std::string> strategies() {
    std::vector<std::string> names;
    for (const StrategyInfo& strategy : strategy_names()) {
        names.emplace_back(strategy.name);
    }
    return names;
}

void add_matrix(CLI::App* app, CompareArguments& compare) {
    app->add_option("--strategies", compare.strategies, "Of kura solve, separated by commas [auto]")
        ->delimiter(',')
        ->check(CLI::IsMember(strategies()).description(""))
        ->type_name("LIST")
        ->group("Matrix");
    app->add_option("--threads", compare.threads, "Numbers of threads, such as 1,2 [1]")
        ->delimiter(',')
        ->check(CLI::Range(1, base::kThreadsMax).description(""))
        ->type_name("LIST")
        ->group("Matrix");
    app->add_option("--nodes", compare.nodes, "Clusters of so many nodes; 0: none [0]")
        ->delimiter(',')
        ->check(CLI::Range(0, kNodesAskedMax).description(""))
        ->type_name("LIST")
        ->group("Matrix");
    app->add_option("--replicas", compare.replicas, "Copies N that clusters keep of a state [1]")
        ->delimiter(',')
        ->check(CLI::Range(1, kReplicasAskedMax).description(""))
        ->type_name("LIST")
        ->group("Matrix");
    app->add_option("--build", compare.builds,
                    "Another kura to run, again for each; the first one is\n"
                    "what --fail-if holds the others against [this one]")
        ->type_name("NAME=FILE")
        ->allow_extra_args(false)
        ->group("Matrix");
    app->add_option("--solver", compare.solvers,
                    "Another solver, again for each: an adapter file, or\n"
                    "festival=PROGRAM, yass=PROGRAM")
        ->type_name("ADAPTER")
        ->allow_extra_args(false)
        ->group("Matrix");
    app->add_option("--import", compare.imports,
                    "Results made elsewhere: JSON of hyperfine, or times.txt of\n"
                    "YASC with its solutions.sok beside it")
        ->type_name("FILE")
        ->allow_extra_args(false)
        ->group("Matrix");
    add_choice<std::string>(app, "--optimal", compare.objective,
                            {{"pushes", "pushes"}, {"moves", "moves"}},
                            "Shortest solutions, proved")
        ->group("Matrix");
}

void add_hosts(CLI::App* app, CompareArguments& compare) {
    add_parsed<double>(app, "--local-first", compare.local_first, &parse_seconds,
                       "One node of a cluster tries alone first, so long [0]")
        ->type_name("TIME")
        ->group("Clusters");
    app->add_option("--hosts", compare.hosts, "Where nodes run, in turn [this machine]")
        ->delimiter(',')
        ->type_name("LIST")
        ->group("Clusters");
    app->add_option("--host-command", compare.host_command,
                    "How a command is run on {host} [ssh {host} {command}]")
        ->type_name("COMMAND")
        ->group("Clusters");
    app->add_option("--host-program", compare.host_program, "kura on the hosts [kura]")
        ->type_name("FILE")
        ->group("Clusters");
    app->add_option("--key-file", compare.key_file, "The clusters' key, on the hosts as well")
        ->type_name("FILE")
        ->group("Clusters");
}

void add_limits(CLI::App* app, CompareArguments& compare) {
    app->add_option("--sample", compare.sample, "So many puzzles of each set, spread over it")
        ->type_name("N")
        ->group("Selection");
    add_parsed<double>(app, "-t,--time", compare.seconds, &parse_seconds,
                       "Time for each run, start of the program included [10]")
        ->type_name("TIME")
        ->group("Limits");
    add_parsed<MemorySize>(app, "-m,--memory", compare.memory, &MemorySize::parse,
                           "Memory for each run [80%]")
        ->type_name("SIZE")
        ->group("Limits");
    app->add_option("--repetitions", compare.repetitions,
                    "Runs of each configuration on each puzzle [1];\n"
                    "intervals need 5")
        ->check(CLI::Range(1, compare::kRepetitionsMax).description(""))
        ->type_name("N")
        ->group("Limits");
    app->add_option("--seed", compare.seed, "Of the first repetition; each has its own [1]")
        ->type_name("N")
        ->group("Limits");
}

void add_archive(CLI::App* app, CompareArguments& compare) {
    app->add_option("--name", compare.name, "What to call this comparison in the archive")
        ->type_name("NAME")
        ->group("Archive");
    // A flag takes its value after "=" only, so it never swallows the file that follows.
    app->add_flag("--resume{last}", compare.resume,
                  "Go on where the last one stopped; --resume=NAME: that one")
        ->type_name("NAME")
        ->group("Archive");
    app->add_flag("--show{last}", compare.show, "Print the last one again; --show=NAME: that one")
        ->type_name("NAME")
        ->group("Archive");
    app->add_flag("--history", compare.history, "List all comparisons, the newest first")
        ->group("Archive");
    CLI::Option* baseline =
        app->add_option("--baseline", compare.baseline,
                        "What --fail-if compares with: last, a name, an id\n[the first --build]")
            ->type_name("NAME")
            ->group("Archive");
    CLI::Option* gate = app->add_option("--fail-if", compare.fail_if,
                                        "Exit with 1 if this holds, such as 'states_per_s < 0.95'")
                            ->type_name("CONDITION")
                            ->group("Archive");
    baseline->needs(gate);
    app->add_option("--archive", compare.archive,
                    "The archive [~/.local/share/kura/comparisons.sqlite]")
        ->type_name("FILE")
        ->envname("KURA_ARCHIVE")
        ->group("Archive");
}

void add_output(CLI::App* app, CompareArguments& compare) {
    using Format = CompareArguments::Format;
    auto* json = app->add_flag_callback(
        "--json", [&compare] { compare.format = Format::json; }, "One JSON object");
    auto* csv = app->add_flag_callback(
        "--csv", [&compare] { compare.format = Format::csv; }, "One line a run");
    auto* markdown = app->add_flag_callback(
        "--md", [&compare] { compare.format = Format::markdown; }, "Tables for Markdown");
    json->group("Output")->excludes(csv)->excludes(markdown);
    csv->group("Output")->excludes(markdown);
    markdown->group("Output");
    app->add_option("--html", compare.html, "Also write a page with plots and all figures")
        ->type_name("FILE")
        ->group("Output");
    add_color(app, compare.color);
}

}  // namespace

void add_compare(CLI::App& app, CompareArguments& compare) {
    CLI::App* command =
        app.add_subcommand("compare", "Run configurations, builds and solvers in turn, and judge");
    add_selection(command, compare.selection, true);
    command->get_option("FILE|SET")->required(false);
    add_matrix(command, compare);
    add_limits(command, compare);
    add_hosts(command, compare);
    add_archive(command, compare);
    add_output(command, compare);
    command->footer(
        "Each run is a process of its own, taken in turn A B B A, and its solution is replayed\n"
        "by the independent judge. What is unverified counts as unsolved.\n\n"
        "Examples:\n"
        "  kura compare microban --sample 20 --strategies auto,astar --threads 1,2\n"
        "  kura compare xsokoban --build old=./kura-old --build new=./kura --repetitions 5 \\\n"
        "      --fail-if 'seconds > 1.05'\n"
        "  kura compare microban --sample 5 --optimal pushes --nodes 1,2,4 --replicas 1,3\n"
        "  kura compare sasquatch --time 60 --solver festival=./festival --name weekend\n"
        "  kura compare --resume; kura compare --show=weekend --md; kura compare --history\n"
        "  kura compare xsokoban --baseline last --fail-if 'states_per_s < 0.95 or solved < 1'\n"
        "\nExit codes: 0 done, 1 --fail-if holds, 2 usage, 33 bad input, 130 and 143 stopped\n"
        "(--resume goes on).");
}

}  // namespace kura::cli
