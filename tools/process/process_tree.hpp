// Process tree: memory and processor time of running processes, as /proc tells them.
// Units:    bytes, seconds; processor time in the kernel's ticks of 10 ms
// Threads:  reads /proc only
// Errors:   a process that is gone counts nothing
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>

namespace kura::process {

struct TreeMemory {
    std::uint64_t resident_bytes = 0;
    std::uint64_t peak_bytes = 0;  // the sum of each one's own peak
};

// A process and all that descend from it.
[[nodiscard]] TreeMemory memory_of_tree(pid_t root);

[[nodiscard]] std::uint64_t resident_bytes_of(pid_t process);

// A file that can be read from once a child of this process has ended; -1: the kernel has none.
[[nodiscard]] int open_exit_file(pid_t child);

// Makes the peak of one process start again at what it holds now. Ensures: false if it may not.
bool reset_peak(pid_t process);

// Nothing if it is gone.
[[nodiscard]] std::optional<double> cpu_seconds_of(pid_t process);

}  // namespace kura::process
