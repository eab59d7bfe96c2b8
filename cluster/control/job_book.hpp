// Job book: what this node remembers of each job.
// Shape:    one entry a job id; the oldest finished ones are forgotten beyond a number. An entry
//           with state unknown is somebody else's job, which this node has only been lent
// Threads:  one owner
#pragma once

#include "cluster/base/instant.hpp"
#include "cluster/control/messages.hpp"
#include "cluster/control/requests.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>

namespace kura::cluster::control {

using SpecPtr = std::shared_ptr<const JobSpec>;

struct LeaseOut {
    NodeId to;
    std::uint64_t number = 0;
    Instant until;  // without an answer it goes to somebody else
};

struct JobEntry {
    JobId id;
    SpecPtr spec;  // null: known by its id only, the document is being fetched
    JobState state = JobState::waiting;
    Instant first_seen;
    Instant finished_at;
    std::optional<LeaseOut> lease;
    int leases = 0;             // given out so far
    bool is_cancelled = false;  // whatever the view says
    bool is_searching = false;  // this node takes part
    bool has_lane = false;
    bool is_starting = false;  // on its way into the register
    std::uint64_t fetch_token = 0;
    Instant next_try;
    LaneResult result;                // once final, as far as known
    std::optional<LaneResult> found;  // by a lane here; the register does not have it yet
    std::map<NodeId, JobReport> reports;
    std::set<NodeId> awaited;  // after the end: whose last report has not come
    // A lease that this node works on for somebody else.
    std::optional<std::pair<NodeId, std::uint64_t>> leased_from;
};

class JobBook {
  public:
    explicit JobBook(std::size_t finished_max) : finished_max_(finished_max) {}

    [[nodiscard]] JobEntry* find(JobId id);
    [[nodiscard]] const JobEntry* find(JobId id) const;
    JobEntry& add(JobId id, Instant now);
    void remove(JobId id) { entries_.erase(id); }  // Requires: not final
    void set_final(JobEntry& entry, JobState state, Instant now);

    [[nodiscard]] std::map<JobId, JobEntry>& entries() { return entries_; }
    [[nodiscard]] const std::map<JobId, JobEntry>& entries() const { return entries_; }

  private:
    const std::size_t finished_max_;
    std::map<JobId, JobEntry> entries_;
    std::set<std::pair<Instant, JobId>> finished_;
};

}  // namespace kura::cluster::control
