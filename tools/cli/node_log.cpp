#include "tools/cli/node_log.hpp"

#include <nlohmann/json.hpp>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <cstdio>

namespace kura::cli {

void NodeLog::say(bool is_warning, std::string_view text) {
    const auto now =
        std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    const auto seconds = std::chrono::time_point_cast<std::chrono::seconds>(now);
    const std::string time =
        fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(seconds), (now - seconds).count());
    const char* const level = is_warning ? "warn" : "info";
    std::string line;
    if (is_json_) {
        line = nlohmann::ordered_json{{"time", time}, {"level", level}, {"msg", text}}.dump(
            -1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    } else {
        line = fmt::format("time={} level={} msg=\"", time, level);
        for (const char letter : text) {
            line += letter == '"' || letter == '\\' ? std::string{'\\', letter}
                                                    : std::string(1, letter);
        }
        line += '"';
    }
    line += '\n';
    const std::lock_guard lock(mutex_);
    std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace kura::cli
