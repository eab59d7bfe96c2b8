// Supervisor: starts the nodes of a cluster on this machine and starts again what crashes.
// Shape:    a folder holds for each node its log and its address, for all "addresses" and "pid"
// Invariants: the nodes end with this process, however it ends
// Threads:  one
// Errors:   Result; what a node said last is in its log
#pragma once

#include "solver/base/result.hpp"

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace kura::cli {

class Supervisor {
  public:
    Supervisor(std::filesystem::path folder, int nodes, int replicas);
    ~Supervisor();

    // Starts all; the first one alone, for the others to join.
    [[nodiscard]] base::Result<void> start();
    // Watches over them until the stop flag is set, then lets them leave.
    void watch();

  private:
    struct Child {
        pid_t pid = 0;
        std::string address;
        std::chrono::steady_clock::time_point started;
    };

    void spawn(std::size_t index);
    [[nodiscard]] base::Result<void> wait_for_address(std::size_t index);
    void stop_all();
    [[nodiscard]] std::filesystem::path file_of(std::size_t index, const char* kind) const;

    const std::filesystem::path folder_;
    const int replicas_;
    std::vector<Child> children_;
};

}  // namespace kura::cli
