// Cluster solver: solves a puzzle by handing it to a cluster, remote or in this process, and
// waiting for what becomes of it.
// Shape:    submits a job under an id drawn here and asks for its state until that is final; a node
//           that is lost costs nothing, the next one is asked, and told again if it does not know
// Invariants: a solution in the result was replayed here, on the raw level
// Threads:  solve() from any number of threads at a time; the rest by one
// Errors:   Reason::unavailable where no node answers, or no majority of the seeds does
// Source:   ARCHITECTURE.md, "Node"
#pragma once

#include "cluster/control/requests.hpp"
#include "solver/base/result.hpp"
#include "tools/cli/arguments.hpp"
#include "tools/cli/outcome.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace kura::cli {

class ClusterSolver {
  public:
    // Asks a cluster; one for each thread that solves.
    class Asker {
      public:
        virtual ~Asker() = default;
        [[nodiscard]] virtual base::Result<cluster::control::ClientReply> ask(
            const cluster::control::ClientRequest& request, std::chrono::milliseconds patience) = 0;
    };
    // Where askers come from; lives as long as the solver.
    class Source {
      public:
        virtual ~Source() = default;
        [[nodiscard]] virtual std::unique_ptr<Asker> make_asker() = 0;
        [[nodiscard]] virtual int nodes() const = 0;
    };

    ClusterSolver(std::unique_ptr<Source> source, const SolveArguments& arguments)
        : source_(std::move(source)), arguments_(arguments) {}

    struct Solved {
        SolveResult result;
        std::vector<NodeShare> nodes;
        Timeline timeline;
    };
    [[nodiscard]] Solved solve(const puzzles::Level& level, const std::atomic<bool>& stop,
                               const std::function<void(const Progress&)>& progress);

    [[nodiscard]] int nodes() const { return source_->nodes(); }

  private:
    const std::unique_ptr<Source> source_;
    const SolveArguments& arguments_;
};

// Nodes in this process.
[[nodiscard]] base::Result<std::unique_ptr<ClusterSolver::Source>> make_local_cluster(int nodes);
// A cluster that runs elsewhere; asks it once, so that a wrong address is told before anything.
[[nodiscard]] base::Result<std::unique_ptr<ClusterSolver::Source>> make_remote_cluster(
    const std::vector<std::string>& addresses, const std::string& key_file);

}  // namespace kura::cli
