#include "tools/report/by_columns.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace kura::report {

namespace {

using Json = nlohmann::ordered_json;

/// Whether each row has a value for each column.
bool is_table(const Json& value) {
    if (!value.is_object() || value.size() != 2 || !value.contains("columns") ||
        !value.contains("rows")) {
        return false;
    }
    const Json& columns = value["columns"];
    const Json& rows = value["rows"];
    return columns.is_array() && rows.is_array() &&
           std::all_of(rows.begin(), rows.end(), [&](const Json& row) {
               return row.is_array() && row.size() == columns.size();
           });
}

Json turned(Json table) {
    Json values = Json::array();
    for (std::size_t column = 0; column < table["columns"].size(); ++column) {
        Json list = Json::array();
        for (Json& row : table["rows"]) {
            list.push_back(std::move(row[column]));
        }
        values.push_back(std::move(list));
    }
    return {{"columns", std::move(table["columns"])}, {"values", std::move(values)}};
}

}  // namespace

std::string by_columns(std::string_view comparison_json) {
    Json document = Json::parse(comparison_json, nullptr, false);
    if (!document.is_object()) {
        return std::string(comparison_json);  // the page will say what is wrong
    }
    for (Json& value : document) {
        if (is_table(value)) {
            value = turned(std::move(value));
        }
    }
    return document.dump();
}

}  // namespace kura::report
