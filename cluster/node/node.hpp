// Node: one member of a cluster. A thread of control that starts a life (life.hpp), and a new one
// under a new id when the others expelled it.
// Invariants: a new life knows nothing of what an earlier one promised as a replica
// Threads:  leave() and the destructor by one
// Errors:   none after the start; what goes wrong is said through `log`
// Source:   ARCHITECTURE.md, "Node"
#pragma once

#include "cluster/node/link.hpp"
#include "cluster/node/memory.hpp"
#include "solver/base/rng.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace kura::cluster::node {

class Life;

struct NodeOptions {
    std::vector<std::string> join;
    Zone zone;
    std::uint32_t weight = 1;
    std::uint32_t partitions = kPartitionsDefault;
    int replicas = 3;
    std::uint64_t cluster_tag = 1;
    std::string metadata;
    std::uint64_t seed = 1;  // of random numbers; ids are drawn from it too, so no two the same
    std::function<void(bool is_warning, const std::string&)> log;  // from any thread
};

class Node {
  public:
    // `link` and `memory` outlive the node.
    Node(Link& link, Memory& memory, NodeOptions options);
    ~Node();  // without leaving: to the others it is as if it died
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    // Tells the others. Ensures: false if `patience` was not enough.
    bool leave(std::chrono::milliseconds patience);

  private:
    void run();

    Link& link_;
    Memory& memory_;
    const NodeOptions options_;
    base::Rng rng_;
    std::mutex mutex_;
    std::condition_variable changed_;
    Life* life_ = nullptr;  // while there is one
    bool has_left_ = false;
    std::atomic<bool> is_stopping_{false};
    std::thread thread_;  // last: the members above must be there before it starts
};

}  // namespace kura::cluster::node
