// Runner: takes one turn of a comparison: calls the solver on the puzzle and has the run judged.
// Shape:    a configuration, a puzzle and a repetition in, a Run out
// Units:    seconds, bytes
// Invariants: each run has a folder of its own with nothing in it but the puzzle, gone afterwards
// Threads:  the caller's
// Errors:   start(): Result; of a run: in the run
//
// The seed of a run is the comparison's plus its repetition, the same for all configurations, so
// that they are compared on the same searches. Builds are copied first: a program that is built
// anew in mid-run must not change what is measured, and all have paths of one length.
#pragma once

#include "solver/base/result.hpp"
#include "tools/compare/adapter.hpp"
#include "tools/compare/comparison.hpp"
#include "tools/compare/matrix.hpp"
#include "tools/compare/node_cluster.hpp"
#include "tools/process/run_process.hpp"

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace kura::compare {

// The words of `kura solve`; {puzzle_file}, {seed} and {addresses} stand for what differs.
[[nodiscard]] std::vector<std::string> solve_words(const Comparison& comparison,
                                                   const Configuration& configuration);

class Runner {
  public:
    // Requires: comparison outlives this; folder exists and is empty.
    [[nodiscard]] static base::Result<std::unique_ptr<Runner>> start(const Comparison& comparison,
                                                                     std::filesystem::path folder,
                                                                     const std::atomic<bool>& stop);

    [[nodiscard]] Run take(const Turn& turn);

  private:
    Runner(const Comparison& comparison, std::filesystem::path folder,
           const std::atomic<bool>& stop)
        : comparison_(comparison), folder_(std::move(folder)), stop_(stop) {}

    void run_kura(const Configuration& configuration, const Turn& turn, Run& run);
    void run_cluster(const Configuration& configuration, const Turn& turn, Run& run);
    void run_adapter(const Configuration& configuration, const Turn& turn, Run& run);
    [[nodiscard]] base::Result<void> copy_programs();
    [[nodiscard]] const std::string& program_of(const Configuration& configuration) const;
    [[nodiscard]] NodeCluster& cluster_of(const Turn& turn);
    [[nodiscard]] process::ProcessSpec spec_for(const Configuration& configuration) const;
    [[nodiscard]] std::vector<std::string> fill(std::vector<std::string> words, const Turn& turn,
                                                const std::string& addresses) const;
    [[nodiscard]] std::filesystem::path run_folder() const { return folder_ / "run"; }

    const Comparison& comparison_;
    const std::filesystem::path folder_;
    const std::atomic<bool>& stop_;
    std::map<std::string, std::string> programs_;  // path of a build -> its copy
    std::map<std::string, Adapter> adapters_;
    CommandTemplate host_command_;
    std::map<int, std::unique_ptr<NodeCluster>> clusters_;  // by configuration
};

}  // namespace kura::compare
