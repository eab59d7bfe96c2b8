// Supervisor: starts the nodes of a cluster on this machine and starts again what crashes.
// Shape:    a folder holds for each node its log and its address, for all "addresses" and "pid";
//           the data, if kept, a folder for each node, and in it where it will listen again
// Invariants: the nodes end with this process, however it ends
// Threads:  one
// Errors:   Result; what a node said last is in its log
#pragma once

#include "solver/base/result.hpp"
#include "tools/process/child.hpp"

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace kura::cli {

class Supervisor {
  public:
    // `options`: of kura node, for each of them. `data` may be empty: nothing is kept then.
    Supervisor(std::filesystem::path folder, std::filesystem::path data, int nodes,
               std::vector<std::string> options);
    ~Supervisor();

    // Starts all; the first one alone, for the others to join.
    [[nodiscard]] base::Result<void> start();
    // Watches over them until the stop flag is set, then lets them leave.
    void watch();

  private:
    struct Node {
        process::Child child;
        std::string address;
        std::chrono::steady_clock::time_point started;
    };

    [[nodiscard]] base::Result<void> start(std::size_t index);
    void spawn(std::size_t index);
    [[nodiscard]] base::Result<void> wait_for_address(std::size_t index);
    void stop_all();
    [[nodiscard]] std::filesystem::path file_of(std::size_t index, const char* kind) const;
    [[nodiscard]] std::filesystem::path data_of(std::size_t index) const;

    const std::filesystem::path folder_;
    const std::filesystem::path data_;
    const std::vector<std::string> options_;
    std::vector<Node> nodes_;
};

}  // namespace kura::cli
