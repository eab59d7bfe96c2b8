#include "tools/process/last_words.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace kura::process {

std::string last_words(std::string_view output) {
    constexpr std::string_view kMark = "E: ";
    std::string_view last;
    while (!output.empty()) {
        const std::size_t end = std::min(output.find('\n'), output.size());
        std::string_view line = output.substr(0, end);
        output.remove_prefix(std::min(end + 1, output.size()));
        line = line.substr(0, line.find_last_not_of('\r') + 1);
        if (line.starts_with(kMark)) {
            return std::string(line.substr(kMark.size()));
        }
        last = line.empty() ? last : line;
    }
    return std::string(last);
}

std::string last_words_of_file(const std::filesystem::path& log) {
    std::ifstream file(log, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return last_words(text.view());
}

}  // namespace kura::process
