// Imports times.txt and solutions.sok, as YASC, Festival and `kura solve --stats yasc` write them.
#include "puzzles/format/reader.hpp"
#include "tools/compare/import.hpp"
#include "tools/compare/judge.hpp"
#include "tools/compare/plan_limits.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace kura::compare {

namespace {

// A line of the table: "12  0:01:15  Festival 3.1  OK  97  35  Microban #12".
struct Row {
    int task = 0;
    double seconds = 0;
    std::string plugin;
    std::string rest;  // the level's name, or all that follows where there is no solution
};

std::optional<double> seconds_of(const std::string& text) {
    double hours = 0;
    double minutes = 0;
    double seconds = 0;
    static const RE2 clock("(?:(\\d{1,6}):)?(\\d{1,6}):(\\d{1,6}(?:\\.\\d{1,6})?)");
    static const RE2 plain("(\\d{1,9}(?:\\.\\d{1,6})?)");
    std::string hours_text;
    if (RE2::FullMatch(text, clock, &hours_text, &minutes, &seconds)) {
        hours = hours_text.empty() ? 0 : std::stod(hours_text);  // digits only
        return 3600 * hours + 60 * minutes + seconds;
    }
    return RE2::FullMatch(text, plain, &seconds) ? std::optional(seconds) : std::nullopt;
}

std::vector<Row> rows_of(std::string_view text) {
    static const RE2 line("\\s*(\\d{1,6})\\s+([\\d:.]+)\\s+(.*?)\\s*");
    static const RE2 solved("(.*?)\\s+OK\\s+[\\d.,]+\\s+[\\d.,]+\\s+(.*)");
    static const RE2 unsolved("(.*?)\\s{2,}(.*)");
    std::vector<Row> rows;
    while (!text.empty() && rows.size() < kTurnsMax) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string one(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        Row row;
        std::string time;
        std::string rest;
        if (!RE2::FullMatch(one, line, &row.task, &time, &rest)) {
            continue;  // a heading, a rule, an empty line
        }
        const auto seconds = seconds_of(time);
        const bool is_row = RE2::FullMatch(rest, solved, &row.plugin, &row.rest) ||
                            RE2::FullMatch(rest, unsolved, &row.plugin, &row.rest);
        if (seconds && is_row) {
            row.seconds = *seconds;
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

// The last line is the sum of the others: its number of tasks is theirs.
void drop_totals(std::vector<Row>& rows) {
    if (rows.size() > 1 && rows.back().task == rows[rows.size() - 2].task) {
        rows.pop_back();
    }
}

// Whether text ends in these words, and not in the middle of one.
bool ends_in(std::string_view text, std::string_view words) {
    return !words.empty() && text.ends_with(words) &&
           (text.size() == words.size() || text[text.size() - words.size() - 1] == ' ');
}

// The set that a level's name begins with, as in "microban #12": of several whose names fit the
// longest. A number without a name of ours may be anybody's, unless there is but one set.
std::optional<int> set_of(const std::string& before_number, const Comparison& comparison) {
    std::optional<int> found;
    std::size_t longest = 0;
    for (int i = 0; i < std::ssize(comparison.sets); ++i) {
        const std::string& name = comparison.sets[static_cast<std::size_t>(i)].name;
        if (name.size() > longest && ends_in(before_number, name)) {
            found = i;
            longest = name.size();
        }
    }
    return !found && comparison.sets.size() == 1 ? std::optional(0) : found;
}

std::optional<int> find_puzzle(const Comparison& comparison,
                               const std::function<bool(const ComparedPuzzle&)>& is_meant) {
    const auto& list = comparison.puzzles;
    const auto found = std::find_if(list.begin(), list.end(), is_meant);
    return found == list.end() ? std::nullopt
                               : std::optional(static_cast<int>(found - list.begin()));
}

// By "microban #12", by the title, else by the place in the list.
std::optional<int> puzzle_of(const Row& row, const Comparison& comparison) {
    static const RE2 numbered("(.*?)\\s*#(\\d{1,6})\\b.*");
    std::string before;
    int number = 0;
    if (RE2::FullMatch(row.rest, numbered, &before, &number)) {
        const auto set = set_of(before, comparison);
        return find_puzzle(comparison, [&](const ComparedPuzzle& puzzle) {
            return puzzle.set == set && puzzle.level.index == number;
        });
    }
    const auto titled = find_puzzle(comparison, [&](const ComparedPuzzle& puzzle) {
        return ends_in(row.rest, puzzle.level.title);
    });
    if (titled || comparison.sets.size() > 1) {
        return titled;
    }
    return find_puzzle(
        comparison, [&](const ComparedPuzzle& puzzle) { return puzzle.level.index == row.task; });
}

using Solutions = std::map<std::vector<std::string>, std::vector<std::string>>;

Solutions solutions_of(std::string_view text) {
    Solutions solutions;
    for (const puzzles::Entry& entry : puzzles::read_text(text, "solutions.sok").entries) {
        for (const puzzles::StoredMoves& moves : entry.level.solutions) {
            solutions[entry.level.rows].push_back(moves.lurd);
        }
    }
    return solutions;
}

Run run_of(const Row& row, const puzzles::Level& level, const Solutions& solutions,
           const Limits& limits) {
    Run run;
    run.order = -1;
    run.seconds = row.seconds;
    run.verdict = RunVerdict::gave_up;
    if (const auto found = solutions.find(level.rows); found != solutions.end()) {
        // The first that replays is the run's.
        (void)std::any_of(found->second.begin(), found->second.end(), [&](const std::string& lurd) {
            return try_solution(lurd, level, limits, run);
        });
    }
    return run;
}

base::Result<std::string> read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    const std::streamoff size = file ? static_cast<std::streamoff>(file.tellg()) : -1;
    if (size < 0) {
        return base::fail(base::ErrorCode::bad_input, "can't read " + path.string());
    }
    if (std::cmp_greater(size, puzzles::kFileBytesMax)) {
        return base::fail(base::ErrorCode::too_large, path.string() + ": at most 64 MB");
    }
    std::string text(static_cast<std::size_t>(size), '\0');
    file.seekg(0);
    file.read(text.data(), size);
    return text;
}

}  // namespace

base::Result<void> import_times(std::string_view times, std::string_view solutions,
                                Comparison& comparison) {
    std::vector<Row> rows = rows_of(times);
    drop_totals(rows);
    const Solutions stored = solutions_of(solutions);
    Configuration entry;
    entry.is_imported = true;
    entry.solver = rows.empty() ? "" : rows.front().plugin;
    entry.name = entry.solver;
    entry.build.name = entry.solver;
    const int place = static_cast<int>(comparison.configurations.size());
    std::vector<Run> runs;
    std::set<int> seen;
    for (const Row& row : rows) {
        const auto puzzle = puzzle_of(row, comparison);
        if (puzzle && seen.insert(*puzzle).second) {
            Run run = run_of(row, comparison.puzzles[static_cast<std::size_t>(*puzzle)].level,
                             stored, comparison.limits);
            run.configuration = place;
            run.puzzle = *puzzle;
            runs.push_back(std::move(run));
        }
    }
    if (runs.empty()) {
        return base::fail(base::ErrorCode::bad_input,
                          "no line of the table is about these puzzles");
    }
    comparison.configurations.push_back(std::move(entry));
    comparison.runs.insert(comparison.runs.end(), runs.begin(), runs.end());
    return {};
}

base::Result<void> import_file(const std::string& path, Comparison& comparison) {
    const auto text = read_file(path);
    if (!text) {
        return tl::unexpected(text.error());
    }
    const std::size_t first = text->find_first_not_of(" \t\r\n");
    base::Result<void> done;
    if (first != std::string::npos && (*text)[first] == '{') {
        done = import_hyperfine(*text, comparison);
    } else {
        const auto beside = std::filesystem::path(path).parent_path() / "solutions.sok";
        done = import_times(*text, read_file(beside).value_or(""), comparison);
    }
    return done ? done : base::fail(done.error().code, path + ": " + done.error().message);
}

}  // namespace kura::compare
