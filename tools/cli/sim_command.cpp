// kura sim: a cluster in simulated time searching one puzzle under faults; the same seed gives the
// same run.
#include "cluster/search/board_space.hpp"
#include "cluster/sim/search_sim.hpp"
#include "solver/board/board.hpp"
#include "tools/cli/commands.hpp"
#include "tools/cli/console.hpp"
#include "tools/cli/exit_codes.hpp"

#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include <chrono>

namespace kura::cli {

namespace {

namespace sim = cluster::sim;
namespace search = cluster::search;
using Json = nlohmann::ordered_json;

constexpr std::uint32_t kPartitions = 64;
// Of simulated time: 50 us a state on one node, and as much again for a bad day.
constexpr std::int64_t kMicrosecondsPerState = 100;

sim::SimOptions options_of(const SimArguments& arguments, std::uint64_t seed, Console& console) {
    sim::SimOptions options;
    const int choices = arguments.nodes_max - arguments.nodes_min + 1;
    options.nodes =
        arguments.nodes_min + static_cast<int>(seed % static_cast<std::uint64_t>(choices));
    options.partitions = kPartitions;
    options.replicas = arguments.replicas;
    options.write = arguments.write;
    options.exhaustive = arguments.exhaustive;
    options.checks_closed = false;
    options.fault_phase =
        cluster::Duration(static_cast<std::int64_t>(arguments.fault_seconds * 1e6));
    options.heal_phase =
        cluster::Duration(static_cast<std::int64_t>(arguments.states_max) * kMicrosecondsPerState);
    if (!arguments.has_faults) {
        options.has_faults = false;
        options.counts_repeats = true;
        options.loss_percent = options.repeat_percent = 0;
    }
    if (arguments.seeds == 1 && !arguments.json) {
        options.log = [&console](const std::string& line) { console.print(line + '\n'); };
    }
    return options;
}

Json json_of(const Puzzle& puzzle, std::uint64_t seed, const sim::SimResult& result) {
    return Json{{"set", puzzle.set},
                {"index", puzzle.level().index},
                {"seed", seed},
                {"ok", result.error.empty()},
                {"error", result.error},
                {"pushes", result.cost ? Json(*result.cost) : Json()},
                {"states", result.states},
                {"expanded", result.expanded},
                {"most_expanded", result.most_expanded},
                {"repeated", result.repeated},
                {"sent", result.sent},
                {"generated", result.generated},
                {"messages", result.messages},
                {"events", result.events},
                {"epochs", result.epochs},
                {"generations", result.generations},
                {"simulated_seconds", static_cast<double>(result.time.count()) / 1e6}};
}

double ratio(std::uint64_t part, std::uint64_t whole) {
    return static_cast<double>(part) / static_cast<double>(std::max<std::uint64_t>(whole, 1));
}

std::string line_of(const Puzzle& puzzle, std::uint64_t seed, const SimArguments& arguments,
                    const sim::SimResult& result) {
    std::string verdict = "right: no solution";
    if (!result.error.empty()) {
        verdict = "WRONG: " + result.error;
    } else if (arguments.exhaustive) {
        verdict = "right: the visited set of a plain search";
    } else if (result.cost) {
        verdict = fmt::format("right: {} pushes", *result.cost);
    }
    // Where nothing goes wrong nothing is repeated, and the nodes do equal parts.
    const std::string parts =
        arguments.has_faults
            ? ""
            : fmt::format(
                  " ({} twice, {:.0f}% of candidates sent, the busiest of {} nodes {:.3f} "
                  "of the mean)",
                  result.repeated, 100 * ratio(result.sent, result.generated), result.nodes,
                  ratio(result.most_expanded * result.nodes, result.expanded));
    return fmt::format(
        "{}, seed {}: {}; {} states, {} expanded{}, {} epochs, {} generations, {} messages, {:.2f} "
        "s\n",
        describe(puzzle), seed, verdict, result.states, result.expanded, parts, result.epochs,
        result.generations, result.messages, static_cast<double>(result.time.count()) / 1e6);
}

struct Tally {
    std::uint64_t runs = 0;
    std::uint64_t wrong = 0;
    std::uint64_t moved = 0;
    std::uint64_t events = 0;
};

void simulate(const Puzzle& puzzle, const SimArguments& arguments, Console& console, Tally& tally) {
    const puzzles::Level& level = puzzle.level();
    // The judge expands everything as a plain search does, so no rule may leave anything out.
    const auto board = board::Board::make(
        level, {.simplify = !arguments.exhaustive, .live_only = !arguments.exhaustive});
    if (!board || board->solved_at_start() ||
        (!arguments.exhaustive && !board->box_set().is_subset_of(board->live_set()))) {
        return;
    }
    const strategy::Rules rules =
        arguments.exhaustive ? strategy::Rules::none() : strategy::Rules{};
    for (std::uint64_t seed = arguments.seed; seed < arguments.seed + arguments.seeds; ++seed) {
        sim::SearchSim simulation(
            seed, [&] { return std::make_unique<search::BoardSpace>(level, *board, rules); },
            options_of(arguments, seed, console));
        const sim::SimResult result = simulation.run();
        ++tally.runs;
        tally.wrong += result.error.empty() ? 0 : 1;
        tally.moved += result.epochs > 2 ? 1 : 0;
        tally.events += result.events;
        console.print(arguments.json ? json_of(puzzle, seed, result).dump() + '\n'
                                     : line_of(puzzle, seed, arguments, result));
    }
}

}  // namespace

int run(const SimArguments& arguments) {
    Console console;
    const auto list = load_and_note(arguments.selection, console);
    if (!list) {
        return kExitBadInput;
    }
    Tally tally;
    for (const Puzzle& puzzle : list->puzzles) {
        if (puzzle.usable()) {
            simulate(puzzle, arguments, console, tally);
        }
    }
    if (tally.runs == 0) {
        complain("no puzzle here needs a search");
        return kExitBadInput;
    }
    if (tally.runs > 1 && !arguments.json) {
        console.print(fmt::format("{} runs, {} wrong, {} with view changes, {} events\n",
                                  tally.runs, tally.wrong, tally.moved, tally.events));
    }
    return tally.wrong == 0 ? kExitOk : kExitInternal;
}

}  // namespace kura::cli
