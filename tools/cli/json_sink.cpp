#include "tools/cli/json_sink.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace kura::cli {

namespace {

using Json = nlohmann::ordered_json;

Json shares_of(const std::vector<NodeShare>& nodes) {
    Json list = Json::array();
    for (const NodeShare& node : nodes) {
        list.push_back({{"address", node.address},
                        {"expanded", node.expanded},
                        {"lane_expanded", node.lane_expanded},
                        {"generated", node.generated},
                        {"sent", node.sent},
                        {"duplicates", node.duplicates},
                        {"reexpanded", node.reexpanded},
                        {"takeovers", node.takeovers},
                        {"messages", node.messages},
                        {"bytes", node.bytes},
                        {"processor_us", node.processor_us}});
    }
    return list;
}

// As many rows as there are nodes; one without a cluster. Null: too short to have a course.
Json object_of(const Timeline& timeline, const std::vector<NodeShare>& nodes) {
    if (timeline.seconds().size() < 2) {
        return {};
    }
    Json object;
    object["seconds"] = Json::array();
    for (const double seconds : timeline.seconds()) {
        object["seconds"].push_back(std::round(seconds * 1e3) / 1e3);
    }
    object["expanded"] = Json::array();
    for (const NodeShare& node : nodes) {
        object["expanded"].push_back(timeline.expanded(node.id));
    }
    if (nodes.empty()) {
        object["expanded"].push_back(timeline.expanded(kHere));
    }
    return object;
}

Json object_of(const std::vector<Explanation::Figure>& figures) {
    Json object = Json::object();
    for (const Explanation::Figure& figure : figures) {
        object[std::string(figure.name)] = figure.count;
    }
    return object;
}

Json object_of(const Explanation& explanation) {
    Json object;
    object["preparing_seconds"] = rounded_seconds(explanation.preparing_seconds);
    object["planning_seconds"] = rounded_seconds(explanation.planning_seconds);
    object["searching_seconds"] = rounded_seconds(explanation.searching_seconds);
    object["judging_seconds"] = rounded_seconds(explanation.judging_seconds);
    object["lanes"] = Json::array();
    for (const Explanation::Lane& lane : explanation.lanes) {
        Json entry;
        entry["name"] = lane.name;
        entry["side"] = lane.backward ? "backward" : "forward";
        entry["proves"] = lane.proves;
        entry["expanded"] = lane.expanded;
        entry["generated"] = lane.generated;
        entry["dropped"] = lane.pruned;
        entry["share"] = rounded_seconds(lane.share);
        entry["dead"] = object_of(lane.dead);
        entry["figures"] = object_of(lane.figures);
        entry["plan"] = lane.plan;
        entry["best"] = lane.best_rows.empty()
                            ? Json()
                            : Json{{"text", lane.best_text}, {"rows", lane.best_rows}};
        object["lanes"].push_back(std::move(entry));
    }
    return object;
}

Json object_of(const Outcome& outcome) {
    const SolveResult& result = outcome.result;
    const puzzles::Level& level = outcome.puzzle->level();
    Json object;
    object["schema"] = kJsonSchema;
    object["set"] = outcome.puzzle->set;
    object["index"] = level.index;
    object["title"] = level.title;
    object["verdict"] = name_of(result.verdict);
    object["reason"] = name_of(result.reason);
    object["detail"] = result.detail;
    object["optimal"] = name_of(result.optimal);
    object["pushes"] = result.has_solution ? Json(result.pushes) : Json();
    object["moves"] = result.has_solution ? Json(result.moves) : Json();
    const auto& from = outcome.optimized_from;
    object["optimized_from_pushes"] = from ? Json(from->pushes) : Json();
    object["optimized_from_moves"] = from ? Json(from->moves) : Json();
    object["lower_bound"] = result.lower_bound;
    object["seconds"] = rounded_seconds(result.seconds);
    object["expanded"] = result.expanded;
    object["generated"] = result.generated;
    object["stored"] = result.stored;
    object["peak_bytes"] = result.peak_bytes;
    object["strategy"] = result.strategy;
    object["resumed"] = outcome.resumed;
    object["solution"] = result.has_solution ? Json(result.solution) : Json();
    object["nodes"] = shares_of(outcome.nodes);
    object["timeline"] = object_of(outcome.timeline, outcome.nodes);
    if (result.explanation) {
        object["explain"] = object_of(*result.explanation);
    }
    return object;
}

Json object_of(const Totals& totals) {
    return Json{{"puzzles", totals.puzzles},       {"solved", totals.solved},
                {"resumed", totals.resumed},       {"optimal", totals.optimal},
                {"unsolvable", totals.unsolvable}, {"gave_up", totals.gave_up},
                {"stopped", totals.stopped},       {"invalid", totals.invalid},
                {"not_tried", totals.not_tried()}, {"pushes", totals.pushes},
                {"moves", totals.moves},           {"expanded", totals.expanded},
                {"generated", totals.generated},   {"seconds", rounded_seconds(totals.seconds)}};
}

std::string text_of(const Json& json, int indent) {
    // Bytes that are no UTF-8, in a file's name for one, are replaced.
    return json.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

class JsonLinesSink : public ResultSink {
  public:
    explicit JsonLinesSink(Console& console) : console_(console) {}

    void decided(const Outcome& outcome) override {
        console_.print(text_of(object_of(outcome), -1));
    }
    void finished(const Totals& /*totals*/) override {}

  private:
    Console& console_;
};

class JsonDocumentSink : public ResultSink {
  public:
    explicit JsonDocumentSink(Console& console) : console_(console) {}

    void decided(const Outcome& outcome) override {
        Json object = object_of(outcome);
        object.erase("schema");
        puzzles_.push_back(std::move(object));
    }

    void finished(const Totals& totals) override {
        Json document;
        document["schema"] = kJsonSchema;
        document["puzzles"] = std::move(puzzles_);
        document["totals"] = object_of(totals);
        console_.print(text_of(document, 2));
    }

  private:
    Console& console_;
    Json puzzles_ = Json::array();
};

}  // namespace

double rounded_seconds(double seconds) {
    return std::round(seconds * 1e6) / 1e6;
}

std::unique_ptr<ResultSink> make_json_lines_sink(Console& console) {
    return std::make_unique<JsonLinesSink>(console);
}

std::unique_ptr<ResultSink> make_json_document_sink(Console& console) {
    return std::make_unique<JsonDocumentSink>(console);
}

}  // namespace kura::cli
