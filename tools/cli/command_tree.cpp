#include "tools/cli/command_tree.hpp"

#include "solver/base/limits.hpp"
#include "tools/bench/groups.hpp"
#include "tools/cli/command_tree_parts.hpp"
#include "tools/cli/duration.hpp"
#include "tools/cli/version.hpp"

#include <CLI/CLI.hpp>

#include <utility>

namespace kura::cli {

void add_color(CLI::App* app, ColorMode& color) {
    add_choice<ColorMode>(app, "--color", color,
                          {{"auto", ColorMode::automatic},
                           {"always", ColorMode::always},
                           {"never", ColorMode::never}},
                          "Colours; auto: on a terminal, unless NO_COLOR is set")
        ->group("Output");
}

void add_selection(CLI::App* app, Selection& selection, bool many) {
    const std::string help =
        "Puzzle files, folders, names of sets (microban,\n"
        "microban:1-20), or - for standard input";
    auto* option =
        many ? app->add_option("FILE|SET", selection.inputs, help)
             : app->add_option_function<std::string>(
                   "FILE|SET",
                   [&selection](const std::string& input) { selection.inputs = {input}; }, help);
    option->required()->type_name("");
    add_parsed<LevelRange>(app, "-l,--level", selection.levels, &LevelRange::parse,
                           "Only these puzzles of each file, such as 3,7-9 or 100-")
        ->type_name("LIST")
        ->group("Selection");
    app->add_option("--from", selection.from, "Only puzzles from this number on")
        ->check(CLI::PositiveNumber.description(""))
        ->type_name("N")
        ->group("Selection");
    app->add_option("--to", selection.to, "Only puzzles up to this number")
        ->check(CLI::PositiveNumber.description(""))
        ->type_name("N")
        ->group("Selection");
}

namespace {

constexpr int kSideMin = 3;
constexpr int kGeneratedMax = 100'000;

void add_optimize(CLI::App& app, OptimizeArguments& optimize) {
    CLI::App* command = app.add_subcommand("optimize", "Make stored solutions shorter");
    add_selection(command, optimize.selection, true);
    add_choice<optimize::Objective>(
        command, "--objective", optimize.objective,
        {{"pushes", optimize::Objective::pushes}, {"moves", optimize::Objective::moves}},
        "What counts first; the other decides ties [pushes]")
        ->group("Search");
    command->add_option("--seed", optimize.seed, "Other parts of the solution first [1]")
        ->type_name("N")
        ->group("Search");
    add_parsed<double>(command, "-t,--time", optimize.seconds, &parse_seconds,
                       "Time for each puzzle: 10, 90s, 10m; 0 for no limit [10]")
        ->type_name("TIME")
        ->group("Limits");
    add_parsed<MemorySize>(command, "-m,--memory", optimize.memory, &MemorySize::parse,
                           "Memory: 4G, 512M, or a share of what this process may use [80%]")
        ->type_name("SIZE")
        ->envname("KURA_MEMORY")
        ->group("Limits");
    command
        ->add_option("--nodes-max", optimize.nodes_max,
                     "End a puzzle after expanding so many states")
        ->type_name("N")
        ->group("Limits");
    command->add_option("--threads", optimize.threads, "Threads [all cores]")
        ->check(CLI::Range(1, base::kThreadsMax).description(""))
        ->type_name("N")
        ->envname("KURA_THREADS")
        ->group("Limits");
    command
        ->add_option("-o,--output", optimize.output,
                     "Write the puzzles selected, with their best solutions; may\n"
                     "be the input itself")
        ->type_name("FILE")
        ->group("Output");
    auto* json = command->add_flag_callback(
        "--json", [&optimize] { optimize.format = ResultFormat::json; },
        "One JSON object at the end");
    auto* lines = command->add_flag_callback(
        "--jsonl", [&optimize] { optimize.format = ResultFormat::json_lines; },
        "One JSON object a puzzle");
    json->group("Output")->excludes(lines);
    lines->group("Output");
    add_color(command, optimize.color);
    command->footer(
        "Examples:\n"
        "  kura optimize solved.sok -o shorter.sok            10 s each\n"
        "  kura optimize solved.sok -o solved.sok --time 2m   in place\n"
        "  kura optimize solved.sok:7 --objective moves\n"
        "\nExit codes: 0 every puzzle has a right solution, 1 some have none, 33 bad input,\n"
        "130 and 143 stopped (what was found by then is written).");
}

void add_verify(CLI::App& app, VerifyArguments& verify) {
    CLI::App* command = app.add_subcommand("verify", "Replay solutions and measure them");
    add_selection(command, verify.selection, false);
    command
        ->add_option("LURD,--solution", verify.solutions,
                     "Solutions to check instead of the stored ones")
        ->type_name("LURD");
    command
        ->add_option("--against", verify.against,
                     "A file or set: its puzzles must all have a right solution in FILE")
        ->type_name("SET")
        ->group("Selection");
    add_color(command, verify.color);
    command->footer(
        "Examples:\n"
        "  kura verify solutions.sok                      every stored solution\n"
        "  kura verify solutions.sok --against microban   is the set complete?\n"
        "  kura verify microban:1 DDrdrruLuLDDuulldRR     this solution\n"
        "\nExit codes: 0 all right, 1 something is wrong or missing, 33 bad input.");
}

void add_show(CLI::App& app, ShowArguments& show) {
    CLI::App* command = app.add_subcommand("show", "Draw puzzles, or play a solution");
    add_selection(command, show.selection, true);
    command->add_flag("--rle", show.run_lengths, "Print each board on one line, run-length encoded")
        ->group("Output");
    command
        ->add_flag("--play", show.play,
                   "Play a solution on the terminal: the stored one, the one\n"
                   "given with --solution, or one found now")
        ->group("Output");
    command->add_option("--solution", show.solution, "Solution to play")
        ->type_name("LURD")
        ->group("Output");
    command->add_option("--speed", show.steps_per_second, "Moves a second [8]")
        ->check(CLI::Range(0.1, 1000.0).description(""))
        ->type_name("N")
        ->group("Output");
    add_color(command, show.color);
    command->footer(
        "Examples:\n"
        "  kura show microban:1\n"
        "  kura show xsokoban --level 3,7-9 --rle\n"
        "  kura show solved.sok --level 2 --play --speed 20");
}

void add_puzzles(CLI::App& app, Parsed& parsed) {
    CLI::App* command = app.add_subcommand("puzzles", "List, fetch, convert and inspect sets");
    command->require_subcommand(1);
    command->add_subcommand("list", "List the sets that can be named")
        ->footer("Example:\n  kura puzzles list");
    CLI::App* install = command->add_subcommand(
        "install", "Fetch the classic sets (from Debian's package cavepacker-data)");
    install->add_option("--package", parsed.install.package, "Take this .deb, download nothing")
        ->type_name("FILE");
    install->footer(
        "Needs no root and installs no package: the sets go to ~/.local/share/kura/sets.\n\n"
        "Examples:\n"
        "  kura puzzles install\n"
        "  kura puzzles install --package cavepacker-data_2.5.2-1_all.deb");
    CLI::App* convert = command->add_subcommand("convert", "Write puzzles in another format");
    add_selection(convert, parsed.convert.selection, false);
    convert->add_option("OUT", parsed.convert.output, "The new file, or - for standard output")
        ->required()
        ->type_name("");
    std::vector<std::pair<std::string, std::string>> formats;
    for (const char* format : {"sok", "xsb", "rle", "slc"}) {
        formats.emplace_back(format, format);
    }
    add_choice<std::string>(convert, "--format", parsed.convert.format, formats,
                            "Format of OUT [by its extension, else sok]");
    convert->footer(
        "Examples:\n"
        "  kura puzzles convert old.slc new.sok\n"
        "  kura puzzles convert microban:1-20 - --format rle");
    CLI::App* inspect = command->add_subcommand("show", "Table of puzzles: size, boxes, notes");
    add_selection(inspect, parsed.inspect.selection, true);
    inspect->footer("Example:\n  kura puzzles show microban");
    command->footer(
        "Examples:\n"
        "  kura puzzles install\n"
        "  kura puzzles list\n"
        "  kura puzzles convert old.slc new.sok\n"
        "  kura puzzles show microban");
}

void parse_size(const std::string& text, GenerateArguments& generate) {
    const std::size_t cross = text.find_first_of("xX");
    int rows = 0;
    int columns = 0;
    if (cross == std::string::npos || !CLI::detail::lexical_cast(text.substr(0, cross), rows) ||
        !CLI::detail::lexical_cast(text.substr(cross + 1), columns) || rows < kSideMin ||
        columns < kSideMin || rows > base::kBoardSideMax || columns > base::kBoardSideMax) {
        throw CLI::ValidationError("--size", "'" + text + "' is no size such as 8x10");
    }
    generate.rows = rows;
    generate.columns = columns;
}

void add_generate(CLI::App& app, GenerateArguments& generate) {
    CLI::App* command = app.add_subcommand("generate", "Make new puzzles that can be solved");
    command
        ->add_option_function<std::string>(
            "--size", [&generate](const std::string& text) { parse_size(text, generate); },
            "Rows and columns, walls included [8x8]")
        ->type_name("RxC");
    command->add_option("--boxes", generate.boxes, "Boxes [3]")
        ->check(CLI::Range(1, base::kBoxesMax).description(""))
        ->type_name("N");
    command->add_option("--count", generate.count, "Puzzles to make [1]")
        ->check(CLI::Range(1, kGeneratedMax).description(""))
        ->type_name("N");
    command->add_option("--seed", generate.seed, "The same seed makes the same puzzles [1]")
        ->type_name("N");
    command
        ->add_option("--min-difficulty", generate.difficulty_min,
                     "States the solver must expand at least [0]")
        ->type_name("N");
    add_parsed<double>(command, "-t,--time", generate.seconds, &parse_seconds,
                       "Stop after this time [600]")
        ->type_name("TIME");
    command->add_option("-o,--output", generate.output, "Where to write them [-]")
        ->type_name("FILE");
    command->footer(
        "Examples:\n"
        "  kura generate --size 9x9 --boxes 4 --count 10 -o new.sok\n"
        "  kura generate --size 10x12 --boxes 6 --min-difficulty 500 | kura solve -");
}

void add_bench(CLI::App& app, BenchArguments& bench) {
    CLI::App* command = app.add_subcommand("bench", "Measure speed and memory, whole and in parts");
    std::vector<std::pair<std::string, std::string>> groups;
    for (const std::string& group : bench::group_names()) {
        groups.emplace_back(group, group);
    }
    add_choice<std::string>(command, "--only", bench.only, groups, "Only this group of rows");
    command->add_flag("--budgets", bench.budgets, "Only rows with a figure to reach");
    command->add_flag("--quick", bench.quick, "A smoke test of a few seconds, no measurement");
    command->add_flag("--json", bench.json, "One JSON object")->group("Output");
    add_color(command, bench.color);
    command->footer(
        "Takes some minutes, best on an idle machine, and 3 GB of memory. Rows on XSokoban\n"
        "and Microban need kura puzzles install. Figures that were measured often are medians,\n"
        "with an interval that misses the true one in about 5 of 100 cases.\n\n"
        "Examples:\n"
        "  kura bench --budgets\n"
        "  kura bench --only hash\n"
        "  kura bench --only startup --json");
}

}  // namespace

void build_command_tree(CLI::App& app, Parsed& parsed) {
    app.require_subcommand(1);
    app.set_version_flag("-V,--version", version_text());
    app.set_help_flag("-h,--help", "Print this help");
    app.get_formatter()->column_width(30);
    add_solve(app, parsed.solve);
    add_optimize(app, parsed.optimize);
    add_verify(app, parsed.verify);
    add_show(app, parsed.show);
    add_puzzles(app, parsed);
    add_generate(app, parsed.generate);
    add_bench(app, parsed.bench);
    add_compare(app, parsed.compare);
    add_cluster_commands(app, parsed);
    CLI::App* completions = app.add_subcommand("completions", "Print a completion script");
    completions->add_option("SHELL", parsed.shell, "Only bash so far")
        ->required()
        ->check(CLI::IsMember({"bash"}).description(""))
        ->type_name("bash");
    completions->footer("Example:\n  source <(kura completions bash)");
    app.footer(
        "Examples:\n"
        "  kura solve puzzles.sok             solve a file, puzzle by puzzle\n"
        "  kura puzzles install               fetch the classic sets\n"
        "  kura solve microban:1-20           solve by name\n"
        "  kura show microban:1 --play        watch a solution\n"
        "\nMore: kura COMMAND --help, man kura");
}

}  // namespace kura::cli
