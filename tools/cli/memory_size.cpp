#include "tools/cli/memory_size.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>

namespace kura::cli {

namespace {

constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();
constexpr std::size_t kFallbackBytes = std::size_t{1} << 30;  // no /proc: assume a small machine
constexpr double kBytesMax = 1e18;

// The factor of a suffix such as "G", "GB" or "gib"; 0 if it is none.
double factor_of(std::string_view suffix) {
    std::string lower;
    for (const char c : suffix) {
        lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    if (lower.empty() || lower == "b") {
        return 1;
    }
    const std::size_t power = std::string_view("kmgt").find(lower.front());
    const std::string rest = lower.substr(1);
    if (power == std::string_view::npos || (!rest.empty() && rest != "b" && rest != "ib")) {
        return 0;
    }
    return std::pow(1024.0, static_cast<double>(power + 1));
}

std::string read_file(const std::string& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// The number a control file holds; nothing for "max", absent files and v1's "no limit".
std::optional<std::size_t> read_number(const std::string& path) {
    const std::string text = read_file(path);
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || value >= (std::size_t{1} << 62)) {
        return std::nullopt;
    }
    return value;
}

// The number behind "key" in files of lines "key number" or "key: number kB".
std::optional<std::size_t> read_field(const std::string& path, const std::string& key) {
    std::istringstream lines(read_file(path));
    std::string name;
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::size_t value = 0;
        if (words >> name >> value && name == key) {
            return value;
        }
    }
    return std::nullopt;
}

// What one group leaves: its limit less what it uses, file cache (which the kernel drops) aside.
std::size_t left_in_group(const std::string& folder, bool v2) {
    const auto limit = read_number(folder + (v2 ? "/memory.max" : "/memory.limit_in_bytes"));
    if (!limit) {
        return kUnlimited;
    }
    const std::size_t used =
        read_number(folder + (v2 ? "/memory.current" : "/memory.usage_in_bytes")).value_or(0);
    const std::size_t cache =
        read_field(folder + "/memory.stat", v2 ? "inactive_file" : "total_inactive_file")
            .value_or(0);
    const std::size_t held = used - std::min(used, cache);
    return *limit - std::min(*limit, held);
}

std::size_t left_in_groups(const std::string& root) {
    std::size_t left = kUnlimited;
    std::istringstream lines(read_file(root + "proc/self/cgroup"));
    for (std::string line; std::getline(lines, line);) {
        const std::size_t first = line.find(':');
        const std::size_t second = line.find(':', first + 1);
        if (first == std::string::npos || second == std::string::npos) {
            continue;
        }
        const std::string controllers = line.substr(first + 1, second - first - 1);
        const bool v2 = controllers.empty();
        if (!v2 && ("," + controllers + ",").find(",memory,") == std::string::npos) {
            continue;
        }
        const std::string mount = root + (v2 ? "sys/fs/cgroup" : "sys/fs/cgroup/memory");
        // A container often sees its own group as the root, under a path that doesn't exist here.
        for (std::string group = line.substr(second + 1);; group.resize(group.rfind('/'))) {
            left = std::min(left, left_in_group(mount + group, v2));
            if (group.find('/') == std::string::npos) {
                break;
            }
        }
    }
    return left;
}

std::size_t left_in_machine(const std::string& root) {
    const std::string path = root + "proc/meminfo";
    auto kilobytes = read_field(path, "MemAvailable:");
    if (!kilobytes) {
        kilobytes = read_field(path, "MemTotal:");
    }
    return kilobytes ? *kilobytes * 1024 : kFallbackBytes;
}

std::size_t address_space_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) {
        return kUnlimited;
    }
    return limit.rlim_cur;
}

}  // namespace

base::Result<MemorySize> MemorySize::parse(std::string_view text) {
    double value = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    const std::string_view suffix(end, static_cast<std::size_t>(text.data() + text.size() - end));
    const bool percent = suffix == "%";
    const double scaled = percent ? value : value * factor_of(suffix);
    if (error != std::errc() || !(scaled >= (percent ? 0.001 : 1)) ||
        scaled > (percent ? 100 : kBytesMax)) {
        return base::fail(base::ErrorCode::bad_input,
                          "'" + std::string(text) + "' is no amount of memory such as 80% or 4G");
    }
    MemorySize size;
    if (percent) {
        size.percent = scaled;
    } else {
        size.bytes = static_cast<std::size_t>(scaled);
    }
    return size;
}

std::size_t MemorySize::resolve(std::size_t usable_bytes) const {
    if (bytes != 0) {
        return bytes;
    }
    return static_cast<std::size_t>(static_cast<double>(usable_bytes) * percent / 100);
}

std::size_t usable_memory_bytes(const std::string& root) {
    const std::size_t left =
        std::min({left_in_machine(root), left_in_groups(root), address_space_limit()});
    return std::max<std::size_t>(left, 1);
}

std::size_t resident_bytes(const std::string& root) {
    std::istringstream words(read_file(root + "proc/self/statm"));
    std::size_t whole = 0;
    std::size_t resident = 0;
    words >> whole >> resident;
    return words ? resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)) : 0;
}

}  // namespace kura::cli
