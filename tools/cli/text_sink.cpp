#include "tools/cli/text_sink.hpp"

#include "tools/cli/explain_text.hpp"
#include "tools/text/text.hpp"

#include <fmt/format.h>

#include <iterator>

namespace kura::cli {

namespace {

constexpr std::size_t kTitleWidth = 28;
constexpr std::size_t kVerdictWidth = 20;

Tone tone_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::solved:
            return Tone::good;
        case Verdict::invalid:
            return Tone::bad;
        default:
            return Tone::fair;
    }
}

// "4 nodes: 31 k, 30 k, 29 k, 30 k".
std::string shares_text(const std::vector<NodeShare>& nodes) {
    std::string text = fmt::format("{} node{}:", nodes.size(), nodes.size() == 1 ? "" : "s");
    for (const NodeShare& node : nodes) {
        text += (&node == nodes.data() ? " " : ", ") +
                text::short_count(static_cast<double>(node.expanded + node.lane_expanded));
    }
    return text;
}

class TextSink : public ResultSink {
  public:
    TextSink(Console& console, TextStyle style) : console_(console), style_(style) {}

    void decided(const Outcome& outcome) override {
        std::string text;
        if (!header_printed_) {
            text = console_.paint(header(), Tone::dim) + "\n";
            header_printed_ = true;
        }
        text += line(outcome) + "\n";
        if (style_.print_solution && outcome.result.has_solution) {
            text += outcome.result.solution + "\n";
        }
        if (outcome.result.explanation) {
            text += explain_text(outcome.result,
                                 console_.has_color() ? DrawStyle::terminal : DrawStyle::plain);
        }
        console_.print(text);
    }

    void finished(const Totals& totals) override {
        std::string text = fmt::format("solved {} of {}", totals.solved, totals.puzzles);
        const auto part = [&](int count, std::string_view what) {
            if (count > 0) {
                fmt::format_to(std::back_inserter(text), ", {} {}", count, what);
            }
        };
        part(totals.optimal, "proved optimal");
        part(totals.resumed, "already");
        part(totals.unsolvable, "unsolvable");
        part(totals.gave_up, "gave up");
        part(totals.stopped, "stopped");
        part(totals.invalid, "invalid");
        part(totals.not_tried(), "not tried");
        const auto expanded = static_cast<double>(totals.expanded);
        fmt::format_to(std::back_inserter(text),
                       "; {} pushes, {} moves, {} states expanded in {} ({} states/s)\n",
                       totals.pushes, totals.moves, text::short_count(expanded),
                       text::short_seconds(totals.seconds),
                       text::short_count(totals.seconds > 0 ? expanded / totals.seconds : 0));
        console_.print(text);
    }

  private:
    [[nodiscard]] std::string header() const {
        return fmt::format("{:>{}}  {} {} {:>7} {:>7} {:>11} {:>9}", "#", label_width(),
                           text::fit("title", kTitleWidth), text::fit("verdict", kVerdictWidth),
                           "pushes", "moves", "time", "states");
    }

    [[nodiscard]] int label_width() const { return style_.several_sets ? 16 : 5; }

    [[nodiscard]] std::string line(const Outcome& outcome) const {
        const SolveResult& result = outcome.result;
        const puzzles::Level& level = outcome.puzzle->level();
        const std::string label = style_.several_sets
                                      ? fmt::format("{}:{}", outcome.puzzle->set, level.index)
                                      : std::to_string(level.index);
        const std::string head =
            fmt::format("{:>{}}  {} {}", label, label_width(), text::fit(level.title, kTitleWidth),
                        console_.paint(text::fit(verdict_text(result), kVerdictWidth),
                                       tone_of(result.verdict)));
        if (result.verdict == Verdict::invalid) {
            return head + " " + result.detail;
        }
        const bool has = result.has_solution;
        std::string text = fmt::format(
            "{} {:>7} {:>7} {:>11} {:>9}", head, has ? std::to_string(result.pushes) : "-",
            has ? std::to_string(result.moves) : "-",
            outcome.resumed ? "already" : text::short_seconds(result.seconds),
            text::short_count(static_cast<double>(result.expanded)));
        if (!result.detail.empty()) {
            text += "  " + result.detail;
        }
        if (!outcome.nodes.empty()) {
            text += "  by " + shares_text(outcome.nodes);
        }
        if (outcome.optimized_from) {
            const optimize::Cost& from = *outcome.optimized_from;
            text += from == optimize::Cost{result.pushes, result.moves}
                        ? "  not shortened"
                        : fmt::format("  from {} pushes, {} moves", from.pushes, from.moves);
        }
        return text;
    }

    Console& console_;
    const TextStyle style_;
    bool header_printed_ = false;
};

}  // namespace

std::unique_ptr<ResultSink> make_text_sink(Console& console, TextStyle style) {
    return std::make_unique<TextSink>(console, style);
}

}  // namespace kura::cli
