// Node cluster: the processes of one cluster configuration, here or on other hosts.
// Shape:    started before the first run that needs them, kept, replaced when one is lost
// Units:    bytes, seconds
// Invariants: the nodes end with this object, and with this process however it ends: those here by
//           the kernel's parent-death signal, those on hosts because their standard input ends
// Threads:  the caller's
// Errors:   Result; the last line a node printed
#pragma once

#include "solver/base/result.hpp"
#include "tools/compare/command_template.hpp"
#include "tools/compare/comparison.hpp"
#include "tools/process/child.hpp"

#include <sys/types.h>

#include <atomic>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kura::compare {

struct ClusterSpec {
    std::string program;  // the kura that asks, and that the nodes here run
    int nodes = 1;
    int replicas = 1;
    std::string name;              // of the cluster, so that others are not joined
    std::filesystem::path folder;  // for logs
    Hosts hosts;                   // no names: all nodes here
    CommandTemplate host_command;  // hosts.command; of no use without names
};

class NodeCluster {
  public:
    NodeCluster(ClusterSpec spec, const std::atomic<bool>& stop);
    ~NodeCluster();
    NodeCluster(const NodeCluster&) = delete;
    NodeCluster& operator=(const NodeCluster&) = delete;

    // Starts what is not there, and all again if one of them is lost.
    [[nodiscard]] base::Result<void> ensure_up();
    // The next run starts with new nodes.
    void abandon() { stop_all(); }

    [[nodiscard]] std::string addresses() const;     // joined by commas
    [[nodiscard]] std::vector<pid_t> local() const;  // processes whose memory can be watched

    // Measures of the nodes here; nothing if they are elsewhere.
    void begin_run();
    [[nodiscard]] std::optional<double> cpu_seconds() const;       // since begin_run
    [[nodiscard]] std::optional<std::int64_t> peak_bytes() const;  // since begin_run

  private:
    struct Node {
        process::Child child;  // or a host's command, which ends the node when its input ends
        std::string address;
        double cpu_before = 0;
    };

    [[nodiscard]] std::vector<std::string> words_of(std::size_t index) const;
    [[nodiscard]] base::Result<void> spawn(std::size_t index);
    [[nodiscard]] base::Result<void> wait_for_address(std::size_t index);
    [[nodiscard]] base::Result<void> wait_for_members();
    [[nodiscard]] std::filesystem::path log_of(std::size_t index) const;
    [[nodiscard]] bool has_hosts() const { return !spec_.hosts.names.empty(); }
    [[nodiscard]] bool is_stopped() const { return stop_.load(std::memory_order_acquire); }
    void stop_all();

    const ClusterSpec spec_;
    const std::atomic<bool>& stop_;
    std::vector<Node> nodes_;
};

// How a command is run on a host. Errors: a template that is none, or lacks {command}.
[[nodiscard]] base::Result<CommandTemplate> host_command_of(std::string_view text);

// What a host's shell gets: the node, which ends when the standard input of the shell does.
[[nodiscard]] std::string host_shell_line(const std::vector<std::string>& node);

}  // namespace kura::compare
