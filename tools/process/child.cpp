#include "tools/process/child.hpp"

#include "solver/base/assert.hpp"
#include "tools/process/process_tree.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <utility>

namespace kura::process {

namespace {

using std::chrono::steady_clock;

constexpr int kGlanceMs = 50;  // where the kernel can't tell of the end

struct Streams {
    int input = -1;
    int log = -1;
};

// In the child; only calls that are safe between fork and exec.
[[noreturn]] void become(const char* program, char* const* words, Streams streams, pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    ::setpgid(0, 0);
    if (::getppid() == parent && ::dup2(streams.input, STDIN_FILENO) >= 0 &&
        ::dup2(streams.log, STDOUT_FILENO) >= 0 && ::dup2(streams.log, STDERR_FILENO) >= 0) {
        ::execvp(program, words);
    }
    ::_exit(127);
}

}  // namespace

Child::~Child() {
    wait_until(steady_clock::now());
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)), input_(std::exchange(other.input_, -1)) {}

Child& Child::operator=(Child&& other) noexcept {
    if (this != &other) {
        wait_until(steady_clock::now());
        pid_ = std::exchange(other.pid_, 0);
        input_ = std::exchange(other.input_, -1);
    }
    return *this;
}

base::Result<Child> Child::start(const ChildSpec& spec) {
    KURA_ASSERT(!spec.words.empty());
    std::vector<std::string> words = spec.words;
    std::vector<char*> arguments;
    for (std::string& word : words) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    Streams streams;
    streams.log =
        ::open(spec.log.c_str(),
               O_WRONLY | O_CREAT | O_CLOEXEC | (spec.appends ? O_APPEND : O_TRUNC), 0644);
    std::array<int, 2> pipe{-1, -1};
    if (!spec.ends_with_input) {
        streams.input = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    } else if (::pipe2(pipe.data(), O_CLOEXEC) == 0) {
        streams.input = pipe[0];
    }
    const pid_t parent = ::getpid();
    const pid_t pid = streams.log < 0 || streams.input < 0 ? -1 : ::fork();
    if (pid == 0) {
        become(spec.program.c_str(), arguments.data(), streams, parent);
    }
    for (const int file : {streams.input, streams.log}) {
        if (file >= 0) {
            ::close(file);
        }
    }
    Child child;
    child.input_ = pipe[1];
    if (pid < 0) {
        child.close_input();
        return base::fail(base::ErrorCode::io, "can't start " + spec.program);
    }
    ::setpgid(pid, pid);  // whoever of the two comes first
    child.pid_ = pid;
    return child;
}

bool Child::is_running() {
    if (pid_ != 0 && ::waitpid(pid_, nullptr, WNOHANG) != 0) {
        pid_ = 0;
    }
    return pid_ != 0;
}

void Child::ask_to_end() {
    if (input_ >= 0) {
        close_input();
    } else if (pid_ != 0) {
        ::kill(pid_, SIGTERM);
    }
}

void Child::wait_until(steady_clock::time_point deadline) {
    if (is_running()) {
        const int exit_file = open_exit_file(pid_);
        do {
            const auto left =
                std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now());
            if (left.count() <= 0) {
                ::kill(-pid_, SIGKILL);
            }
            pollfd end{exit_file, POLLIN, 0};
            const bool is_soon = left.count() > 0 && left.count() < kGlanceMs;
            ::poll(&end, 1, is_soon ? static_cast<int>(left.count()) : kGlanceMs);
        } while (is_running());
        ::close(exit_file);
    }
    close_input();
}

void Child::close_input() {
    if (input_ >= 0) {
        ::close(std::exchange(input_, -1));
    }
}

}  // namespace kura::process
