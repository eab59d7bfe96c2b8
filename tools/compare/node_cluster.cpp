#include "tools/compare/node_cluster.hpp"

#include "tools/compare/kura_output.hpp"
#include "tools/process/last_words.hpp"
#include "tools/process/process_tree.hpp"
#include "tools/process/run_process.hpp"

#include <algorithm>
#include <chrono>
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

}  // namespace

NodeCluster::NodeCluster(ClusterSpec spec, const std::atomic<bool>& stop)
    : spec_(std::move(spec)), stop_(stop) {}

NodeCluster::~NodeCluster() {
    stop_all();
}

std::filesystem::path NodeCluster::log_of(std::size_t index) const {
    return spec_.folder / ("node" + std::to_string(index + 1) + ".log");
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
    for (const Node& other : nodes_) {
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
    std::string program = has_hosts() ? words.front() : spec_.program;
    auto child = process::Child::start({.program = std::move(program),
                                        .words = std::move(words),
                                        .log = log_of(index),
                                        .ends_with_input = has_hosts()});
    if (!child) {
        return tl::unexpected(child.error());
    }
    nodes_[index].child = *std::move(child);
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
                nodes_[index].address = rest.substr(0, rest.find_first_of("\" "));
                return {};
            }
        }
        if (!nodes_[index].child.is_running()) {
            break;
        }
        std::this_thread::sleep_for(kGlance);
    }
    const std::string words = process::last_words_of_file(log_of(index));
    return base::fail(base::ErrorCode::unavailable,
                      "node " + std::to_string(index + 1) +
                          " did not start: " + (words.empty() ? "it printed nothing" : words));
}

base::Result<void> NodeCluster::wait_for_members() {
    process::ProcessSpec spec;
    spec.program = spec_.program;
    spec.words = {"kura", "cluster", "status", "--json", "--cluster", addresses()};
    if (!spec_.hosts.key_file.empty()) {
        spec.words.insert(spec.words.end(), {"--key-file", spec_.hosts.key_file});
    }
    spec.seconds_max = kAskSeconds;
    spec.stop = &stop_;
    const auto deadline = steady_clock::now() + kStart;
    while (steady_clock::now() < deadline && !is_stopped()) {
        if (members_in(process::run_process(spec).output) >= spec_.nodes) {
            return {};
        }
        std::this_thread::sleep_for(kGlance);
    }
    return base::fail(base::ErrorCode::unavailable, "the nodes did not come together");
}

base::Result<void> NodeCluster::ensure_up() {
    const bool is_up = !nodes_.empty() && std::all_of(nodes_.begin(), nodes_.end(), [](Node& node) {
        return node.child.is_running();
    });
    if (is_up) {
        return {};
    }
    stop_all();
    nodes_.resize(static_cast<std::size_t>(spec_.nodes));
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
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
    for (const Node& node : nodes_) {
        text += (text.empty() ? "" : ",") + node.address;
    }
    return text;
}

std::vector<pid_t> NodeCluster::local() const {
    std::vector<pid_t> processes;
    for (const Node& node : nodes_) {
        if (!has_hosts() && node.child.pid() != 0) {
            processes.push_back(node.child.pid());
        }
    }
    return processes;
}

void NodeCluster::begin_run() {
    for (Node& node : nodes_) {
        if (!has_hosts()) {
            process::reset_peak(node.child.pid());
            node.cpu_before = process::cpu_seconds_of(node.child.pid()).value_or(0);
        }
    }
}

std::optional<double> NodeCluster::cpu_seconds() const {
    if (has_hosts()) {
        return std::nullopt;
    }
    double sum = 0;
    for (const Node& node : nodes_) {
        const double spent = process::cpu_seconds_of(node.child.pid()).value_or(0);
        sum += std::max(0.0, spent - node.cpu_before);
    }
    return sum;
}

std::optional<std::int64_t> NodeCluster::peak_bytes() const {
    std::uint64_t sum = 0;
    for (const pid_t node : local()) {
        sum += process::memory_of_tree(node).peak_bytes;
    }
    return sum == 0 ? std::nullopt : std::optional(static_cast<std::int64_t>(sum));
}

void NodeCluster::stop_all() {
    for (Node& node : nodes_) {
        node.child.ask_to_end();
    }
    const auto deadline = steady_clock::now() + kLeave;
    for (Node& node : nodes_) {
        node.child.wait_until(deadline);
    }
    nodes_.clear();
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
