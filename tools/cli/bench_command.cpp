// kura bench: speed and memory of the parts and of the whole, measured on this machine, beside the
// budgets of the design; as a table or for programs.
#include "tools/bench/groups.hpp"
#include "tools/cli/commands.hpp"
#include "tools/cli/exit_codes.hpp"
#include "tools/cli/version.hpp"
#include "tools/text/text.hpp"

#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include <string>
#include <thread>
#include <utility>

namespace kura::cli {

namespace {

constexpr const char* kThisProgram = "/proc/self/exe";
constexpr std::size_t kWhatWidth = 52;

// The puzzles of a set by name; none if it is not installed.
std::vector<puzzles::Level> levels_of(const std::string& set) {
    std::vector<puzzles::Level> levels;
    Selection selection;
    selection.inputs = {set};
    auto list = load_puzzles(selection);
    if (list) {
        for (Puzzle& puzzle : list->puzzles) {
            if (puzzle.usable()) {
                levels.push_back(std::move(puzzle.entry.level));
            }
        }
    }
    return levels;
}

std::string bound_of(const bench::Row& row) {
    if (row.aim == bench::Aim::none) {
        return "";
    }
    return (row.aim == bench::Aim::at_least ? ">= " : "<= ") + bench::text_of(row.unit, row.bound);
}

std::string line_of(const bench::Row& row, const Console& console) {
    const auto reached = row.reached();
    std::string answer = text::fit(!reached ? "" : *reached ? "reached" : "not reached", 11);
    if (reached) {
        answer = console.paint(answer, *reached ? Tone::good : Tone::bad);
    }
    const std::string line =
        fmt::format("{}  {:>12}  {:>11}  {:>18}  {}  {}", text::fit(row.what, kWhatWidth),
                    bound_of(row), row.measured ? bench::text_of(row.unit, *row.measured) : "-",
                    bench::interval_text_of(row), answer, row.note);
    return line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
}

nlohmann::json json_of(const bench::Row& row) {
    nlohmann::json json = {{"group", row.group},  {"name", row.name},
                           {"what", row.what},    {"unit", std::string(bench::name_of(row.unit))},
                           {"at_least", nullptr}, {"at_most", nullptr},
                           {"measured", nullptr}, {"reached", nullptr},
                           {"interval", nullptr}, {"repetitions", row.repetitions},
                           {"note", row.note}};
    if (row.aim != bench::Aim::none) {
        json[row.aim == bench::Aim::at_least ? "at_least" : "at_most"] = row.bound;
    }
    if (row.measured) {
        json["measured"] = *row.measured;
    }
    if (row.interval) {
        json["interval"] = {row.interval->low, row.interval->high};
    }
    if (const auto reached = row.reached()) {
        json["reached"] = *reached;
    }
    return json;
}

}  // namespace

int run(const BenchArguments& arguments) {
    Console console(arguments.color);
    const bench::BenchOptions options{.only = arguments.only,
                                      .budgets_only = arguments.budgets,
                                      .quick = arguments.quick,
                                      .program = kThisProgram,
                                      .load_set = &levels_of,
                                      .status = [&](std::string_view group) {
                                          console.status(fmt::format("measuring {}", group));
                                      }};
    const std::vector<bench::Row> rows = bench::measure(options);
    console.clear_status();
    const unsigned cores = std::thread::hardware_concurrency();
    if (arguments.json) {
        nlohmann::json json = {{"version", version_number()},
                               {"cores", cores},
                               {"quick", arguments.quick},
                               {"rows", nlohmann::json::array()}};
        for (const bench::Row& row : rows) {
            json["rows"].push_back(json_of(row));
        }
        console.print(json.dump(2) + "\n");
    } else {
        std::string text = fmt::format("{}  {:>12}  {:>11}  {:>18}\n", text::fit("", kWhatWidth),
                                       "to reach", "measured", "95% of the median");
        for (const bench::Row& row : rows) {
            text += line_of(row, console);
        }
        text += fmt::format("{}{} cores.\n",
                            arguments.quick ? "A smoke test, no measurement. " : "", cores);
        console.print(text);
    }
    return console.wrote_all() ? kExitOk : kExitInternal;
}

}  // namespace kura::cli
