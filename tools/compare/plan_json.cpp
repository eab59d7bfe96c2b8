// The plan as JSON, both ways.
#include "puzzles/format/reader.hpp"
#include "tools/compare/comparison_json.hpp"
#include "tools/compare/plan_limits.hpp"
#include "tools/compare/plan_object.hpp"

#include <limits>
#include <sstream>
#include <utility>

namespace kura::compare {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kFormat = "kura comparison 1";

Json object_of(const Build& build) {
    return {{"name", build.name},     {"path", build.path},         {"version", build.version},
            {"commit", build.commit}, {"compiler", build.compiler}, {"flags", build.flags},
            {"digest", build.digest}};
}

// Where the nodes of a cluster run; empty: here.
std::string host_of(const Configuration& entry, const Hosts& hosts) {
    std::string text;
    for (const std::string& name : hosts.names) {
        text += entry.nodes > 0 ? (text.empty() ? "" : ",") + name : "";
    }
    return text;
}

Json object_of(const Configuration& entry, const Hosts& hosts) {
    return {{"name", entry.name},
            {"solver", entry.solver},
            {"strategy", entry.strategy},
            {"threads", entry.threads},
            {"nodes", entry.nodes},
            {"replicas", entry.replicas},
            {"write", entry.write},
            {"oversubscribed", entry.is_oversubscribed},
            {"imported", entry.is_imported},
            {"host", host_of(entry, hosts)},
            {"build", object_of(entry.build)},
            {"command", entry.command}};
}

std::string board_of(const puzzles::Level& level) {
    std::string text;
    for (const std::string& row : level.rows) {
        text += row + '\n';
    }
    return text;
}

// Reads fields of an object; any that is missing or of another kind makes the whole reading fail.
class Fields {
  public:
    Fields(const Json& object, bool& ok) : object_(object), ok_(ok) {
        ok_ = ok_ && object.is_object();
    }

    [[nodiscard]] std::string text(const char* key) {
        const Json* value = find(key);
        return value != nullptr && check(value->is_string()) ? value->get<std::string>() : "";
    }
    [[nodiscard]] bool flag(const char* key) {
        const Json* value = find(key);
        return value != nullptr && check(value->is_boolean()) && value->get<bool>();
    }
    [[nodiscard]] double real(const char* key) {
        const Json* value = find(key);
        return value != nullptr && check(value->is_number()) ? value->get<double>() : 0;
    }
    [[nodiscard]] std::uint64_t count(const char* key) {
        const Json* value = find(key);
        return value != nullptr && check(value->is_number_unsigned()) ? value->get<std::uint64_t>()
                                                                      : 0;
    }
    [[nodiscard]] int integer(const char* key, int least, int most) {
        const std::uint64_t value = count(key);
        return check(std::cmp_greater_equal(value, least) && std::cmp_less_equal(value, most))
                   ? static_cast<int>(value)
                   : least;
    }
    [[nodiscard]] const Json& list(const char* key, std::size_t size_max) {
        static const Json none = Json::array();
        const Json* value = find(key);
        return value != nullptr && check(value->is_array() && value->size() <= size_max) ? *value
                                                                                         : none;
    }
    [[nodiscard]] const Json& object(const char* key) {
        static const Json none = Json::object();
        const Json* value = find(key);
        return value != nullptr && check(value->is_object()) ? *value : none;
    }

  private:
    const Json* find(const char* key) {
        if (!ok_) {
            return nullptr;
        }
        const auto found = object_.find(key);
        return check(found != object_.end()) ? &*found : nullptr;
    }
    bool check(bool is_right) {
        ok_ = ok_ && is_right;
        return ok_;
    }

    const Json& object_;
    bool& ok_;
};

constexpr int kIntMax = std::numeric_limits<int>::max();

Configuration configuration_of(const Json& object, bool& ok) {
    Fields fields(object, ok);
    Configuration entry;
    entry.name = fields.text("name");
    entry.solver = fields.text("solver");
    entry.strategy = fields.text("strategy");
    entry.threads = fields.integer("threads", 0, kIntMax);
    entry.nodes = fields.integer("nodes", 0, kNodesMax);
    entry.replicas = fields.integer("replicas", 0, kReplicasMax);
    entry.write = fields.integer("write", 0, kReplicasMax);
    entry.is_oversubscribed = fields.flag("oversubscribed");
    entry.is_imported = fields.flag("imported");
    entry.command = fields.text("command");
    Fields build(fields.object("build"), ok);
    entry.build = {build.text("name"),   build.text("path"),     build.text("version"),
                   build.text("commit"), build.text("compiler"), build.text("flags"),
                   build.text("digest")};
    return entry;
}

ComparedPuzzle puzzle_of(const Json& object, int sets, bool& ok) {
    Fields fields(object, ok);
    ComparedPuzzle puzzle;
    puzzle.set = fields.integer("set", 0, sets - 1);
    puzzle.level.index = fields.integer("index", 0, kIntMax);
    puzzle.level.title = fields.text("title");
    std::istringstream rows(fields.text("board"));
    for (std::string row; std::getline(rows, row);) {
        puzzle.level.rows.push_back(row);
    }
    return puzzle;
}

void read_lists(Fields& fields, Comparison& made, bool& ok) {
    for (const Json& word : fields.list("command", kWordsMax)) {
        made.command.push_back(word.is_string() ? word.get<std::string>() : "");
    }
    for (const Json& entry : fields.list("sets", puzzles::kPuzzlesMax)) {
        Fields set(entry, ok);
        made.sets.push_back(
            {set.text("name"), set.text("digest"), set.integer("puzzles", 0, kIntMax)});
    }
    for (const Json& entry : fields.list("puzzles", puzzles::kPuzzlesMax)) {
        made.puzzles.push_back(puzzle_of(entry, static_cast<int>(made.sets.size()), ok));
    }
    for (const Json& entry : fields.list("configurations", kConfigurationsMax)) {
        made.configurations.push_back(configuration_of(entry, ok));
    }
    for (const Json& entry : fields.list("adapters", kConfigurationsMax)) {
        Fields adapter(entry, ok);
        made.adapters.push_back({adapter.text("name"), adapter.text("text")});
    }
    Fields hosts(fields.object("hosts"), ok);
    for (const Json& name : hosts.list("names", kNodesMax)) {
        made.hosts.names.push_back(name.is_string() ? name.get<std::string>() : "");
    }
    made.hosts.command = hosts.text("command");
    made.hosts.program = hosts.text("program");
    made.hosts.key_file = hosts.text("key_file");
}

}  // namespace

Json plan_object(const Comparison& comparison) {
    const Machine& machine = comparison.machine;
    Json plan;
    plan["format"] = kFormat;
    plan["id"] = comparison.id;
    plan["name"] = comparison.name;
    plan["started"] = comparison.started;
    plan["finished"] = comparison.finished.empty() ? Json() : Json(comparison.finished);
    plan["command"] = comparison.command;
    plan["machine"] = {{"cpu", machine.cpu},
                       {"cores", machine.cores},
                       {"memory_bytes", machine.memory_bytes},
                       {"kernel", machine.kernel},
                       {"os", machine.os}};
    plan["limits"] = {{"seconds", comparison.limits.seconds},
                      {"memory_bytes", comparison.limits.memory_bytes}};
    plan["repetitions"] = comparison.repetitions;
    plan["seed"] = comparison.seed;
    plan["objective"] = comparison.objective;
    plan["local_first_seconds"] = comparison.local_first_seconds;
    plan["sets"] = Json::array();
    for (const PuzzleSet& set : comparison.sets) {
        plan["sets"].push_back(
            {{"name", set.name}, {"digest", set.digest}, {"puzzles", set.puzzles}});
    }
    plan["puzzles"] = Json::array();
    for (const ComparedPuzzle& puzzle : comparison.puzzles) {
        plan["puzzles"].push_back({{"set", puzzle.set},
                                   {"index", puzzle.level.index},
                                   {"title", puzzle.level.title},
                                   {"board", board_of(puzzle.level)}});
    }
    plan["configurations"] = Json::array();
    for (const Configuration& entry : comparison.configurations) {
        plan["configurations"].push_back(object_of(entry, comparison.hosts));
    }
    plan["adapters"] = Json::array();
    for (const AdapterText& adapter : comparison.adapters) {
        plan["adapters"].push_back({{"name", adapter.name}, {"text", adapter.text}});
    }
    plan["hosts"] = {{"names", comparison.hosts.names},
                     {"command", comparison.hosts.command},
                     {"program", comparison.hosts.program},
                     {"key_file", comparison.hosts.key_file}};
    return plan;
}

std::string plan_text(const Comparison& comparison) {
    return plan_object(comparison).dump(-1, ' ', false, Json::error_handler_t::replace);
}

base::Result<Comparison> comparison_of_plan(std::string_view text) {
    const Json plan = Json::parse(text, nullptr, false);
    bool ok = !plan.is_discarded();
    Comparison made;
    Fields fields(plan, ok);
    ok = ok && fields.text("format") == kFormat;
    made.id = fields.text("id");
    made.name = fields.text("name");
    made.started = fields.text("started");
    Fields machine(fields.object("machine"), ok);
    made.machine.cpu = machine.text("cpu");
    made.machine.cores = machine.integer("cores", 0, kIntMax);
    made.machine.memory_bytes = machine.count("memory_bytes");
    made.machine.kernel = machine.text("kernel");
    made.machine.os = machine.text("os");
    Fields limits(fields.object("limits"), ok);
    made.limits.seconds = limits.real("seconds");
    made.limits.memory_bytes = limits.count("memory_bytes");
    made.repetitions = fields.integer("repetitions", 1, kRepetitionsMax);
    made.seed = fields.count("seed");
    made.objective = fields.text("objective");
    made.local_first_seconds = fields.real("local_first_seconds");
    read_lists(fields, made, ok);
    if (!ok) {
        return base::fail(base::ErrorCode::bad_input, "the plan of the comparison can't be read");
    }
    if (const auto checked = check_sizes(made); !checked) {
        return tl::unexpected(checked.error());
    }
    return made;
}

}  // namespace kura::compare
