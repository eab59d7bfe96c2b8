// Run process: one program run to its end as a process group of its own, measured and limited.
// Shape:    words, a folder and limits in; output, processor time, peak memory, how it ended out
// Units:    seconds of wall time and of processor time; bytes
// Invariants: nothing of the group is left when run_process returns; the program ends with this
//           process, however that ends
// Threads:  the caller waits; forks, so call it from a process that has no other threads that
//           matter. Whatever a program leaves behind becomes a child of this process
// Errors:   a program that can't be started: Ended::not_started and why
//
// Peak memory is the kernel's own figure (wait4) where it means something: after fork it starts at
// what this process held, so below that the samples of /proc count, taken also for the limit. The
// first samples follow each other in a millisecond, later ones in 50, however much is printed.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace kura::process {

struct ProcessSpec {
    std::vector<std::string> words;      // the first is looked up in PATH
    std::string program;                 // the file to run if that is not words[0]; may be empty
    std::filesystem::path folder;        // working directory; empty: this process's
    double seconds_max = 0;              // the group is killed then; 0: never
    std::uint64_t memory_bytes_max = 0;  // of the whole tree; 0: no limit
    std::vector<pid_t> also_watched{};   // others whose memory counts for the limit
    const std::atomic<bool>* stop = nullptr;  // the group is killed when it turns true
};

enum class Ended { not_started, itself, time, memory, stopped };

struct ProcessResult {
    Ended ended = Ended::not_started;
    int exit_code = -1;  // -1 if a signal ended it
    int signal = 0;
    double seconds = 0;
    double cpu_seconds = 0;
    std::optional<std::int64_t> peak_bytes;
    std::string output;      // standard output, at most kOutputMax bytes
    std::string last_words;  // of standard error (last_words.hpp), or why it was not started
};

inline constexpr std::size_t kOutputMax = std::size_t{64} << 20;

[[nodiscard]] ProcessResult run_process(const ProcessSpec& spec);

}  // namespace kura::process
