#include "tools/compare/machine.hpp"

#include "solver/base/system_random.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <string_view>
#include <thread>

namespace kura::compare {

namespace {

// What stands behind `key` and `separator` in the first line that begins with the key.
std::string value_of(const char* path, std::string_view key, char separator) {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        const std::size_t place = line.find(separator);
        if (line.rfind(key, 0) == 0 && place != std::string::npos) {
            const std::size_t begin = line.find_first_not_of(" \t\"", place + 1);
            return begin == std::string::npos
                       ? ""
                       : line.substr(begin, line.find_last_not_of(" \t\"") + 1 - begin);
        }
    }
    return "";
}

// Those this process may run on.
int usable_cores() {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (::sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0) {
        return CPU_COUNT(&set);
    }
    return static_cast<int>(std::thread::hardware_concurrency());
}

std::chrono::sys_seconds now() {
    return std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
}

}  // namespace

Machine this_machine() {
    Machine machine;
    machine.cpu = value_of("/proc/cpuinfo", "model name", ':');
    machine.cores = usable_cores();
    const long pages = ::sysconf(_SC_PHYS_PAGES);
    const long page = ::sysconf(_SC_PAGESIZE);
    machine.memory_bytes =
        pages > 0 && page > 0 ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(page)
                              : 0;
    utsname kernel{};
    if (::uname(&kernel) == 0) {
        machine.kernel = fmt::format("{} {}", kernel.sysname, kernel.release);
    }
    machine.os = value_of("/etc/os-release", "PRETTY_NAME", '=');
    return machine;
}

std::string utc_now() {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now()));
}

std::string new_id() {
    return fmt::format("{:%Y%m%dT%H%M%SZ}-{:04x}", fmt::gmtime(now()),
                       base::system_random() & 0xFFFF);
}

}  // namespace kura::compare
