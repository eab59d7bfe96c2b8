#include "tools/cli/explain_text.hpp"

#include "solver/base/assert.hpp"
#include "tools/text/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

namespace kura::cli {

namespace {

using Lane = Explanation::Lane;

constexpr std::string_view kIndent = "    ";
constexpr std::size_t kNameWidth = 18;
constexpr std::size_t kLineWidth = 96;

std::string count_text(std::uint64_t count) {
    return text::short_count(static_cast<double>(count));
}

// Words after a heading, on as many lines as it takes.
std::string wrapped(const std::string& heading, const std::vector<std::string>& words) {
    std::string text;
    std::string line = std::string(kIndent) + heading;
    for (const std::string& word : words) {
        if (line.size() + 1 + word.size() > kLineWidth) {
            text += line + "\n";
            line = std::string(2 * kIndent.size(), ' ') + word;
        } else {
            line += " " + word;
        }
    }
    return text + line + "\n";
}

std::string lanes_table(const std::vector<Lane>& lanes) {
    std::string text =
        fmt::format("{}{} {:<8} {:>9} {:>10} {:>9} {:>7}\n", kIndent, text::fit("lane", kNameWidth),
                    "side", "expanded", "generated", "dropped", "share");
    for (const Lane& lane : lanes) {
        fmt::format_to(std::back_inserter(text), "{}{} {:<8} {:>9} {:>10} {:>9} {:>6.0f}%\n",
                       kIndent, text::fit(lane.name, kNameWidth),
                       lane.backward ? "backward" : "forward", count_text(lane.expanded),
                       count_text(lane.generated), count_text(lane.pruned), 100 * lane.share);
    }
    return text;
}

// One row a lane, one column for each test that has dropped something.
std::string deadlock_table(const std::vector<Lane>& lanes) {
    std::vector<std::string_view> tests;
    for (const Lane& lane : lanes) {
        for (const Explanation::Figure& figure : lane.dead) {
            if (std::find(tests.begin(), tests.end(), figure.name) == tests.end()) {
                tests.push_back(figure.name);
            }
        }
    }
    if (tests.empty()) {
        return "";
    }
    std::string text = std::string(kIndent) + text::fit("dead by", kNameWidth);
    for (const std::string_view test : tests) {
        fmt::format_to(std::back_inserter(text), " {:>9}", test);
    }
    text += "\n";
    for (const Lane& lane : lanes) {
        text += std::string(kIndent) + text::fit(lane.name, kNameWidth);
        for (const std::string_view test : tests) {
            const auto at =
                std::find_if(lane.dead.begin(), lane.dead.end(),
                             [&](const Explanation::Figure& f) { return f.name == test; });
            fmt::format_to(std::back_inserter(text), " {:>9}",
                           at == lane.dead.end() ? "-" : count_text(at->count));
        }
        text += "\n";
    }
    return text;
}

std::string drawn(const std::vector<std::string>& rows, DrawStyle style) {
    std::string text;
    for (const std::string& line : draw(rows, style)) {
        text += std::string(2 * kIndent.size(), ' ') + line + "\n";
    }
    return text;
}

std::string lane_details(const Lane& lane, bool with_position, DrawStyle style) {
    std::string text;
    if (!lane.figures.empty()) {
        std::vector<std::string> words;
        for (const Explanation::Figure& figure : lane.figures) {
            std::string name(figure.name);
            std::replace(name.begin(), name.end(), '_', ' ');
            words.push_back(name + " " + count_text(figure.count) +
                            (&figure == &lane.figures.back() ? "" : ","));
        }
        text += wrapped(lane.name + ":", words);
    }
    if (!lane.plan.empty()) {
        text += wrapped(lane.name + " plan:", lane.plan);
    }
    if (with_position && !lane.best_rows.empty()) {
        text += fmt::format("{}{} best position: {}\n{}", kIndent, lane.name, lane.best_text,
                            drawn(lane.best_rows, style));
    }
    return text;
}

}  // namespace

std::string explain_text(const SolveResult& result, DrawStyle style) {
    KURA_ASSERT(result.explanation);
    const Explanation& explanation = *result.explanation;
    std::string text =
        fmt::format("{}time: {} preparing, {} searching ({} of it planning), {} judging\n", kIndent,
                    text::short_seconds(explanation.preparing_seconds),
                    text::short_seconds(explanation.searching_seconds),
                    text::short_seconds(explanation.planning_seconds),
                    text::short_seconds(explanation.judging_seconds));
    if (explanation.lanes.empty()) {
        return text;
    }
    text += lanes_table(explanation.lanes) + deadlock_table(explanation.lanes);
    for (const Lane& lane : explanation.lanes) {
        const bool with_position =
            result.verdict != Verdict::solved || lane.name == result.strategy;
        text += lane_details(lane, with_position, style);
    }
    return text;
}

std::string alarm_text(const Outcome& outcome, const std::string& options) {
    KURA_ASSERT(outcome.result.contradiction);
    const Contradiction& alarm = *outcome.result.contradiction;
    std::string text = fmt::format(
        "internal error: {} proved {}, but {} has a solution of {} pushes that replays.\n"
        "Neither verdict is trusted. Please report this, with all that follows.\n"
        "options: {}\n; {}\n\n{}\nsolution: {}\n",
        alarm.prover, alarm.claim, alarm.finder, alarm.pushes, options, describe(*outcome.puzzle),
        fmt::join(outcome.puzzle->level().rows, "\n"), alarm.solution);
    if (!alarm.lost_rows.empty()) {
        fmt::format_to(std::back_inserter(text),
                       "the first position of it that {} never stored, after {} pushes:\n\n{}\n",
                       alarm.prover, alarm.lost_after, fmt::join(alarm.lost_rows, "\n"));
    }
    return text;
}

}  // namespace kura::cli
