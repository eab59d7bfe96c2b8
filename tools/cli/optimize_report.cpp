#include "tools/cli/optimize_report.hpp"

#include "tools/cli/json_sink.hpp"
#include "tools/text/text.hpp"

#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include <utility>

namespace kura::cli {

namespace {

using Json = nlohmann::ordered_json;

std::string change(std::int64_t from, std::int64_t to, std::string_view what) {
    return from == to ? fmt::format("{} {}", to, what) : fmt::format("{} -> {} {}", from, to, what);
}

class TextReport : public OptimizeReport {
  public:
    TextReport(bool quiet_output, Console& console)
        : quiet_output_(quiet_output), console_(console) {}

    void improved(const Improvement& improvement) override {
        std::string text = describe(*improvement.puzzle) + ": ";
        if (!improvement.ok()) {
            text += console_.paint(improvement.error, Tone::bad);
        } else {
            const optimize::Result& result = improvement.result;
            text += change(result.from.pushes, result.best.pushes, "pushes") + ", " +
                    change(result.from.moves, result.best.moves, "moves");
            if (result.ended == optimize::Ended::optimal) {
                text += ", " + console_.paint("optimal", Tone::good);
            }
        }
        say(text);
    }

    void finished(const OptimizeTotals& totals) override {
        std::string text = fmt::format("{} of {} shorter", totals.shorter, totals.puzzles);
        if (totals.optimal > 0) {
            text += fmt::format(", {} proved optimal", totals.optimal);
        }
        if (totals.solved < totals.puzzles) {
            text += fmt::format(", {} without a right solution", totals.puzzles - totals.solved);
        }
        say(fmt::format(
            "{}; {}, {} in {}", text, change(totals.from_pushes, totals.pushes, "pushes"),
            change(totals.from_moves, totals.moves, "moves"), text::short_seconds(totals.seconds)));
    }

  private:
    void say(const std::string& text) {
        if (quiet_output_) {
            console_.note(text);
        } else {
            console_.print(text + "\n");
        }
    }

    const bool quiet_output_;
    Console& console_;
};

Json object_of(const Improvement& improvement) {
    const optimize::Result& result = improvement.result;
    const puzzles::Level& level = improvement.puzzle->level();
    const bool ok = improvement.ok();
    const auto or_null = [&](int value) { return ok ? Json(value) : Json(); };
    Json object;
    object["schema"] = kJsonSchema;
    object["set"] = improvement.puzzle->set;
    object["index"] = level.index;
    object["title"] = level.title;
    object["detail"] = improvement.error;
    object["optimized_from_pushes"] = or_null(result.from.pushes);
    object["optimized_from_moves"] = or_null(result.from.moves);
    object["pushes"] = or_null(result.best.pushes);
    object["moves"] = or_null(result.best.moves);
    object["proved"] = ok && result.ended == optimize::Ended::optimal;
    object["expanded"] = result.nodes;
    object["seconds"] = rounded_seconds(result.seconds);
    object["solution"] = ok ? Json(result.solution) : Json();
    return object;
}

std::string text_of(const Json& json, int indent) {
    return json.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

class JsonReport : public OptimizeReport {
  public:
    JsonReport(bool lines, Console& console) : lines_(lines), console_(console) {}

    void improved(const Improvement& improvement) override {
        Json object = object_of(improvement);
        if (lines_) {
            console_.print(text_of(object, -1));
            return;
        }
        object.erase("schema");
        puzzles_.push_back(std::move(object));
    }

    void finished(const OptimizeTotals& totals) override {
        if (lines_) {
            return;
        }
        Json document;
        document["schema"] = kJsonSchema;
        document["puzzles"] = std::move(puzzles_);
        document["totals"] = Json{{"puzzles", totals.puzzles},
                                  {"solved", totals.solved},
                                  {"shorter", totals.shorter},
                                  {"optimal", totals.optimal},
                                  {"invalid", totals.invalid},
                                  {"optimized_from_pushes", totals.from_pushes},
                                  {"optimized_from_moves", totals.from_moves},
                                  {"pushes", totals.pushes},
                                  {"moves", totals.moves},
                                  {"seconds", rounded_seconds(totals.seconds)}};
        console_.print(text_of(document, 2));
    }

  private:
    const bool lines_;
    Console& console_;
    Json puzzles_ = Json::array();
};

}  // namespace

void OptimizeTotals::add(const Improvement& improvement) {
    const optimize::Result& result = improvement.result;
    ++puzzles;
    invalid += improvement.puzzle->usable() ? 0 : 1;
    if (!improvement.ok()) {
        return;
    }
    ++solved;
    shorter += result.best == result.from ? 0 : 1;
    optimal += result.ended == optimize::Ended::optimal ? 1 : 0;
    from_pushes += result.from.pushes;
    from_moves += result.from.moves;
    pushes += result.best.pushes;
    moves += result.best.moves;
}

std::unique_ptr<OptimizeReport> make_optimize_report(ResultFormat format, bool quiet_output,
                                                     Console& console) {
    if (format == ResultFormat::text) {
        return std::make_unique<TextReport>(quiet_output, console);
    }
    return std::make_unique<JsonReport>(format == ResultFormat::json_lines, console);
}

}  // namespace kura::cli
