#include "tools/compare/history.hpp"

#include "tools/compare/print.hpp"

#include <nlohmann/json.hpp>

#include <fmt/format.h>

namespace kura::compare {

std::string history_text(const std::vector<ArchivedComparison>& entries) {
    if (entries.empty()) {
        return "No comparison has been made yet.\n";
    }
    Table table;
    table.head = {"id", "name", "state", "configurations", "puzzles", "runs", "solved", "machine"};
    table.text_columns = 3;
    for (const ArchivedComparison& entry : entries) {
        table.rows.push_back({entry.id, entry.name.empty() ? "-" : entry.name,
                              entry.finished.empty() ? "not finished" : "finished",
                              std::to_string(entry.configurations), std::to_string(entry.puzzles),
                              fmt::format("{}/{}", entry.runs, entry.turns),
                              std::to_string(entry.solved), entry.machine});
    }
    return text_table(table);
}

std::string history_json(const std::vector<ArchivedComparison>& entries) {
    using Json = nlohmann::ordered_json;
    Json list = Json::array();
    for (const ArchivedComparison& entry : entries) {
        list.push_back({{"id", entry.id},
                        {"name", entry.name},
                        {"started", entry.started},
                        {"finished", entry.finished.empty() ? Json() : Json(entry.finished)},
                        {"machine", entry.machine},
                        {"configurations", entry.configurations},
                        {"puzzles", entry.puzzles},
                        {"runs", entry.runs},
                        {"turns", entry.turns},
                        {"solved", entry.solved}});
    }
    return list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace kura::compare
