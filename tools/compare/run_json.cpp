// What a run keeps beyond single numbers, as text for the archive.
#include "tools/compare/comparison_json.hpp"
#include "tools/compare/plan_limits.hpp"
#include "tools/compare/run_object.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace kura::compare {

namespace {

using Json = nlohmann::json;

constexpr std::size_t kSamplesMax = 1024;

bool all_numbers(const Json& list) {
    return list.is_array() && list.size() <= kSamplesMax &&
           std::all_of(list.begin(), list.end(), [](const Json& one) { return one.is_number(); });
}

}  // namespace

std::string text_of_nodes(const std::vector<NodeFigures>& nodes) {
    if (nodes.empty()) {
        return "";
    }
    Json list = Json::array();
    for (const NodeFigures& node : nodes) {
        list.push_back({node.expanded, node.generated, node.sent, node.duplicates, node.messages,
                        node.bytes_sent ? Json(*node.bytes_sent) : Json(), node.busy_seconds});
    }
    return list.dump();
}

std::vector<NodeFigures> nodes_of_text(std::string_view text) {
    std::vector<NodeFigures> nodes;
    const Json list = Json::parse(text, nullptr, false);
    if (!list.is_array()) {
        return nodes;
    }
    for (const Json& entry : list) {
        if (!entry.is_array() || entry.size() != 7 ||
            std::cmp_greater_equal(nodes.size(), kNodesMax)) {
            return nodes;
        }
        const auto count = [&](std::size_t place) {
            return entry[place].is_number_unsigned() ? entry[place].get<std::uint64_t>() : 0;
        };
        NodeFigures node{count(0), count(1), count(2), count(3), count(4), std::nullopt, 0};
        if (entry[5].is_number_unsigned()) {
            node.bytes_sent = count(5);
        }
        node.busy_seconds = entry[6].is_number() ? entry[6].get<double>() : 0;
        nodes.push_back(node);
    }
    return nodes;
}

std::string text_of_timeline(const Timeline& timeline) {
    return timeline.seconds.empty()
               ? ""
               : Json{{"seconds", timeline.seconds}, {"expanded", timeline.expanded}}.dump();
}

Timeline timeline_of_text(std::string_view text) {
    return timeline_of(Json::parse(text, nullptr, false));
}

Timeline timeline_of(const Json& object) {
    if (!object.is_object() || !object.contains("seconds") || !object.contains("expanded") ||
        !all_numbers(object["seconds"]) || !object["expanded"].is_array() ||
        std::cmp_greater(object["expanded"].size(), kNodesMax)) {
        return {};
    }
    Timeline timeline;
    timeline.seconds = object["seconds"].get<std::vector<double>>();
    for (const Json& row : object["expanded"]) {
        if (!all_numbers(row) || row.size() != timeline.seconds.size()) {
            return {};
        }
        timeline.expanded.push_back(row.get<std::vector<double>>());
    }
    return timeline;
}

}  // namespace kura::compare
