// Imports the JSON of hyperfine --export-json.
#include "tools/compare/import.hpp"
#include "tools/compare/plan_limits.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace kura::compare {

namespace {

using Json = nlohmann::json;

constexpr const char* kSet = "hyperfine";

tl::unexpected<base::Error> refuse(const std::string& why) {
    return base::fail(base::ErrorCode::bad_input, "hyperfine's JSON: " + why);
}

int place_for_commands(Comparison& comparison) {
    comparison.sets.push_back({kSet, "", 1});
    ComparedPuzzle puzzle;
    puzzle.set = static_cast<int>(comparison.sets.size()) - 1;
    puzzle.level.index = 1;
    puzzle.level.title = "whatever the commands did";
    comparison.puzzles.push_back(std::move(puzzle));
    return static_cast<int>(comparison.puzzles.size()) - 1;
}

base::Result<void> add_command(const Json& result, int puzzle, Comparison& comparison) {
    const Json none = Json::array();
    const Json& times = result.contains("times") ? result["times"] : none;
    if (!result.contains("command") || !result["command"].is_string() || !times.is_array() ||
        times.empty()) {
        return refuse("a result without command or times");
    }
    if (std::cmp_greater(times.size(), kRepetitionsMax)) {
        return refuse("more than " + std::to_string(kRepetitionsMax) + " times");
    }
    const Json& codes = result.contains("exit_codes") ? result["exit_codes"] : none;
    Configuration entry;
    entry.name = result["command"].get<std::string>();
    entry.solver = kSet;
    entry.command = entry.name;
    entry.build.name = kSet;
    entry.is_imported = true;
    comparison.configurations.push_back(entry);
    for (std::size_t i = 0; i < times.size(); ++i) {
        if (!times[i].is_number() || !std::isfinite(times[i].get<double>()) ||
            times[i].get<double>() < 0) {
            return refuse("a time that is none");
        }
        Run run;
        run.configuration = static_cast<int>(comparison.configurations.size()) - 1;
        run.puzzle = puzzle;
        run.repetition = static_cast<int>(i);
        run.order = -1;
        run.seconds = times[i].get<double>();
        const bool has_code = codes.is_array() && i < codes.size() && codes[i].is_number_integer();
        const bool failed = has_code && codes[i].get<std::int64_t>() != 0;
        run.verdict = failed ? RunVerdict::failed : RunVerdict::gave_up;
        run.reason = failed ? "" : kTimedOnly;
        run.problem = failed ? "exit code " + codes[i].dump() : "";
        comparison.runs.push_back(std::move(run));
    }
    comparison.limits = {0, 0};  // nobody knows what they were
    comparison.repetitions = std::max(comparison.repetitions, static_cast<int>(times.size()));
    return {};
}

}  // namespace

base::Result<void> import_hyperfine(std::string_view text, Comparison& comparison) {
    const Json document = Json::parse(text, nullptr, false);
    if (!document.is_object() || !document.contains("results") || !document["results"].is_array() ||
        document["results"].empty()) {
        return refuse("no results");
    }
    const bool has_others =
        std::any_of(comparison.configurations.begin(), comparison.configurations.end(),
                    [](const Configuration& entry) { return !entry.is_imported; });
    if (has_others || (!comparison.puzzles.empty() && comparison.sets.front().name != kSet)) {
        return refuse("times of commands stand for themselves; name no puzzles beside them");
    }
    if (comparison.configurations.size() + document["results"].size() > kConfigurationsMax) {
        return refuse("too many results");
    }
    const int puzzle = place_for_commands(comparison);
    for (const Json& result : document["results"]) {
        if (!result.is_object()) {
            return refuse("a result that is no object");
        }
        if (const auto added = add_command(result, puzzle, comparison); !added) {
            return added;
        }
    }
    return {};
}

}  // namespace kura::compare
