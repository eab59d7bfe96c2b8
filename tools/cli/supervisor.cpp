#include "tools/cli/supervisor.hpp"

#include "tools/cli/signals.hpp"
#include "tools/process/last_words.hpp"

#include <fstream>
#include <thread>
#include <utility>

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

}  // namespace

Supervisor::Supervisor(std::filesystem::path folder, std::filesystem::path data, int nodes,
                       std::vector<std::string> options)
    : folder_(std::move(folder)),
      data_(std::move(data)),
      options_(std::move(options)),
      nodes_(static_cast<std::size_t>(nodes)) {}

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
    Node& node = nodes_[index];
    const std::string address_file = file_of(index, "address");
    std::filesystem::remove(address_file);
    std::vector<std::string> words{
        "kura",           "node",
        "--listen",       node.address.empty() ? "127.0.0.1:0" : node.address,
        "--address-file", address_file};
    words.insert(words.end(), options_.begin(), options_.end());
    if (!data_.empty()) {
        words.insert(words.end(), {"--data", data_of(index)});
    }
    for (const Node& other : nodes_) {
        if (&other != &node && !other.address.empty()) {
            words.insert(words.end(), {"--join", other.address});
        }
    }
    node.started = steady_clock::now();
    auto started = process::Child::start({.program = "/proc/self/exe",
                                          .words = std::move(words),
                                          .log = file_of(index, "log"),
                                          .appends = true});
    // What could not be started is tried again later.
    node.child = started ? *std::move(started) : process::Child();
}

base::Result<void> Supervisor::wait_for_address(std::size_t index) {
    const auto deadline = steady_clock::now() + kStart;
    while (steady_clock::now() < deadline) {
        if (std::string address = first_line_of(file_of(index, "address")); !address.empty()) {
            nodes_[index].address = std::move(address);
            return {};
        }
        if (!nodes_[index].child.is_running()) {
            break;
        }
        std::this_thread::sleep_for(milliseconds(5));
    }
    const std::filesystem::path log = file_of(index, "log");
    return base::fail(base::ErrorCode::io, "node " + std::to_string(index + 1) +
                                               " did not start (" + log.string() +
                                               "): " + process::last_words_of_file(log));
}

// Where it listened before, because the others remember it there; else anywhere.
base::Result<void> Supervisor::start(std::size_t index) {
    const std::filesystem::path remembered = data_of(index) / "address";
    if (!data_.empty()) {
        nodes_[index].address = first_line_of(remembered);
    }
    const bool is_remembered = !nodes_[index].address.empty();
    spawn(index);
    base::Result<void> started = wait_for_address(index);
    if (!started && is_remembered) {
        nodes_[index].address.clear();
        spawn(index);
        started = wait_for_address(index);
    }
    if (started && !data_.empty()) {
        std::ofstream(remembered) << nodes_[index].address << '\n';
    }
    return started;
}

base::Result<void> Supervisor::start() {
    std::ofstream addresses(folder_ / "addresses");
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        if (const base::Result<void> started = start(i); !started) {
            return started;
        }
        addresses << nodes_[i].address << '\n';
    }
    return {};
}

void Supervisor::watch() {
    while (!stop_flag().load(std::memory_order_acquire)) {
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            Node& node = nodes_[i];
            if (!node.child.is_running() && steady_clock::now() - node.started >= kRestart) {
                spawn(i);
            }
        }
        std::this_thread::sleep_for(kGlance);
    }
    stop_all();
}

void Supervisor::stop_all() {
    for (Node& node : nodes_) {
        node.child.ask_to_end();
    }
    const auto deadline = steady_clock::now() + kLeave;
    for (Node& node : nodes_) {
        node.child.wait_until(deadline);
    }
}

}  // namespace kura::cli
