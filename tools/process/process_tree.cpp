#include "tools/process/process_tree.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace kura::process {

namespace {

constexpr int kProcessesMax = 1024;  // of one tree; a fork bomb is not followed to its end

std::string proc(pid_t process, const std::string& file) {
    return "/proc/" + std::to_string(process) + "/" + file;
}

void add_memory(pid_t process, TreeMemory& memory) {
    std::ifstream status(proc(process, "status"));
    for (std::string line; std::getline(status, line);) {
        const bool is_peak = line.rfind("VmHWM:", 0) == 0;
        if (is_peak || line.rfind("VmRSS:", 0) == 0) {
            std::uint64_t kibibytes = 0;
            std::istringstream(line.substr(6)) >> kibibytes;
            (is_peak ? memory.peak_bytes : memory.resident_bytes) += kibibytes * 1024;
        }
    }
}

}  // namespace

TreeMemory memory_of_tree(pid_t root) {
    TreeMemory memory;
    std::vector<pid_t> open{root};
    for (int seen = 0; !open.empty() && seen < kProcessesMax; ++seen) {
        const pid_t process = open.back();
        open.pop_back();
        add_memory(process, memory);
        std::ifstream children(proc(process, "task/" + std::to_string(process) + "/children"));
        for (pid_t child = 0; children >> child;) {
            open.push_back(child);
        }
    }
    return memory;
}

std::uint64_t resident_bytes_of(pid_t process) {
    TreeMemory memory;
    add_memory(process, memory);
    return memory.resident_bytes;
}

int open_exit_file(pid_t child) {
    // The wrapper of Debian 12's C library can't be linked from C++.
    return static_cast<int>(::syscall(SYS_pidfd_open, child, 0));
}

bool reset_peak(pid_t process) {
    std::ofstream file(proc(process, "clear_refs"));
    file << "5" << std::flush;
    return static_cast<bool>(file);
}

std::optional<double> cpu_seconds_of(pid_t process) {
    std::ifstream file(proc(process, "stat"));
    std::string text;
    std::getline(file, text);
    const std::size_t name_end = text.rfind(')');
    if (name_end == std::string::npos) {
        return std::nullopt;
    }
    std::istringstream rest(text.substr(name_end + 1));
    std::string skipped;
    for (int i = 0; i < 11; ++i) {
        rest >> skipped;  // state to cmajflt
    }
    double user = 0;
    double system = 0;
    if (!(rest >> user >> system)) {
        return std::nullopt;
    }
    return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace kura::process
