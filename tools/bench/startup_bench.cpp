#include "tools/bench/startup_bench.hpp"

#include "tools/bench/boards.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <optional>
#include <vector>

namespace kura::bench {

namespace {

struct Run {
    double seconds;
    double peak_bytes;
};

std::string puzzle_text() {
    std::string text;
    for (const std::string& row : one_box_board().rows) {
        text += row + "\n";
    }
    return text;
}

// In the child: standard input is the puzzle, nothing is printed.
[[noreturn]] void become(const std::string& program, int input) {
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nowhere >= 0 && ::dup2(input, STDIN_FILENO) >= 0 && ::dup2(nowhere, STDOUT_FILENO) >= 0) {
        ::execl(program.c_str(), "kura", "solve", "-", static_cast<char*>(nullptr));
    }
    ::_exit(127);
}

std::optional<Run> run_once(const std::string& program, const std::string& text) {
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) {
        return std::nullopt;
    }
    // The puzzle is shorter than any pipe's buffer, so it can be written before anyone reads.
    const bool written = ::write(pipe[1], text.data(), text.size()) == std::ssize(text);
    ::close(pipe[1]);
    const auto start = std::chrono::steady_clock::now();
    const pid_t child = written ? ::fork() : -1;
    if (child == 0) {
        become(program, pipe[0]);
    }
    ::close(pipe[0]);
    if (child < 0) {
        return std::nullopt;
    }
    int status = 0;
    rusage usage{};
    pid_t ended = 0;
    do {
        ended = ::wait4(child, &status, 0, &usage);
    } while (ended < 0 && errno == EINTR);
    const auto end = std::chrono::steady_clock::now();
    if (ended != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        return std::nullopt;
    }
    return Run{std::chrono::duration<double>(end - start).count(),
               static_cast<double>(usage.ru_maxrss) * 1024};
}

}  // namespace

StartupFigures run_startup_bench(const std::string& program, int runs) {
    const std::string text = puzzle_text();
    StartupFigures figures;
    for (int n = 0; n < runs; ++n) {
        const std::optional<Run> run = run_once(program, text);
        if (!run) {
            return figures;
        }
        figures.seconds.push_back(run->seconds);
        figures.peak_bytes = std::max(figures.peak_bytes, run->peak_bytes);
    }
    figures.complete = runs > 0;
    return figures;
}

}  // namespace kura::bench
