#include "tools/cli/output_file.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <system_error>

namespace kura::cli {

namespace {

base::Error write_error(const std::string& path, const std::string& why) {
    return {base::ErrorCode::io, "can't write " + path + (why.empty() ? "" : ": " + why)};
}

bool write_whole(const std::string& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    return !file.fail();
}

}  // namespace

std::optional<base::Error> write_output(const std::string& path, const std::string& text,
                                        Console& console) {
    if (path == "-") {
        console.print(text);
        return console.wrote_all() ? std::nullopt
                                   : std::optional(write_error("standard output", ""));
    }
    std::error_code error;
    // Devices and pipes can't be replaced.
    if (std::filesystem::exists(path, error) && !std::filesystem::is_regular_file(path, error)) {
        return write_whole(path, text) ? std::nullopt : std::optional(write_error(path, ""));
    }
    const std::string temporary = path + "." + std::to_string(getpid()) + ".tmp";
    if (!write_whole(temporary, text)) {
        std::filesystem::remove(temporary, error);
        return write_error(path, "");
    }
    std::filesystem::rename(temporary, path, error);
    if (error) {
        const std::string why = error.message();
        std::filesystem::remove(temporary, error);
        return write_error(path, why);
    }
    return std::nullopt;
}

}  // namespace kura::cli
