#include "tools/process/run_process.hpp"

#include "tools/process/last_words.hpp"
#include "tools/process/process_tree.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <system_error>

namespace kura::process {

namespace {

using std::chrono::duration;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kPauseFirst{1};  // between two samples
constexpr milliseconds kPauseMax{50};
constexpr std::size_t kLastWordsMax = 4096;
constexpr int kChildFailed = 127;
constexpr std::uint64_t kSlackBytes = std::uint64_t{1} << 20;  // the kernel counts in batches

// Both ends of a pipe, closed when this is.
class Pipe {
  public:
    Pipe() { is_open_ = ::pipe2(ends_.data(), O_CLOEXEC) == 0; }
    ~Pipe() {
        close_end(0);
        close_end(1);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    [[nodiscard]] bool is_open() const { return is_open_; }
    [[nodiscard]] int reader() const { return ends_[0]; }
    [[nodiscard]] int writer() const { return ends_[1]; }
    void close_writer() { close_end(1); }
    void close_reader() { close_end(0); }

  private:
    void close_end(std::size_t end) {
        if (ends_[end] >= 0) {
            ::close(ends_[end]);
            ends_[end] = -1;
        }
    }

    std::array<int, 2> ends_{-1, -1};
    bool is_open_ = false;
};

struct Channels {
    Pipe output;
    Pipe error;
    Pipe failure;  // gets errno if the program can't be run; closed by a successful exec
};

// In the child; only calls that are safe between fork and exec.
[[noreturn]] void become(const ProcessSpec& spec, const char* folder, char* const* words,
                         Channels& channels, pid_t parent) {
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int nowhere = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    const bool is_set = ::getppid() == parent && nowhere >= 0 &&
                        ::dup2(nowhere, STDIN_FILENO) >= 0 &&
                        ::dup2(channels.output.writer(), STDOUT_FILENO) >= 0 &&
                        ::dup2(channels.error.writer(), STDERR_FILENO) >= 0 &&
                        (folder == nullptr || ::chdir(folder) == 0);
    if (is_set) {
        ::execvp(spec.program.empty() ? words[0] : spec.program.c_str(), words);
    }
    const int why = errno;
    (void)!::write(channels.failure.writer(), &why, sizeof why);
    ::_exit(kChildFailed);
}

enum class Taken { something, nothing, end };

// Takes what there is to read now.
Taken take(int file, std::string& text, std::size_t bytes_max, bool keeps_end) {
    std::array<char, 65536> buffer{};
    ssize_t count = 0;
    do {
        count = ::read(file, buffer.data(), buffer.size());
    } while (count < 0 && errno == EINTR);
    if (count <= 0) {
        return count < 0 && errno == EAGAIN ? Taken::nothing : Taken::end;
    }
    text.append(buffer.data(), static_cast<std::size_t>(count));
    if (text.size() > bytes_max) {
        keeps_end ? text.erase(0, text.size() - bytes_max) : text.erase(bytes_max);
    }
    return Taken::something;
}

// The parent's side of one run.
class Watch {
  public:
    Watch(const ProcessSpec& spec, Channels& channels) : spec_(spec), channels_(channels) {}
    ~Watch() {
        if (exit_file_ >= 0) {
            ::close(exit_file_);
        }
    }
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    // Once the program runs; its time began when this was made.
    void attach(pid_t child) {
        child_ = child;
        exit_file_ = open_exit_file(child);
    }
    void follow(ProcessResult& result);

  private:
    [[nodiscard]] double seconds() const {
        return duration<double>(steady_clock::now() - start_).count();
    }
    [[nodiscard]] bool reap(ProcessResult& result);
    void sample();
    void end_group(Ended why) {
        if (ended_ == Ended::itself) {
            ended_ = why;
        }
        ::kill(-child_, SIGKILL);
    }
    void read_until(steady_clock::time_point next, ProcessResult& result);
    void drain(ProcessResult& result);

    const ProcessSpec& spec_;
    Channels& channels_;
    pid_t child_ = 0;
    int exit_file_ = -1;  // readable when the child has ended
    const std::uint64_t own_bytes_ = resident_bytes_of(::getpid());
    const steady_clock::time_point start_ = steady_clock::now();
    std::uint64_t peak_ = 0;
    std::string error_;
    Ended ended_ = Ended::itself;
};

bool Watch::reap(ProcessResult& result) {
    int status = 0;
    rusage usage{};
    if (::wait4(child_, &status, WNOHANG, &usage) != child_) {
        return false;
    }
    result.seconds = seconds();
    const auto of = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    };
    result.cpu_seconds = of(usage.ru_utime) + of(usage.ru_stime);
    result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    result.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    const auto kernels = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
    const bool is_its_own = kernels > own_bytes_ + kSlackBytes;
    const std::uint64_t peak = is_its_own ? std::max(kernels, peak_) : peak_;
    if (peak > 0) {
        result.peak_bytes = static_cast<std::int64_t>(peak);
    }
    return true;
}

void Watch::sample() {
    const TreeMemory memory = memory_of_tree(child_);
    peak_ = std::max(peak_, memory.peak_bytes);
    std::uint64_t resident = memory.resident_bytes;
    for (const pid_t other : spec_.also_watched) {
        resident += resident_bytes_of(other);
    }
    if (spec_.memory_bytes_max > 0 && resident > spec_.memory_bytes_max) {
        end_group(Ended::memory);
    }
}

// Takes what there is to read, as soon as there is anything, or the child ends.
void Watch::read_until(steady_clock::time_point next, ProcessResult& result) {
    const auto left = std::chrono::ceil<milliseconds>(next - steady_clock::now());
    std::array<pollfd, 3> files{{{channels_.output.reader(), POLLIN, 0},
                                 {channels_.error.reader(), POLLIN, 0},
                                 {exit_file_, POLLIN, 0}}};
    const auto wait_ms = static_cast<int>(std::max(left, milliseconds::zero()).count());
    if (::poll(files.data(), files.size(), wait_ms) <= 0) {
        return;
    }
    if (files[0].revents != 0 &&
        take(channels_.output.reader(), result.output, kOutputMax, false) == Taken::end) {
        channels_.output.close_reader();
    }
    if (files[1].revents != 0 &&
        take(channels_.error.reader(), error_, kLastWordsMax, true) == Taken::end) {
        channels_.error.close_reader();
    }
}

void Watch::drain(ProcessResult& result) {
    while (channels_.output.reader() >= 0 &&
           take(channels_.output.reader(), result.output, kOutputMax, false) == Taken::something) {
    }
    while (channels_.error.reader() >= 0 &&
           take(channels_.error.reader(), error_, kLastWordsMax, true) == Taken::something) {
    }
    result.last_words = last_words(error_);
}

void Watch::follow(ProcessResult& result) {
    steady_clock::duration pause = kPauseFirst;
    steady_clock::time_point next = start_;
    while (!reap(result)) {
        if (steady_clock::now() >= next) {
            sample();
            next = steady_clock::now() + pause;
            pause = std::min<steady_clock::duration>(kPauseMax, 2 * pause);
        }
        if (spec_.seconds_max > 0 && seconds() > spec_.seconds_max) {
            end_group(Ended::time);
        }
        if (spec_.stop != nullptr && spec_.stop->load(std::memory_order_acquire)) {
            end_group(Ended::stopped);
        }
        read_until(next, result);
    }
    // What it left behind must not disturb the next run. All of it is ours to wait for.
    ::kill(-child_, SIGKILL);
    while (::waitpid(-child_, nullptr, 0) > 0 || errno == EINTR) {
    }
    drain(result);
    result.ended = ended_;
}

// 0 once the program runs, else why it doesn't.
int wait_for_exec(Channels& channels) {
    int why = 0;
    ssize_t count = 0;
    do {
        count = ::read(channels.failure.reader(), &why, sizeof why);
    } while (count < 0 && errno == EINTR);
    return count == sizeof why ? why : 0;
}

}  // namespace

ProcessResult run_process(const ProcessSpec& spec) {
    ProcessResult result;
    Channels channels;
    ::fcntl(channels.output.reader(), F_SETFL, O_NONBLOCK);
    ::fcntl(channels.error.reader(), F_SETFL, O_NONBLOCK);
    std::vector<std::string> words = spec.words;
    std::vector<char*> arguments;
    for (std::string& word : words) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    if (spec.words.empty() || !channels.output.is_open() || !channels.error.is_open() ||
        !channels.failure.is_open()) {
        result.last_words = spec.words.empty() ? "no command" : "no pipe could be made";
        return result;
    }
    const std::string folder = spec.folder.string();
    const pid_t parent = ::getpid();
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);  // so that what the program started can be waited for
    Watch watch(spec, channels);
    const pid_t child = ::fork();
    if (child == 0) {
        become(spec, folder.empty() ? nullptr : folder.c_str(), arguments.data(), channels, parent);
    }
    channels.output.close_writer();
    channels.error.close_writer();
    channels.failure.close_writer();
    if (child < 0) {
        result.last_words = "no process could be started";
        return result;
    }
    const int why = wait_for_exec(channels);  // by then it is a group of its own
    watch.attach(child);
    watch.follow(result);
    if (why != 0) {
        result.ended = Ended::not_started;
        result.last_words =
            "can't run " + spec.words.front() + ": " + std::generic_category().message(why);
    }
    return result;
}

}  // namespace kura::process
