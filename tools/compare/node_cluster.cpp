#include "tools/compare/node_cluster.hpp"

#include "tools/compare/kura_output.hpp"
#include "tools/compare/process_tree.hpp"
#include "tools/compare/run_process.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>
#include <utility>

namespace kura::compare {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kStart{20'000};
constexpr milliseconds kLeave{12'000};  // a node takes at most 10 s to leave
constexpr milliseconds kGlance{10};
constexpr double kAskSeconds = 5;
constexpr std::string_view kListening = "listening on ";

struct Streams {
    int input = -1;
    int log = -1;
};

// In the child; only calls that are safe between fork and exec.
[[noreturn]] void become(const char* program, char* const* words, Streams streams, pid_t parent) {
    // The node leaves its cluster on SIGTERM; a command for a host ends when its input does.
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    ::setpgid(0, 0);
    if (::getppid() == parent && ::dup2(streams.input, STDIN_FILENO) >= 0 &&
        ::dup2(streams.log, STDOUT_FILENO) >= 0 && ::dup2(streams.log, STDERR_FILENO) >= 0) {
        ::execvp(program, words);
    }
    ::_exit(127);
}

}  // namespace

NodeCluster::NodeCluster(ClusterSpec spec, const std::atomic<bool>& stop)
    : spec_(std::move(spec)), stop_(stop) {}

NodeCluster::~NodeCluster() {
    stop_all();
}

std::filesystem::path NodeCluster::log_of(std::size_t index) const {
    return spec_.folder / ("node" + std::to_string(index + 1) + ".log");
}

std::string NodeCluster::last_words(std::size_t index) const {
    std::ifstream log(log_of(index));
    std::string last;
    for (std::string line; std::getline(log, line);) {
        last = line.empty() ? last : line;
    }
    return last.empty() ? "it printed nothing" : last;
}

std::vector<std::string> NodeCluster::words_of(std::size_t index) const {
    const std::vector<std::string>& hosts = spec_.hosts.names;
    const std::string host = has_hosts() ? hosts[index % hosts.size()] : "127.0.0.1";
    std::vector<std::string> words{has_hosts() ? spec_.hosts.program : "kura",
                                   "node",
                                   "--listen",
                                   host + ":0",
                                   "--name",
                                   spec_.name,
                                   "--replicas",
                                   std::to_string(spec_.replicas)};
    if (!spec_.hosts.key_file.empty()) {
        words.insert(words.end(), {"--key-file", spec_.hosts.key_file});
    }
    for (const Child& other : children_) {
        if (!other.address.empty()) {
            words.insert(words.end(), {"--join", other.address});
        }
    }
    return has_hosts()
               ? spec_.host_command.fill({{"host", host}, {"command", host_shell_line(words)}})
               : words;
}

base::Result<void> NodeCluster::spawn(std::size_t index) {
    std::vector<std::string> words = words_of(index);
    std::vector<char*> arguments;
    for (std::string& word : words) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    std::array<int, 2> input{-1, -1};
    Streams streams;
    streams.log = ::open(log_of(index).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (has_hosts() && ::pipe2(input.data(), O_CLOEXEC) == 0) {
        streams.input = input[0];
    } else if (!has_hosts()) {
        streams.input = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    }
    const std::string program = has_hosts() ? words.front() : spec_.program;
    const pid_t parent = ::getpid();
    const pid_t child = streams.log < 0 || streams.input < 0 ? -1 : ::fork();
    if (child == 0) {
        become(program.c_str(), arguments.data(), streams, parent);
    }
    for (const int file : {streams.input, streams.log}) {
        if (file >= 0) {
            ::close(file);
        }
    }
    if (child < 0) {
        if (input[1] >= 0) {
            ::close(input[1]);
        }
        return base::fail(base::ErrorCode::io, "a node could not be started");
    }
    children_[index].pid = child;
    children_[index].input = input[1];
    return {};
}

base::Result<void> NodeCluster::wait_for_address(std::size_t index) {
    const auto deadline = steady_clock::now() + kStart;
    while (steady_clock::now() < deadline && !is_stopped()) {
        std::ifstream log(log_of(index));
        for (std::string line; std::getline(log, line) && !log.eof();) {
            const std::size_t found = line.find(kListening);
            if (found != std::string::npos) {
                const std::string rest = line.substr(found + kListening.size());
                children_[index].address = rest.substr(0, rest.find_first_of("\" "));
                return {};
            }
        }
        Child& child = children_[index];
        if (::waitpid(child.pid, nullptr, WNOHANG) == child.pid) {
            child.pid = 0;
            break;
        }
        std::this_thread::sleep_for(kGlance);
    }
    return base::fail(base::ErrorCode::unavailable,
                      "node " + std::to_string(index + 1) + " did not start: " + last_words(index));
}

base::Result<void> NodeCluster::wait_for_members() {
    ProcessSpec spec;
    spec.program = spec_.program;
    spec.words = {"kura", "cluster", "status", "--json", "--cluster", addresses()};
    if (!spec_.hosts.key_file.empty()) {
        spec.words.insert(spec.words.end(), {"--key-file", spec_.hosts.key_file});
    }
    spec.seconds_max = kAskSeconds;
    spec.stop = &stop_;
    const auto deadline = steady_clock::now() + kStart;
    while (steady_clock::now() < deadline && !is_stopped()) {
        if (members_in(run_process(spec).output) >= spec_.nodes) {
            return {};
        }
        std::this_thread::sleep_for(kGlance);
    }
    return base::fail(base::ErrorCode::unavailable, "the nodes did not come together");
}

base::Result<void> NodeCluster::ensure_up() {
    const bool is_up =
        !children_.empty() && std::all_of(children_.begin(), children_.end(), [](Child& child) {
            if (child.pid != 0 && ::waitpid(child.pid, nullptr, WNOHANG) != 0) {
                child.pid = 0;
            }
            return child.pid != 0;
        });
    if (is_up) {
        return {};
    }
    stop_all();
    children_.resize(static_cast<std::size_t>(spec_.nodes));
    for (std::size_t i = 0; i < children_.size(); ++i) {
        base::Result<void> done = spawn(i);
        if (done) {
            done = wait_for_address(i);
        }
        if (!done) {
            stop_all();
            return done;
        }
    }
    auto done = wait_for_members();
    if (!done) {
        stop_all();
    }
    return done;
}

std::string NodeCluster::addresses() const {
    std::string text;
    for (const Child& child : children_) {
        text += (text.empty() ? "" : ",") + child.address;
    }
    return text;
}

std::vector<pid_t> NodeCluster::local() const {
    std::vector<pid_t> processes;
    for (const Child& child : children_) {
        if (!has_hosts() && child.pid != 0) {
            processes.push_back(child.pid);
        }
    }
    return processes;
}

void NodeCluster::begin_run() {
    for (Child& child : children_) {
        if (!has_hosts()) {
            reset_peak(child.pid);
            child.cpu_before = cpu_seconds_of(child.pid).value_or(0);
        }
    }
}

std::optional<double> NodeCluster::cpu_seconds() const {
    if (has_hosts()) {
        return std::nullopt;
    }
    double sum = 0;
    for (const Child& child : children_) {
        sum += std::max(0.0, cpu_seconds_of(child.pid).value_or(0) - child.cpu_before);
    }
    return sum;
}

std::optional<std::int64_t> NodeCluster::peak_bytes() const {
    std::uint64_t sum = 0;
    for (const pid_t process : local()) {
        sum += memory_of_tree(process).peak_bytes;
    }
    return sum == 0 ? std::nullopt : std::optional(static_cast<std::int64_t>(sum));
}

void NodeCluster::stop_all() {
    for (Child& child : children_) {
        if (child.input >= 0) {
            ::close(std::exchange(child.input, -1));
        } else if (child.pid != 0) {
            ::kill(child.pid, SIGTERM);
        }
    }
    const auto deadline = steady_clock::now() + kLeave;
    for (Child& child : children_) {
        while (child.pid != 0 && ::waitpid(child.pid, nullptr, WNOHANG) == 0) {
            if (steady_clock::now() > deadline) {
                ::kill(-child.pid, SIGKILL);
            }
            std::this_thread::sleep_for(kGlance);
        }
        child.pid = 0;
    }
    children_.clear();
}

base::Result<CommandTemplate> host_command_of(std::string_view text) {
    auto command = CommandTemplate::parse(text, {"host", "command"});
    if (!command) {
        return base::fail(command.error().code, "--host-" + command.error().message);
    }
    if (!command->has("command")) {
        return base::fail(base::ErrorCode::bad_input, "--host-command: {command} is missing");
    }
    return command;
}

std::string host_shell_line(const std::vector<std::string>& node) {
    return shell_line(node) +
           " </dev/null & node=$!; cat >/dev/null; kill $node 2>/dev/null; wait $node";
}

}  // namespace kura::compare
