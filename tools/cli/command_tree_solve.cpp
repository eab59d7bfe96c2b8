// The command that solves, with all its options.
#include "solver/base/limits.hpp"
#include "tools/cli/command_tree_parts.hpp"
#include "tools/cli/duration.hpp"
#include "tools/text/text.hpp"

namespace kura::cli {

namespace {

constexpr int kJobsMax = 256;

void add_solve_limits(CLI::App* app, SolveArguments& solve) {
    add_parsed<double>(app, "-t,--time", solve.seconds, &parse_seconds,
                       "Time for each puzzle: 600, 90s, 10m; 0 for no limit [600]")
        ->type_name("TIME")
        ->envname("KURA_TIME")
        ->group("Limits");
    add_parsed<MemorySize>(app, "-m,--memory", solve.memory, &MemorySize::parse,
                           "Memory for all jobs together: 4G, 512M, or a share of\n"
                           "what this process may use [80%]")
        ->type_name("SIZE")
        ->envname("KURA_MEMORY")
        ->group("Limits");
    app->add_option("--nodes-max", solve.nodes_max, "Give up after expanding so many states")
        ->type_name("N")
        ->group("Limits");
    app->add_option("--threads", solve.threads, "Threads, shared out among the jobs [all cores]")
        ->check(CLI::Range(1, base::kThreadsMax).description(""))
        ->type_name("N")
        ->envname("KURA_THREADS")
        ->group("Limits");
    app->add_option("-j,--jobs", solve.jobs, "Puzzles to solve at the same time [1]")
        ->check(CLI::Range(1, kJobsMax).description(""))
        ->type_name("N")
        ->envname("KURA_JOBS")
        ->group("Limits");
}

void add_solve_search(CLI::App* app, SolveArguments& solve) {
    add_choice<Objective>(app, "--optimal", solve.objective,
                          {{"pushes", Objective::pushes}, {"moves", Objective::moves}},
                          "Find a solution proved to be the shortest, in pushes or moves")
        ->group("Search");
    std::vector<std::pair<std::string, std::string>> strategies;
    for (const StrategyInfo& strategy : strategy_names()) {
        strategies.emplace_back(strategy.name, strategy.name);
    }
    add_choice<std::string>(app, "--strategy", solve.strategy, strategies,
                            "How to search [auto]; see below")
        ->type_name("NAME")
        ->group("Search");
    app->add_flag_callback(
           "--no-prune", [&solve] { solve.prune = false; },
           "No deadlock tests at all: slow; for checking the others")
        ->group("Search");
    app->add_option("--seed", solve.seed, "Another order among equal moves [1]")
        ->type_name("N")
        ->group("Search");
}

void add_solve_optimize(CLI::App* app, SolveArguments& solve) {
    // A flag takes its value after "=" only, so it never swallows the file that follows.
    app->add_flag("--optimize")
        ->description(
            "Make each solution shorter before it is reported, in pushes;\n"
            "--optimize=moves: in moves")
        ->each([&solve](const std::string& word) {
            if (word != "true" && word != "pushes" && word != "moves") {
                throw CLI::ValidationError("--optimize", "'" + word + "' is none of pushes|moves");
            }
            // --optimal has been read by now, wherever it stood.
            const bool moves =
                word == "moves" || (word == "true" && solve.objective == Objective::moves);
            solve.optimize = moves ? optimize::Objective::moves : optimize::Objective::pushes;
        })
        ->group("Search");
    add_parsed<double>(app, "--optimize-time", solve.optimize_seconds, &parse_seconds,
                       "Time for that, for each solution [10]")
        ->type_name("TIME")
        ->group("Search");
}

void add_solve_output(CLI::App* app, SolveArguments& solve) {
    app->add_option("-o,--output", solve.output,
                    "Write the puzzles solved, with solutions, as they come")
        ->type_name("FILE")
        ->group("Output");
    app->add_option("--resume", solve.resume,
                    "Skip what this file has right solutions for; new ones are\n"
                    "added to it, unless -o names another file")
        ->type_name("FILE")
        ->group("Output");
    auto* json = app->add_flag_callback(
        "--json", [&solve] { solve.format = ResultFormat::json; }, "One JSON object at the end");
    auto* lines = app->add_flag_callback(
        "--jsonl", [&solve] { solve.format = ResultFormat::json_lines; },
        "One JSON object a puzzle, as soon as it is decided");
    json->group("Output")->excludes(lines);
    lines->group("Output");
    app->add_flag("--explain", solve.explain,
                  "Say how each strategy went, and draw how far it came")
        ->group("Output");
    // With one word to choose from there is no "|" for completion; it offers the word itself.
    app->add_option_function<std::string>(
           "--stats",
           [&solve](const std::string& kind) {
               if (kind != "yasc") {
                   throw CLI::ValidationError("--stats", "'" + kind + "' is not yasc");
               }
               solve.yasc_stats = true;
           },
           "yasc: also write times.txt and solutions.sok as YASC does")
        ->type_name("yasc")
        ->group("Output");
    app->add_option("--stats-dir", solve.stats_folder, "Where --stats writes [.]")
        ->type_name("FOLDER")
        ->group("Output");
    add_color(app, solve.color);
}

}  // namespace

void add_solve(CLI::App& app, SolveArguments& solve) {
    CLI::App* command = app.add_subcommand("solve", "Solve puzzles");
    add_selection(command, solve.selection, true);
    add_solve_search(command, solve);
    add_solve_optimize(command, solve);
    add_solve_limits(command, solve);
    add_solve_cluster(command, solve);
    add_solve_output(command, solve);
    std::string footer = "Strategies:\n";
    for (const StrategyInfo& strategy : strategy_names()) {
        footer += "  " + text::fit(strategy.name, 18) + std::string(strategy.help) + "\n";
    }
    footer +=
        "\nExamples:\n"
        "  kura solve microban --time 10            every puzzle of a set, 10 s each\n"
        "  kura solve xsokoban:1-5 --optimal pushes shortest solutions, proved\n"
        "  kura solve my.xsb -o solved.sok          keep the solutions\n"
        "  kura solve my.xsb --optimize             and make them shorter, 10 s each\n"
        "  kura solve my.xsb --resume solved.sok    go on where that stopped\n"
        "  kura solve my.xsb --explain              where does it get stuck?\n"
        "  echo '5#|#@$.#|5#' | kura solve -        a puzzle pasted, RLE too\n"
        "  kura solve sets/ --jobs 4 --jsonl        for programs\n"
        "\nExit codes: 0 all solved, 1 a batch with some unsolved; for one puzzle 11 unsolvable,\n"
        "12 gave up, 22 memory, 23 time, 24 nodes; 2 usage, 33 bad input, 35 no cluster answers,\n"
        "130 and 143 stopped.";
    command->footer(footer);
}

}  // namespace kura::cli
