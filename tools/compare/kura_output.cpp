#include "tools/compare/kura_output.hpp"

#include "tools/compare/plan_limits.hpp"
#include "tools/compare/run_object.hpp"

#include <algorithm>
#include <utility>

namespace kura::compare {

namespace {

using Json = nlohmann::json;

template <typename T>
std::optional<T> number_of(const Json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number()) {
        return std::nullopt;
    }
    return found->get<T>();
}

std::string text_of(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::uint64_t count_of(const Json& object, const char* key) {
    return number_of<std::uint64_t>(object, key).value_or(0);
}

NodeFigures node_of(const Json& object) {
    NodeFigures node;
    node.expanded = count_of(object, "expanded");
    node.generated = count_of(object, "generated");
    node.sent = count_of(object, "sent");
    node.duplicates = count_of(object, "duplicates");
    node.messages = count_of(object, "messages");
    node.bytes_sent = number_of<std::uint64_t>(object, "bytes");
    node.busy_seconds = 1e-6 * static_cast<double>(count_of(object, "processor_us"));
    return node;
}

}  // namespace

base::Result<KuraAnswer> read_kura_output(std::string_view line) {
    const Json object = Json::parse(line, nullptr, false);
    if (!object.is_object() || text_of(object, "verdict").empty()) {
        return base::fail(base::ErrorCode::bad_input,
                          line.empty() ? "it printed nothing" : "it printed no result");
    }
    KuraAnswer answer;
    answer.verdict = text_of(object, "verdict");
    answer.reason = text_of(object, "reason");
    answer.detail = text_of(object, "detail");
    answer.seconds = number_of<double>(object, "seconds");
    answer.expanded = number_of<std::int64_t>(object, "expanded");
    answer.generated = number_of<std::int64_t>(object, "generated");
    answer.stored = number_of<std::int64_t>(object, "stored");
    answer.peak_bytes = number_of<std::int64_t>(object, "peak_bytes");
    if (const auto solution = object.find("solution");
        solution != object.end() && solution->is_string()) {
        answer.solution = solution->get<std::string>();
    }
    if (const auto timeline = object.find("timeline"); timeline != object.end()) {
        answer.timeline = timeline_of(*timeline);
    }
    if (const auto nodes = object.find("nodes"); nodes != object.end() && nodes->is_array()) {
        for (const Json& node : *nodes) {
            if (node.is_object() && std::cmp_less(answer.nodes.size(), kNodesMax)) {
                answer.nodes.push_back(node_of(node));
            }
        }
    }
    return answer;
}

int members_in(std::string_view status) {
    const Json object = Json::parse(status, nullptr, false);
    if (!object.is_object() || !object.contains("members") || !object["members"].is_array()) {
        return 0;
    }
    const Json& members = object["members"];
    return static_cast<int>(std::count_if(members.begin(), members.end(), [](const Json& member) {
        return member.is_object() && member.value("member", Json()) == true;
    }));
}

}  // namespace kura::compare
