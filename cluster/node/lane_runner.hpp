// Lane runner: searches of this node's own, each by the solver's whole portfolio on a thread.
// Threads:  start and stop by one, has_running by any; the result is told from the lane's thread
// Errors:   a puzzle that the solver refuses ends with verdict none and the reason
#pragma once

#include "cluster/control/control.hpp"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <thread>

namespace kura::cluster::node {

class LaneRunner {
  public:
    using Tell = std::function<void(control::Event)>;
    using ReportExpanded = std::function<void(JobId, std::uint64_t)>;

    LaneRunner(Tell tell, ReportExpanded report)
        : tell_(std::move(tell)), report_(std::move(report)) {}
    ~LaneRunner();

    void start(const control::StartLane& request);
    void stop(JobId job);
    [[nodiscard]] bool has_running() const { return running_ > 0; }

  private:
    struct Lane {
        std::atomic<bool> stop{false};
        std::atomic<bool> is_done{false};
        std::thread thread;
    };

    void collect();
    [[nodiscard]] control::LaneResult search(const control::StartLane& request,
                                             const std::atomic<bool>& stop) const;

    const Tell tell_;
    const ReportExpanded report_;
    std::multimap<JobId, std::unique_ptr<Lane>> lanes_;
    std::atomic<int> running_{0};
};

}  // namespace kura::cluster::node
