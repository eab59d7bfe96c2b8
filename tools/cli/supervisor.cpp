#include "tools/cli/supervisor.hpp"

#include "tools/cli/signals.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <thread>

namespace kura::cli {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kStart{10'000};
constexpr milliseconds kRestart{1000};  // between two starts of one node
constexpr milliseconds kGlance{50};
constexpr milliseconds kLeave{12'000};  // a node takes at most 10 s to leave

std::string first_line_of(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return file.eof() ? std::string() : line;  // one without an end may not be whole
}

std::string last_line_of(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::string last;
    for (std::string line; std::getline(file, line);) {
        last = line;
    }
    return last;
}

}  // namespace

Supervisor::Supervisor(std::filesystem::path folder, std::filesystem::path data, int nodes,
                       int replicas)
    : folder_(std::move(folder)),
      data_(std::move(data)),
      replicas_(replicas),
      children_(static_cast<std::size_t>(nodes)) {}

Supervisor::~Supervisor() {
    stop_all();
}

std::filesystem::path Supervisor::file_of(std::size_t index, const char* kind) const {
    return folder_ / ("node" + std::to_string(index + 1) + "." + kind);
}

std::filesystem::path Supervisor::data_of(std::size_t index) const {
    return data_ / ("node" + std::to_string(index + 1));
}

void Supervisor::spawn(std::size_t index) {
    Child& child = children_[index];
    const std::string address_file = file_of(index, "address");
    const std::string log = file_of(index, "log");
    std::filesystem::remove(address_file);
    std::vector<std::string> words{
        "kura",           "node",
        "--listen",       child.address.empty() ? "127.0.0.1:0" : child.address,
        "--address-file", address_file,
        "--replicas",     std::to_string(replicas_)};
    if (!data_.empty()) {
        words.insert(words.end(), {"--data", data_of(index)});
    }
    for (const Child& other : children_) {
        if (&other != &child && !other.address.empty()) {
            words.insert(words.end(), {"--join", other.address});
        }
    }
    std::vector<char*> arguments;
    for (std::string& word : words) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    child.started = steady_clock::now();
    const pid_t parent = getpid();
    child.pid = fork();
    if (child.pid == 0) {
        // Only calls that are safe between fork and exec.
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        const int file = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
        if (getppid() != parent || file < 0) {
            _exit(1);
        }
        dup2(file, STDERR_FILENO);
        dup2(file, STDOUT_FILENO);
        execv("/proc/self/exe", arguments.data());
        _exit(127);
    }
    // Tried again later; as a number for kill() it would mean everybody.
    child.pid = std::max(child.pid, 0);
}

base::Result<void> Supervisor::wait_for_address(std::size_t index) {
    const auto deadline = steady_clock::now() + kStart;
    while (steady_clock::now() < deadline) {
        if (std::string address = first_line_of(file_of(index, "address")); !address.empty()) {
            children_[index].address = std::move(address);
            return {};
        }
        const pid_t pid = children_[index].pid;
        if (pid == 0 || waitpid(pid, nullptr, WNOHANG) == pid) {
            children_[index].pid = 0;
            break;
        }
        std::this_thread::sleep_for(milliseconds(5));
    }
    const std::filesystem::path log = file_of(index, "log");
    return base::fail(base::ErrorCode::io, "node " + std::to_string(index + 1) +
                                               " did not start (" + log.string() +
                                               "): " + last_line_of(log));
}

// Where it listened before, because the others remember it there; else anywhere.
base::Result<void> Supervisor::start(std::size_t index) {
    const std::filesystem::path remembered = data_of(index) / "address";
    if (!data_.empty()) {
        children_[index].address = first_line_of(remembered);
    }
    const bool is_remembered = !children_[index].address.empty();
    spawn(index);
    base::Result<void> started = wait_for_address(index);
    if (!started && is_remembered) {
        children_[index].address.clear();
        spawn(index);
        started = wait_for_address(index);
    }
    if (started && !data_.empty()) {
        std::ofstream(remembered) << children_[index].address << '\n';
    }
    return started;
}

base::Result<void> Supervisor::start() {
    std::ofstream addresses(folder_ / "addresses");
    for (std::size_t i = 0; i < children_.size(); ++i) {
        if (const base::Result<void> started = start(i); !started) {
            return started;
        }
        addresses << children_[i].address << '\n';
    }
    return {};
}

void Supervisor::watch() {
    while (!stop_flag().load(std::memory_order_acquire)) {
        for (std::size_t i = 0; i < children_.size(); ++i) {
            Child& child = children_[i];
            if (child.pid != 0 && waitpid(child.pid, nullptr, WNOHANG) == child.pid) {
                child.pid = 0;
            }
            if (child.pid == 0 && steady_clock::now() - child.started >= kRestart) {
                spawn(i);
            }
        }
        std::this_thread::sleep_for(kGlance);
    }
    stop_all();
}

void Supervisor::stop_all() {
    for (const Child& child : children_) {
        if (child.pid != 0) {
            kill(child.pid, SIGTERM);
        }
    }
    const auto deadline = steady_clock::now() + kLeave;
    for (Child& child : children_) {
        while (child.pid != 0 && waitpid(child.pid, nullptr, WNOHANG) != child.pid) {
            if (steady_clock::now() > deadline) {
                kill(child.pid, SIGKILL);
            }
            std::this_thread::sleep_for(milliseconds(5));
        }
        child.pid = 0;
    }
}

}  // namespace kura::cli
